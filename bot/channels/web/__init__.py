"""The chat page: Starlette and Jinja2, no other server than our own, no script from elsewhere."""

from bot.channels.web.channel import WebChannel
from bot.channels.web.site import site

__all__ = ["WebChannel", "site"]
