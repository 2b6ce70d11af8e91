"""Reading outside a command: a database that is away is told as such, not as a fault of ours."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from vt_messaging import database
from vt_messaging.commands import UnavailableError

T = TypeVar("T")


async def reading(rows: Awaitable[T]) -> T:
    """What a query gives. Raises UnavailableError (503) when the database cannot be reached."""
    try:
        return await rows
    except database.AWAY as error:
        raise UnavailableError(type(error).__name__) from error
