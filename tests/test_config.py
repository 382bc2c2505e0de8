"""Settings from the environment and `.env`, and the key that is made once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import PREFIX, SECRET_FILE, Settings, load_secret, load_settings, load_webhook_secret
from bot.errors import SettingsError, TalentBotError

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working directory and no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)


def complaint(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    for name, value in values.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert isinstance(error.value, TalentBotError)
    return str(error.value)


def test_defaults_as_designed() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.retention_days) == ("127.0.0.1", 8080, 180)
    assert (settings.data_dir, settings.intents_dir, settings.content_dir) == (
        Path("data"),
        Path("intents"),
        Path("content"),
    )
    assert (settings.telegram_mode, settings.telegram_token) == ("polling", None)
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database == "sqlite+aiosqlite:///data/talentbot.db"
    assert settings.cache_dir.parent == settings.data_dir


def test_every_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "TELEGRAM_TOKEN": "123:abc",
        "TELEGRAM_API_URL": "http://127.0.0.1:9/",
        "TELEGRAM_SENDS_PER_SECOND": "9",
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_URL": "https://bot.example/hook",
        "TELEGRAM_WEBHOOK_SECRET": "s3",
        "TELEGRAM_STAFF_CHAT": "-100123",
        "OFFICE_HOURS": "Mon-Fri 09:00-17:30",
        "TIMEZONE": "Europe/Berlin",
        "HANDOFF_MINUTES": "45",
        "DATABASE_URL": "postgresql+asyncpg://db/x",
        "DATA_DIR": "elsewhere",
        "INTENTS_DIR": "i",
        "CONTENT_DIR": "c",
        "HOST": "0.0.0.0",
        "PORT": "0",
        "RETENTION_DAYS": "30",
        "SECRET_KEY": "key",
        "MESSAGES_PER_MINUTE": "5",
        "MESSAGE_LENGTH": "99",
    }
    assert {name.upper() for name in Settings.model_fields} == set(given)
    for name, value in given.items():
        monkeypatch.setenv(PREFIX + name, value)
    settings = load_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == "123:abc"
    assert settings.telegram_api_url == "http://127.0.0.1:9"
    assert (settings.telegram_staff_chat, settings.port, settings.retention_days) == (-100123, 0, 30)
    assert settings.telegram_sends_per_second == 9
    assert (settings.office_hours, settings.timezone) == ("Mon-Fri 09:00-17:30", "Europe/Berlin")
    assert settings.handoff_minutes == 45
    assert settings.database == "postgresql+asyncpg://db/x"
    assert load_secret(settings) == b"key"
    assert not Path("elsewhere").exists()


def test_env_file_is_read_and_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("# 网页\nTALENTBOT_PORT=9000\nTALENTBOT_HOST=::1\nOTHER=1\n", "utf-8")
    assert (load_settings().port, load_settings().host) == (9000, "::1")
    monkeypatch.setenv("TALENTBOT_PORT", "9001")
    assert (load_settings().port, load_settings().host) == (9001, "::1")


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("TALENTBOT_TELEGRAM_TOKEN=\nTALENTBOT_PORT=\n", "utf-8")
    monkeypatch.setenv("TALENTBOT_RETENTION_DAYS", "")
    settings = load_settings()
    assert (settings.telegram_token, settings.port, settings.retention_days) == (None, 8080, 180)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("RETENTION_DAYS", "0"),
        ("TELEGRAM_MODE", "carrier-pigeon"),
        ("TELEGRAM_STAFF_CHAT", "@staff"),
        ("TELEGRAM_STAFF_CHAT", "1234567890"),
        ("TIMEZONE", "Asia/Jiaxing"),
        ("TIMEZONE", "../etc/passwd"),
        ("HANDOFF_MINUTES", "0"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_WEBHOOK_URL", "http://bot.example.org/telegram/hook"),
        ("TELEGRAM_WEBHOOK_URL", "ftp://127.0.0.1/telegram/hook"),
        ("TELEGRAM_WEBHOOK_URL", "bot.example.org/telegram/hook"),
        ("TELEGRAM_WEBHOOK_URL", "https:///telegram/hook"),
        ("TELEGRAM_WEBHOOK_URL", "https://me:pass@bot.example.org/hook"),
        ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org:70000/hook"),
        ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org"),
        ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/"),
        ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/a//b"),
        ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/{chat}"),
        ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook?a=b"),
        ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook#a"),
    ],
)
def test_a_bad_value_is_named_and_shown(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    message = complaint(monkeypatch, **{name: value})
    assert PREFIX + name in message
    assert value in message
    assert "设置" in message
    assert "setting" in message
    assert ".env" in message


def test_a_webhook_needs_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    message = complaint(monkeypatch, TELEGRAM_MODE="webhook")
    assert "TALENTBOT_TELEGRAM_WEBHOOK_URL" in message
    assert "必须填写 / needed" in message


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:8080"])
def test_this_machine_may_be_called_without_https(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENTBOT_TELEGRAM_WEBHOOK_URL", f"http://{host}/hook")
    assert load_settings().telegram_webhook_url == f"http://{host}/hook"


@pytest.mark.parametrize("secret", ["hush hush", "密", "hush\n", "h" * 257])
def test_a_secret_that_telegram_would_not_send(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    message = complaint(monkeypatch, TELEGRAM_WEBHOOK_SECRET=secret)
    assert "TALENTBOT_TELEGRAM_WEBHOOK_SECRET" in message
    assert "A-Z a-z 0-9 _ -" in message
    assert secret not in message


def test_the_webhooks_secret_is_the_setting_or_made_of_the_key() -> None:
    given = Settings(data_dir=Path("data"), telegram_webhook_secret="s3cret")
    assert load_webhook_secret(given) == "s3cret"
    assert not Path("data").exists()
    made = load_webhook_secret(Settings(data_dir=Path("data")))
    assert made == load_webhook_secret(load_settings())
    assert (len(made), made.isalnum()) == (64, True)
    assert made != load_webhook_secret(Settings(data_dir=Path("other")))
    assert load_secret(load_settings()).decode() not in made


def test_all_bad_values_in_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    message = complaint(monkeypatch, PORT="x", RETENTION_DAYS="y")
    assert "TALENTBOT_PORT" in message
    assert "TALENTBOT_RETENTION_DAYS" in message


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "SECRET_KEY"):
        monkeypatch.setenv(PREFIX + name, f"hush-{name}")
    assert "hush" not in complaint(monkeypatch, PORT="x")
    monkeypatch.delenv("TALENTBOT_PORT")
    settings = load_settings()
    assert "hush" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_an_env_file_in_another_encoding() -> None:
    Path(".env").write_bytes("TALENTBOT_HOST=主机".encode("gbk"))
    with pytest.raises(SettingsError, match=r"UTF-8.*/.*UTF-8"):
        load_settings()


def test_the_key_is_made_once_and_kept_to_its_owner() -> None:
    settings = load_settings()
    first = load_secret(settings)
    path = settings.data_dir / SECRET_FILE
    assert len(first) >= 32
    assert load_secret(settings) == first == path.read_bytes().strip()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in settings.data_dir.iterdir()] == [SECRET_FILE]


def test_another_folder_has_another_key() -> None:
    keys = {load_secret(Settings(data_dir=Path(name))) for name in ("one", "two")}
    assert len(keys) == 2


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    program = "from bot.config import *; print(load_secret(load_settings()).decode())"
    env = {"PYTHONPATH": str(ROOT), "TALENTBOT_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-c", program]
    started = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    keys = {process.communicate(timeout=30)[0].strip() for process in started}
    assert [process.returncode for process in started] == [0, 0]
    assert len(keys) == 1
    assert len(keys.pop()) >= 32


def test_a_data_folder_that_cannot_be_written() -> None:
    Path("data").write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match=r"数据目录.*/.*data folder.*TALENTBOT_DATA_DIR"):
        load_secret(load_settings())
