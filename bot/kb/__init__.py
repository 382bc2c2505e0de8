"""The YAML edge: edited files become `bot.core.knowledge` values, or complaints with a place and a fix."""
