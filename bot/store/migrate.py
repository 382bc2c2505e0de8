"""Brings a database to the present schema, in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot.errors import StoreError

_SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


def revision_of(connection: Connection) -> str | None:
    """The schema's revision; None for an empty database. Raises StoreError for a newer or a foreign one."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        if inspect(connection).get_table_names():
            raise StoreError(
                "数据库属于别的程序，请换一个文件 / "
                "the database belongs to another program; choose another file"
            )
        return None
    scripts = ScriptDirectory.from_config(_config(connection))
    if current not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreError(
            f"数据库由更新的版本写成（{current}），请升级本程序 / "
            f"the database was written by a newer version ({current}); upgrade the program"
        )
    return current


def head(connection: Connection) -> str | None:
    """The revision that this program writes."""
    return ScriptDirectory.from_config(_config(connection)).get_current_head()


def migrate(connection: Connection) -> None:
    """Runs the migrations that are missing. Raises StoreError for a newer or a foreign database."""
    if revision_of(connection) != head(connection):
        command.upgrade(_config(connection), "head")
