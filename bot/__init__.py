"""A chat bot that answers questions about talent services from dated, sourced facts."""

__version__ = "0.1.0"
