"""What the tests of the YAML edge share."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from kb_samples import House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A small sound knowledge in the working directory."""
    monkeypatch.chdir(tmp_path)
    return House(tmp_path)


settings.register_profile(
    "full",
    max_examples=5000,
    deadline=timedelta(seconds=2),
    suppress_health_check=[HealthCheck.too_slow],
)
