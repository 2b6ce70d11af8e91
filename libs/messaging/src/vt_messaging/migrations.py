"""Runs a service's alembic migrations with its own database role, before it starts."""

from __future__ import annotations

import asyncio
from pathlib import Path

import sqlalchemy as sa
from alembic import command, context, op
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine

ENVIRONMENT = Path(__file__).parent / "alembic"


def migrate(service: str, folder: Path, dsn: str) -> None:
    """Brings the schema of `service` to the newest version; two at once wait for each other."""
    config = Config()
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(folder))
    config.attributes["service"] = service
    config.attributes["dsn"] = dsn
    command.upgrade(config, "head")


def run_script(text: str) -> None:
    """Runs several SQL statements inside the migration's transaction."""
    pooled = op.get_bind().connection
    pooled.run_async(lambda connection: connection.execute(text))


def run_env() -> None:
    """What `alembic/env.py` calls."""
    asyncio.run(_run(context.config))


async def _run(config: Config) -> None:
    service = config.attributes["service"]
    dsn = config.attributes["dsn"].replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(dsn, poolclass=sa.pool.NullPool)
    async with engine.connect() as connection:
        await connection.execute(
            sa.text("select pg_advisory_lock(hashtext('migraties ' || current_schema()))")
        )
        await connection.commit()
        await connection.run_sync(_upgrade, service)
        await connection.commit()
    await engine.dispose()


def _upgrade(connection: sa.Connection, service: str) -> None:
    context.configure(connection=connection, version_table_schema=service)
    with context.begin_transaction():
        context.run_migrations()
