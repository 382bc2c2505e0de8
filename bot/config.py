"""Settings: the only reader of the environment and of the `.env` file in the working directory.

deploy/env.example lists every setting with its default; a test compares it with this class.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "TALENTBOT_"
SECRET_FILE = "secret.key"  # noqa: S105 - the name of a file, not a secret

_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_WEBHOOK_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)+/?")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """Everything that differs from one installation to the next. Made by `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    telegram_token: SecretStr | None = None
    """Token from BotFather; without it only the web page is served."""
    telegram_api_url: str = "https://api.telegram.org"
    """Bot API server, without the trailing `/bot`."""
    telegram_sends_per_second: int = Field(default=30, ge=0)
    """Messages a second over all chats: 30, more only with Telegram's paid broadcasts. With 0 nothing is kept back,
    in no chat: for load tests against a server of one's own."""
    telegram_mode: Literal["polling", "webhook"] = "polling"
    """How messages come in: asked for, or brought by Telegram to `telegram_webhook_url`."""
    telegram_webhook_url: str | None = Field(default=None, validate_default=True)
    """Address at which Telegram reaches us; its path is served beside the web page."""
    telegram_webhook_secret: SecretStr | None = None
    """What Telegram shows with each update; made from the secret key where absent (`load_webhook_secret`)."""
    telegram_staff_chat: int | None = Field(default=None, lt=0)
    """Chat id of the staff's group, a supergroup with topics (below zero); without it nobody takes over."""
    office_hours: str = ""
    """When the staff are there, as in `Mon-Fri 09:00-12:00,13:30-17:30; Sat 09:00-12:00`; empty: always."""
    timezone: str = "Asia/Shanghai"
    """Time zone of the office hours, by its IANA name."""
    handoff_minutes: int = Field(default=30, ge=1)
    """How long somebody waits for the staff before being told that nobody could answer yet."""
    database_url: str | None = None
    """SQLAlchemy URL; a SQLite file in the data folder where absent."""
    data_dir: Path = Path("data")
    intents_dir: Path = Path("intents")
    content_dir: Path = Path("content")
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    """Port of the web page; 0 takes a free one."""
    retention_days: int = Field(default=180, ge=1)
    """Days after which logged texts are deleted."""
    messages_per_minute: int = Field(default=20, ge=0)
    """Messages that one person may send within a minute, but for the staff chat; 0 for any number. The web page has
    a limit of its own."""
    message_length: int = Field(default=1000, ge=0)
    """Characters of a message that are read; 0 for any number. The web page has a limit of its own."""
    secret_key: SecretStr | None = None
    """Key of the user hashes; made and kept in the data folder where absent."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                "没有这个时区，应如 Asia/Shanghai / no such time zone, expected as in Asia/Shanghai"
            ) from None
        return name

    @field_validator("telegram_api_url")
    @classmethod
    def _no_trailing_slash(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("should start with http:// or https://")
        return url.rstrip("/")

    @field_validator("telegram_webhook_url")
    @classmethod
    def _reachable(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is None and info.data.get("telegram_mode") == "webhook":
            raise ValueError(f"{PREFIX}TELEGRAM_MODE=webhook 时必须填写 / needed with mode webhook")
        if url is not None:
            _check_webhook_url(url)
        return url

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _sendable(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("应为 1 至 256 个字母、数字、_ 或 - / should be 1 to 256 of A-Z a-z 0-9 _ -")
        return secret

    @property
    def database(self) -> str:
        """The database URL with its default filled in."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'talentbot.db'}"

    @property
    def cache_dir(self) -> Path:
        """Where compiled indexes are kept; may be deleted at any time."""
        return self.data_dir / "cache"

    @property
    def replay_dir(self) -> Path:
        """Where commands leave dead letters for the running bot to try again."""
        return self.data_dir / "replay"


def _check_webhook_url(url: str) -> None:
    """Raises ValueError for an address that Telegram or our own web server would not take."""
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not is_safe or not parts.hostname or "@" in parts.netloc or parts.port == 0:  # a wrong port raises
        raise ValueError(
            "应以 https:// 开头 / should start with https://, as https://bot.example.org/telegram/hook"
        )
    if not _WEBHOOK_PATH.fullmatch(parts.path) or parts.query or parts.fragment:
        raise ValueError(
            "应有路径，只用字母、数字和 - . _ ~ / should have a path of letters, digits and - . _ ~ only, "
            "as https://bot.example.org/telegram/hook"
        )


def _explain(error: ValidationError) -> str:
    lines = []
    for item in error.errors():
        name = PREFIX + "_".join(str(part) for part in item["loc"]).upper()
        shown = "***" if "TOKEN" in name or "SECRET" in name else repr(item["input"])
        why = item["msg"].removeprefix("Value error, ")
        lines.append(f"设置 {name} 不可用 / setting cannot be used: {why} (found {shown}).")
    return "\n".join([*lines, "请改正环境变量或 .env 文件 / mend the environment or the .env file."])


def load_settings() -> Settings:
    """Read the settings from the environment and `.env`.

    Raises:
        SettingsError: a value cannot be used; names the variable, what was found and what to do.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            ".env 不是 UTF-8 编码，请另存为 UTF-8 / .env is not UTF-8: save it as UTF-8."
        ) from error


def load_secret(settings: Settings) -> bytes:
    """The key of the user hashes: the setting, else the file in the data folder, which is made once.

    Raises:
        SettingsError: the data folder cannot be written.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / SECRET_FILE
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        _make_once(path)
        return path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(
            f"数据目录不可写 / data folder cannot be written: {path} ({error.strerror}). "
            f"请检查权限或设置 {PREFIX}DATA_DIR / check permissions or set {PREFIX}DATA_DIR."
        ) from error


def load_webhook_secret(settings: Settings) -> str:
    """What Telegram is to show with each update: the setting, else made from the key of the user hashes.

    Always the same for the same key, so that `talentbot telegram set-webhook` and `serve` agree.

    Raises:
        SettingsError: the data folder cannot be written.
    """
    if settings.telegram_webhook_secret is not None:
        return settings.telegram_webhook_secret.get_secret_value()
    return hmac.new(load_secret(settings), b"telegram webhook", hashlib.sha256).hexdigest()


def _make_once(path: Path) -> None:
    """Create the key file readable by its owner alone; whoever comes second keeps the first one's key."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
