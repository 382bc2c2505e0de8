"""What the tests of the YAML edge share."""

from __future__ import annotations

from pathlib import Path

import pytest
from kb_samples import House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A small sound knowledge in the working directory."""
    monkeypatch.chdir(tmp_path)
    return House(tmp_path)
