"""The commands as a person types them, each in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

LONG = 60


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "TALENTBOT_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1", **more}


def run(data_dir: Path, *arguments: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, input=typed, env=environment(data_dir, **more), text=True, capture_output=True, timeout=LONG
    )


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_serve_says_where_and_ends_within_two_seconds(data: Path, name: signal.Signals) -> None:
    command = [sys.executable, "-m", "bot", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(4)]
        url = said[0].split()[-1]
        with urllib.request.urlopen(f"{url}healthz", timeout=5) as response:
            health = response.read().decode()
        began = time.monotonic()
        process.send_signal(name)
        assert process.wait(10) == 0
        assert time.monotonic() - began < 2
    assert '"ok":true' in health
    assert re.search(r"\d+ 条事实", said[2])
    assert "Telegram" in said[1]
    [ok] = sqlite3.connect(data / "talentbot.db").execute("PRAGMA integrity_check").fetchone()
    assert ok == "ok"


def test_serve_says_a_taken_port_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(tmp_path, "serve", "--port", str(port))
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "TALENTBOT_PORT" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"TALENTBOT_DATABASE_URL": "sqlite+aiosqlite:////proc/no/such.db"}, "数据库"),
        ({"TALENTBOT_DATA_DIR": "/proc/no"}, "TALENTBOT_DATA_DIR"),
        ({"TALENTBOT_CONTENT_DIR": "no-such-folder"}, "no-such-folder"),
        ({"TALENTBOT_TELEGRAM_TOKEN": "nonsense"}, "TALENTBOT_TELEGRAM_TOKEN"),
        ({"TALENTBOT_PORT": "many"}, "TALENTBOT_PORT"),
        ({"TALENTBOT_OFFICE_HOURS": "nine to five"}, "看不懂"),
    ],
)
def test_serve_says_what_is_wrong_and_exits_1(tmp_path: Path, more: dict[str, str], words: str) -> None:
    arguments = [] if "TALENTBOT_PORT" in more else ["--port", "0"]
    done = run(tmp_path, "serve", *arguments, **more)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_chat_takes_a_script_and_logs_it(data: Path) -> None:
    done = run(data, "chat", typed="平湖有免费住处吗\n/why\n/quit\nunread\n")
    assert done.returncode == 0
    assert "459" in done.stdout
    assert "隐私提示" in done.stdout
    assert "housing" in done.stdout  # of /why
    rows = sqlite3.connect(data / "talentbot.db").execute("SELECT text FROM turns").fetchall()
    assert rows == [("平湖有免费住处吗",)]


def test_chat_without_a_log_leaves_no_database(data: Path) -> None:
    done = run(data, "chat", "--no-log", typed="hello\n")
    assert done.returncode == 0
    assert "Hello" in done.stdout
    assert not (data / "talentbot.db").exists()


def test_doctor_finds_everything_in_order(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = run(tmp_path, "doctor", TALENTBOT_PORT=str(port))
    assert done.returncode == 0, done.stdout
    assert all(line.startswith("✓") for line in done.stdout.splitlines())
    assert len(done.stdout.splitlines()) >= 8
    assert list(tmp_path.iterdir()) == []


def test_doctor_names_each_fault_and_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "content"
    broken.mkdir()
    (broken / "housing.yaml").write_text("facts: [\n", encoding="utf-8")
    (tmp_path / "talentbot.db").write_text("this is no database " * 99)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(
            tmp_path,
            "doctor",
            TALENTBOT_PORT=str(taken.getsockname()[1]),
            TALENTBOT_CONTENT_DIR=str(broken),
            TALENTBOT_TELEGRAM_TOKEN="abc",
        )
    faults = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert done.returncode == 1
    assert any(re.search(r"housing\.yaml:\d+:\d+", line) for line in faults)
    for word in ("数据库", "TALENTBOT_PORT", "@BotFather"):
        assert any(word in line for line in faults), (word, faults)


def test_doctor_tells_when_the_staff_are_there(tmp_path: Path) -> None:
    setting = {"TALENTBOT_TELEGRAM_STAFF_CHAT": "-1009", "TALENTBOT_PORT": "0"}
    done = run(tmp_path, "doctor", **setting, TALENTBOT_OFFICE_HOURS="Mon-Fri 09:00-17:30")
    assert "✓ 转人工 / hand-off: 周一至周五 09:00–17:30" in done.stdout
    done = run(tmp_path, "doctor", **setting, TALENTBOT_OFFICE_HOURS="nine to five")
    assert done.returncode == 1
    assert "✗ 设置 TALENTBOT_OFFICE_HOURS" in done.stdout
