"""How much one sender may send: a bucket of tokens that fills up again with time."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Limiet(NamedTuple):
    """So many per minute in the long run, and so many at once after a silence."""

    per_minute: int
    at_once: int


class Bucket(NamedTuple):
    """The tokens that a sender had left at a moment."""

    tokens: float
    at: datetime


class Taken(NamedTuple):
    """The bucket after asking for a token, and the seconds to wait for one (0: it was given)."""

    bucket: Bucket
    wait: float


def take(bucket: Bucket | None, limiet: Limiet, now: datetime) -> Taken:
    """Takes a token, or says how long until there is one; a refusal costs nothing.

    A clock that goes back gives nothing and takes nothing.
    """
    tokens = filled(bucket, limiet, now)
    if tokens >= 1:
        return Taken(Bucket(tokens - 1, now), 0.0)
    return Taken(Bucket(tokens, now), (1 - tokens) * 60 / limiet.per_minute)


def filled(bucket: Bucket | None, limiet: Limiet, now: datetime) -> float:
    """The tokens there are at `now`; who sent nothing yet has all."""
    if bucket is None:
        return float(limiet.at_once)
    passed = max(0.0, (now - bucket.at).total_seconds())
    return min(float(limiet.at_once), bucket.tokens + passed * limiet.per_minute / 60)
