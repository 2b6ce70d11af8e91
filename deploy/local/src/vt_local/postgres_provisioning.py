"""Makes the database, and for each service a role and a schema that no other may touch."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import asyncpg

from vt_local.errors import ProvisioningError
from vt_local.postgres import DATABASE, SUPERUSER, PostgresServer


def provision_postgres(
    server: PostgresServer, roles: Mapping[str, str], within: float = 60.0
) -> None:
    """Make roles (name to password) and their schemas; a second run changes nothing."""
    # A thread of its own: the caller may have an event loop that runs.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, _provision(server, roles, within)).result()


async def _provision(server: PostgresServer, roles: Mapping[str, str], within: float) -> None:
    try:
        first = await _connect(server.dsn(SUPERUSER, server.password, "postgres"), within)
        try:
            await _ensure_database(first)
        finally:
            await first.close()
        connection = await asyncpg.connect(server.admin_dsn)
        try:
            await _close_public(connection)
            for role, password in roles.items():
                await _ensure_role(connection, role, password)
        finally:
            await connection.close()
    except asyncpg.PostgresError as error:
        raise ProvisioningError("PostgreSQL", str(error)) from error


async def _connect(dsn: str, within: float) -> asyncpg.Connection:
    deadline = time.monotonic() + within
    while True:
        try:
            return await asyncpg.connect(dsn, timeout=5)
        except (OSError, asyncpg.CannotConnectNowError) as error:
            # "Starting up", or going through its log after a hard stop.
            if time.monotonic() > deadline:
                raise ProvisioningError("PostgreSQL", str(error)) from error
        await asyncio.sleep(0.05)


async def _ensure_database(connection: asyncpg.Connection) -> None:
    exists = await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE)
    if not exists:
        await connection.execute(f'create database "{DATABASE}"')


async def _close_public(connection: asyncpg.Connection) -> None:
    await connection.execute(f'revoke all on database "{DATABASE}" from public')
    await connection.execute("revoke all on schema public from public")


async def _ensure_role(connection: asyncpg.Connection, role: str, password: str) -> None:
    name = '"' + role.replace('"', '""') + '"'
    exists = await connection.fetchval("select 1 from pg_roles where rolname = $1", role)
    if not exists:
        # DDL takes no parameters; the password is hex of our own making.
        await connection.execute(
            f"create role {name} login nosuperuser nocreatedb nocreaterole noinherit "
            f"password '{password}'"
        )
    await connection.execute(f'grant connect on database "{DATABASE}" to {name}')
    await connection.execute(f"create schema if not exists {name} authorization {name}")
    await connection.execute(f'alter role {name} in database "{DATABASE}" set search_path = {name}')
