"""`talentbot ask` in a process of its own: the contract that tools rely on."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from test_main import ROOT, talentbot

FIELDS = ["id", "chat", "outcome", "text", "body", "options", "parts", "sources", "ms"]
OUTCOMES = {"answer", "clarify", "unknown", "offtopic", "smalltalk", "handoff"}


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TALENTBOT_")}
    return {**kept, "TALENTBOT_DATA_DIR": str(data), "PYTHONWARNINGS": "error", "PYTHONUNBUFFERED": ""}


@pytest.fixture(scope="module")
def data(compiled: Path) -> Path:
    """A data folder that holds the compiled index already."""
    return compiled.parent


class Asker:
    """A running `talentbot ask --jsonl`."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "ask", "--jsonl"],
            cwd=ROOT,
            env=environment(data),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def raw(self, line: bytes) -> Any:
        """One line in, one line out, before the next one goes in."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], 20)
        assert ready, "no reply before the next line goes in: standard output is not flushed"
        return json.loads(self.process.stdout.readline())

    def __call__(self, **request: Any) -> Any:
        return self.raw(json.dumps(request).encode())

    def end(self) -> tuple[bytes, bytes]:
        """Close its input; what is left on its standard output, and its standard error."""
        return self.process.communicate(timeout=30)


@pytest.fixture(scope="module")
def asker(data: Path) -> Iterator[Asker]:
    asker = Asker(data)
    yield asker
    out, err = asker.end()
    assert (out, err.decode(), asker.process.returncode) == (b"", "", 0)


def test_a_reply_has_exactly_the_fields_of_the_contract(asker: Asker) -> None:
    reply = asker(id="q1", text="平湖有多少套人才公寓")
    assert list(reply) == FIELDS
    assert (reply["id"], reply["chat"], reply["outcome"]) == ("q1", None, "answer")
    assert reply["text"].startswith(reply["body"] + "\n")
    assert reply["ms"] >= 0
    (part,) = reply["parts"]
    assert list(part) == ["outcome", "intent", "region", "facts", "confidence"]
    assert (part["outcome"], part["region"]) == ("answer", "pinghu")
    assert 0 <= part["confidence"] <= 1
    assert {"id": "pinghu.flats_count", "region": "pinghu"} in part["facts"]
    assert {"document": "pinghu-2025", "date": "2025-05"} in reply["sources"]
    assert all(list(option) == ["label", "value"] for option in reply["options"])


@pytest.mark.parametrize("name", [1, None, "中", [1, {"a": 2}], {"x": 1}, 1.5, True])
def test_any_id_comes_back_as_it_is(name: Any, asker: Asker) -> None:
    assert asker(id=name, text="你好")["id"] == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b"not json", None),
        (b"[1, 2]", None),
        (b'"text"', None),
        (b'{"text": "x"}', None),
        (b'{"id": "a"}', "a"),
        (b'{"id": "a", "text": 5}', "a"),
        (b'{"id": "a", "text": null}', "a"),
        (b'{"id": "a", "text": "x", "chat": 5}', "a"),
        (b'{"id": "a", "text": "x", "lang": ["zh"]}', "a"),
        (b'{"id": "a", "press": "i:x"}', "a"),
        (b'{"id": "a", "chat": "c", "press": 1}', "a"),
        (b'{"id": "a", "text": "x"', None),
        (b"\xff\xfe\x00", None),
        (b"[" * 100_000, None),
        (b'{"id": ' + b"9" * 5000 + b', "text": "x"}', None),
    ],
    ids=range(15),
)
def test_a_line_that_cannot_be_used_says_why_and_the_run_goes_on(
    line: bytes, name: Any, asker: Asker
) -> None:
    answer = asker.raw(line)
    assert list(answer) == ["id", "error"]
    assert answer["id"] == name
    assert answer["error"]
    assert asker(id=2, text="你好")["outcome"] == "smalltalk"


@pytest.mark.parametrize(
    "text", ["", "\x00", "\ud800", "😀", "平湖" * 50_000, "<b>&amp;", "'; DROP TABLE x; --", "\u2028\n\r"]
)
def test_whatever_the_text_a_reply_of_one_line(text: str, asker: Asker) -> None:
    reply = asker(id=text[:5], text=text)
    assert reply["outcome"] in OUTCOMES
    assert reply["text"]


def test_blank_lines_are_passed_over(asker: Asker) -> None:
    assert asker.raw(b'\n  \n\t\r\n{"id": 1, "text": "\xe4\xbd\xa0\xe5\xa5\xbd"}\r')["id"] == 1


def test_lines_of_one_chat_are_one_conversation_and_chats_are_apart(asker: Asker) -> None:
    asker(id=1, chat="a", text="嘉善有多少名科技副总")
    asker(id=2, chat="b", text="平湖有多少套人才公寓")
    follow = asker(id=3, chat="a", text="那整个嘉兴呢")
    assert follow["chat"] == "a"
    assert facts(follow) & {"jiaxing.kjfz_count", "jiashan.kjfz_count"}
    assert facts(asker(id=4, chat="c", text="那整个嘉兴呢")).isdisjoint(
        {"jiaxing.kjfz_count", "jiashan.kjfz_count"}
    )


def test_lines_without_a_chat_remember_nothing(asker: Asker) -> None:
    asker(id=1, text="How many talent flats does Pinghu have?")
    alone = [asker(id=number, text="？") for number in range(2)]
    assert {reply["body"] for reply in alone} == {asker(id=5, text="？")["body"]}
    assert "没有看到文字" in alone[0]["body"]


def facts(reply: Mapping[str, Any]) -> set[str]:
    return {fact["id"] for part in reply["parts"] for fact in part["facts"]}


def test_press_chooses_an_option_of_the_chat_s_last_reply(asker: Asker) -> None:
    offered = asker(id=1, chat="p", text="平湖")["options"]
    assert 0 < len(offered) <= 4
    chosen = asker(id=2, chat="p", press=offered[0]["value"])
    assert chosen["outcome"] == "answer"
    assert facts(chosen)
    old = asker(id=3, chat="p", press=offered[-1]["value"] + "x")
    assert (old["outcome"], facts(old), old["options"]) == ("smalltalk", set(), [])
    elsewhere = asker(id=4, chat="q", press=offered[0]["value"])
    assert (elsewhere["outcome"], elsewhere["body"]) == ("smalltalk", old["body"])


def test_option_values_do_not_depend_on_the_chat_s_name(asker: Asker) -> None:
    one, other = (asker(id=1, chat=chat, text="平湖有多少套人才公寓") for chat in ("甲", "z" * 60))
    assert one["options"] == other["options"]
    assert one["text"] == other["text"]


def test_lang_is_a_hint(asker: Asker) -> None:
    assert "no words" in asker(id=1, text="?", lang="en")["body"]
    assert "沒有看到文字" in asker(id=2, text="?", lang="zh-Hant")["body"]
    assert asker(id=3, text="平湖有多少套人才公寓", lang="en")["text"].count("平湖") > 0


def test_all_lines_at_once_come_back_in_order_and_alike(data: Path) -> None:
    texts = [
        "平湖有多少套人才公寓",
        "今天天气怎么样",
        "",
        "how many talent flats are there in Pinghu",
        "你好",
    ] * 4
    lines = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts)).rstrip()
    runs = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "bot", "ask", "--jsonl"],
            cwd=ROOT,
            env=environment(data),
            input=lines.encode(),
            capture_output=True,
            timeout=60,
            check=True,
        )
        assert done.stderr == b""
        replies = [json.loads(line) for line in done.stdout.splitlines()]
        assert [reply["id"] for reply in replies] == list(range(len(texts)))
        runs.append([{**reply, "ms": 0} for reply in replies])
    assert runs[0] == runs[1]
    assert [{**reply, "id": 0} for reply in runs[0][:5]] == [{**reply, "id": 0} for reply in runs[0][5:10]]


def test_no_database_is_made(data: Path, asker: Asker) -> None:
    asker(id=1, chat="x", text="你好")
    assert {path.name for path in data.iterdir()} <= {"cache"}


def test_no_input_no_output(data: Path) -> None:
    asker = Asker(data)
    assert asker.end() == (b"", b"")
    assert asker.process.returncode == 0


def test_one_question_on_the_command_line(data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "平湖有多少套人才公寓", "--explain"],
        cwd=ROOT,
        env={**environment(data), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    assert "11000" in done.stdout
    assert "2025年5月" in done.stdout
    assert "[1] " in done.stdout
    assert "读作 / read as: 平湖有多少套人才公寓" in done.stdout
    assert "pinghu.flats_count" in done.stdout
    assert "answer · " in done.stdout


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    for name in ("content", "intents"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "content" / "housing.yaml"
    text = path.read_text("utf-8")
    assert "    region: pinghu\n" in text
    path.write_text(text.replace("    region: pinghu\n", "    region: pingu\n", 1), "utf-8")
    return tmp_path


def test_broken_content_names_file_and_line(broken: Path) -> None:
    lines = (broken / "content" / "housing.yaml").read_text("utf-8").splitlines()
    number = lines.index("    region: pingu") + 1
    done = talentbot(broken, "ask", "--jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"content/housing.yaml:{number}:" in done.stderr
    assert "pingu" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_content_at_all(tmp_path: Path) -> None:
    done = talentbot(tmp_path, "ask", "你好")
    assert (done.returncode, done.stdout) == (1, "")
    assert "content" in done.stderr
    assert "Traceback" not in done.stderr
