"""The connection pool and which database errors mean what."""

from __future__ import annotations

import asyncio

import asyncpg
from asyncpg import exceptions as pg

from vt_messaging.changes import CONFLICT, STALE, Changes
from vt_messaging.errors import ConflictError, StaleProgressError

AWAY = (
    OSError,
    asyncio.TimeoutError,
    pg.PostgresConnectionError,
    pg.InterfaceError,
    pg.InternalClientError,
    pg.InsufficientResourcesError,
    pg.OperatorInterventionError,
    pg.PostgresSystemError,
    pg.InvalidAuthorizationSpecificationError,
)
"""The database cannot serve us now: wait and try again; no record is at fault."""

FASTER = (
    pg.UniqueViolationError,
    pg.SerializationError,
    pg.DeadlockDetectedError,
    pg.LockNotAvailableError,
)
"""Somebody else was faster: load again and decide again."""

SERVER_SETTINGS = {
    "jit": "off",
    "timezone": "UTC",
    "lock_timeout": "5s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "30s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


async def open_pool(dsn: str, size: int) -> asyncpg.Pool:
    """A pool of up to `size` connections; connects lazily, so the database may still be away.

    Nothing here leaves a trace in a session (settings, cursors, listeners, locks beyond their own
    block), so a connection goes back as it is: asyncpg's reset is a round trip for each batch.
    """
    return await asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=size,
        timeout=5,
        command_timeout=70,
        server_settings=SERVER_SETTINGS,
        max_inactive_connection_lifetime=300,
        reset=_leave_as_it_is,
    )


async def _leave_as_it_is(_: asyncpg.Connection) -> None:
    pass


async def execute(connection: asyncpg.Connection, changes: Changes) -> None:
    """Writes all changes, or none.

    Raises StaleProgressError or ConflictError when another writer was faster, and what asyncpg
    raises otherwise.
    """
    if changes.empty:
        return
    text, arguments = changes.statement()
    try:
        if not (copies := changes.copies):
            await connection.fetch(text, *arguments)
            return
        async with connection.transaction():
            await connection.fetch(text, *arguments)
            for table, rows in copies:
                await connection.copy_records_to_table(
                    table.name, columns=list(table.columns), records=rows
                )
    except pg.PostgresError as error:
        if error.sqlstate == STALE:
            raise StaleProgressError from error
        if error.sqlstate == CONFLICT:
            raise ConflictError from error
        raise
