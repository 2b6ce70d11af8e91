"""Pages over a provider of SMS and voice: one JSON POST each, with an idempotency key.

A page is *uncertain* from the moment that it goes to the provider until the provider has answered;
that is written down before, as for mail. It is sent again with the same key, so that a provider
that knows it calls nobody twice. Rather twice than not at all: it is about danger now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import httpx
import structlog
from vt_messaging.deliverer import NotSentError
from vt_messaging.delivery_rows import DeliveryRows, TakenOverError
from vt_messaging.records import Parcel

log = structlog.get_logger()

ABOUT_THE_PAGE = frozenset({400, 404, 410, 413, 414, 415, 422})
"""Refusals of this page itself: a number or text that will never do. All others may pass."""
LONGEST = 30.0
"""Seconds for one page, all together; well within the time that nobody takes it over."""


class ProviderError(Exception):
    """The provider did not take the page now; `code` is its answer."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the provider answered {code}")
        self.code = code


class NoProviderError(Exception):
    """VT_OPROEP_URL is not set: nobody can be paged."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where pages go; `timeout` in seconds for connecting and for each answer."""

    url: str
    token: str = field(default="", repr=False)
    timeout: float = 10.0


class OproepRows(DeliveryRows, Protocol):
    """What this channel needs of the delivery rows."""

    async def note_refused(self, parcel: Parcel, code: int) -> None:
        """Takes it off the table and asks a person to mend it."""
        ...


class OproepChannel:
    """A `Channel` over one provider."""

    def __init__(
        self,
        rows: OproepRows,
        provider: Provider,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._rows = rows
        self._provider = provider
        self._transport = transport

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Sends each page by itself. Raises NotSentError when some did not go."""
        if not self._provider.url:
            raise NoProviderError
        uncertain = await self._rows.uncertain(parcels)
        left: list[tuple[Parcel, Exception]] = []
        at_fault = False
        async with httpx.AsyncClient(
            timeout=self._provider.timeout, transport=self._transport, follow_redirects=False
        ) as client:
            for parcel in parcels:
                if parcel.id not in uncertain:
                    continue  # sent before, and noted
                try:
                    async with asyncio.timeout(LONGEST):
                        await self._send_one(client, parcel, uncertain[parcel.id])
                except Exception as error:  # noqa: BLE001  whatever it is, the others must go
                    left.append((parcel, error))
                    at_fault = at_fault or not isinstance(error, TakenOverError)
        if left:
            raise NotSentError(left, destination_at_fault=at_fault)

    async def _send_one(self, client: httpx.AsyncClient, parcel: Parcel, uncertain: bool) -> None:
        # From here on nobody can say whether it went, until the provider says so.
        await self._rows.mark(parcel)
        try:
            answer = await client.post(
                self._provider.url,
                content=parcel.events[0].value,
                headers={
                    "Authorization": f"Bearer {self._provider.token}",
                    "Content-Type": parcel.events[0].content_type,
                    "Idempotency-Key": parcel.id,
                },
            )
        except httpx.ConnectError:
            await self._rows.unmark(parcel, uncertain)  # nothing was said to anybody
            raise
        if answer.is_success:
            await self._rows.note_sent(parcel, uncertain)
            return
        if answer.status_code in ABOUT_THE_PAGE:
            await self._rows.note_refused(parcel, answer.status_code)
            log.warning("page_refused", code=answer.status_code, destination=parcel.destination)
            return
        if answer.status_code < 500:
            await self._rows.unmark(parcel, uncertain)
        raise ProviderError(answer.status_code)
