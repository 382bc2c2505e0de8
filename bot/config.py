"""Settings: the only reader of the environment and of the `.env` file in the working directory.

deploy/env.example lists every setting with its default; a test compares it with this class.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "TALENTBOT_"
SECRET_FILE = "secret.key"  # noqa: S105 - the name of a file, not a secret


class Settings(BaseSettings):
    """Everything that differs from one installation to the next. Made by `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    telegram_token: SecretStr | None = None
    """Token from BotFather; without it only the web page is served."""
    telegram_api_url: str = "https://api.telegram.org"
    """Bot API server, without the trailing `/bot`."""
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: SecretStr | None = None
    telegram_staff_chat: int | None = None
    """Chat id of the staff group."""
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

    @field_validator("telegram_api_url")
    @classmethod
    def _no_trailing_slash(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("should start with http:// or https://")
        return url.rstrip("/")

    @property
    def database(self) -> str:
        """The database URL with its default filled in."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'talentbot.db'}"

    @property
    def cache_dir(self) -> Path:
        """Where compiled indexes are kept; may be deleted at any time."""
        return self.data_dir / "cache"


def _explain(error: ValidationError) -> str:
    lines = []
    for item in error.errors():
        name = PREFIX + "_".join(str(part) for part in item["loc"]).upper()
        shown = "***" if "TOKEN" in name or "SECRET" in name else repr(item["input"])
        lines.append(f"设置 {name} 不可用 / setting cannot be used: {item['msg']} (found {shown}).")
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
