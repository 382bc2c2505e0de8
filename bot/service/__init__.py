"""The shell between channels, engine and store: intake, turns, sending, housekeeping."""
