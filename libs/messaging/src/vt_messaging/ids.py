"""Identifiers that sort by time, so that new rows land at the end of an index."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from asyncpg.pgproto import pgproto

from vt_messaging.random_bytes import random_bytes


def time_ordered_uuid(now: datetime) -> UUID:
    """A version 7 UUID (RFC 9562) for the moment `now`, with 74 random bits."""
    milliseconds = int(now.timestamp() * 1000)
    fresh = bytearray(random_bytes(10))
    fresh[0] = 0x70 | fresh[0] & 0x0F
    fresh[2] = 0x80 | fresh[2] & 0x3F
    # asyncpg's own subclass of UUID: made, hashed and written some six times as fast.
    identity: UUID = pgproto.UUID(milliseconds.to_bytes(6, "big") + fresh)
    return identity
