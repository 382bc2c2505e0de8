"""Hand-off to a person: who is asked, where the staff talk, and what happens when nobody answers."""

from bot.service.handoff.handover import Handover
from bot.service.handoff.post import Staff

__all__ = ["Handover", "Staff"]
