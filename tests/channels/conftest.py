"""The echo engine of the service's tests and the Bot API of Telegram's serve here, too."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / name) for name in ("service", "telegram")]
