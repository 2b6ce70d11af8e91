"""Holds every sender to its own limit, so that no sender takes the place of another.

Each replica counts for itself: the limit is there to keep one sender's fault from filling the
queue that others wait in, and needs no exact number over all replicas.
"""

from __future__ import annotations

from datetime import datetime
from math import ceil

from vt_messaging.web import ProblemError

from intake.domain.limiet import Bucket, Limiet, filled, take

MOST_REMEMBERED = 10_000
"""Senders with a token only; beyond this many, those with a full bucket are forgotten."""


class SenderLimits:
    """The buckets of all senders of one process."""

    def __init__(self, limiet: Limiet) -> None:
        self._limiet = limiet
        self._buckets: dict[str, Bucket] = {}

    def take(self, sender: str, now: datetime) -> None:
        """Counts one message of `sender`. Raises ProblemError 429 with Retry-After over its limit."""
        self._buckets[sender], wait = take(self._buckets.get(sender), self._limiet, now)
        if len(self._buckets) > MOST_REMEMBERED:
            self._forget(now)
        if wait:
            raise ProblemError(
                429,
                "U stuurt te veel tegelijk",
                f"Er is niets bewaard. Ten hoogste {self._limiet.per_minute} berichten per minuut. "
                "Stuur hetzelfde bericht met hetzelfde kenmerk opnieuw na de genoemde tijd.",
                headers={"Retry-After": str(ceil(wait))},
            )

    def _forget(self, now: datetime) -> None:
        full = self._limiet.at_once
        self._buckets = {
            sender: bucket
            for sender, bucket in self._buckets.items()
            if filled(bucket, self._limiet, now) < full
        }
