"""`talentbot schema`: printed, written, checked."""

from __future__ import annotations

import json

from conftest import Run
from kb_samples import House


def test_one_is_printed(house: House, talentbot: Run) -> None:
    status, out, _ = talentbot("schema", "intents")
    assert status == 0
    assert json.loads(out)["definitions"]["factId"]["enum"] == ["pinghu.founders", "pinghu.intern_flats"]
    assert not (house.root / "content" / "schema").exists()
    assert talentbot("schema", "nonsense")[0] == 2


def test_all_are_written_and_told_stale_later(house: House, talentbot: Run) -> None:
    assert talentbot("schema", "--check")[0] == 1
    status, out, _ = talentbot("schema")
    assert (status, out.count("已写入")) == (0, 5)
    assert "是最新的" in talentbot("schema")[1]
    assert talentbot("schema", "--check")[0] == 0
    house.replace("content/regions.yaml", "hangzhou:", "hang_zhou:")
    status, _, said = talentbot("schema", "--check")
    assert status == 1
    assert "talentbot schema" in said
