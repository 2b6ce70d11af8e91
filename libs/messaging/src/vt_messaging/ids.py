"""Identifiers that sort by time, so that new rows land at the end of an index."""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID


def time_ordered_uuid(now: datetime) -> UUID:
    """A version 7 UUID (RFC 9562) for the moment `now`, with 74 random bits."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)
