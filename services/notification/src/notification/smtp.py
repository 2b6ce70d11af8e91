"""Sends mail through the relay, and knows of each mail whether it went, not, or perhaps.

A mail is *uncertain* from the moment its text goes to the relay until the relay has answered. That
is written down before, so that a crash or a time-out in between can be shown afterwards. A mail
that the relay took leaves the table in the same statement that notes its receipt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from email.utils import parseaddr

import aiosmtplib
import structlog
from aiosmtplib import SMTPDataError, SMTPException, SMTPRecipientRefused, SMTPServerDisconnected
from vt_messaging.deliverer import NotSentError
from vt_messaging.delivery_rows import TakenOverError
from vt_messaging.records import Parcel

from notification.mail_rows import MailRows

log = structlog.get_logger()

IDLE = 5.0
"""Seconds that a connection is kept for the next burst."""
LONGEST = 60.0
"""Seconds for one mail, all answers together; well within the time that nobody takes it over."""
NOT_ABOUT_ADDRESSEE = frozenset({421, 530, 534, 535, 538})
"""Refusals about the relay or our log-in there, whatever they answer (RFC 5321, RFC 4954)."""
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mail goes and as whom; `starttls` True demands it."""

    host: str
    port: int
    sender: str
    starttls: bool = False
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 15.0


class MailChannel:
    """A `Channel` over one relay; one connection, kept while there is something to send."""

    def __init__(self, rows: MailRows, relay: Relay) -> None:
        self._rows = rows
        self._relay = relay
        self._sender = parseaddr(relay.sender)[1]
        self._client: aiosmtplib.SMTP | None = None
        self._closing: asyncio.TimerHandle | None = None
        self._one_at_a_time = asyncio.Lock()
        # Taken by the relay but not noted yet, the database was away: never sent again from here.
        self._taken: dict[str, bool] = {}
        # Failed in this attempt; the deliverer may offer them again before the next attempt is due.
        self._failed: dict[str, tuple[int, Exception]] = {}

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Sends each mail by itself; one bad address holds up no other.

        Raises NotSentError when some did not go. Those that went are gone from the table, and
        offering them again does nothing.
        """
        async with self._one_at_a_time:
            self._keep_connection()
            try:
                await self._send_each(parcels)
            finally:
                self._closing = asyncio.get_running_loop().call_later(IDLE, self.close)

    def close(self) -> None:
        """Lets the connection go; the next mail makes a new one."""
        self._keep_connection()
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def _send_each(self, parcels: Sequence[Parcel]) -> None:
        uncertain = await self._rows.uncertain(parcels)
        if len(self._failed) > MOST_REMEMBERED:
            self._failed.clear()  # others may have sent them since; at worst one is tried too soon
        left: list[tuple[Parcel, Exception]] = []
        relay_at_fault = False
        for parcel in parcels:
            if parcel.id not in uncertain:
                self._taken.pop(parcel.id, None)
                continue  # sent before, and noted
            attempts, error = self._failed.get(parcel.id, (-1, None))
            if error is not None and attempts == parcel.attempts:
                left.append((parcel, error))
                continue
            if relay_at_fault:
                left.append((parcel, ConnectionError("not tried: the relay is away")))
                continue
            self._failed.pop(parcel.id, None)
            try:
                async with asyncio.timeout(LONGEST):
                    await self._send_one(parcel, uncertain[parcel.id])
            except Exception as error:  # noqa: BLE001  whatever it is, the others must go
                left.append((parcel, error))
                self._failed[parcel.id] = (parcel.attempts, error)
                relay_at_fault = await self._after(error)
        if left:
            raise NotSentError(left, destination_at_fault=relay_at_fault)

    async def _send_one(self, parcel: Parcel, uncertain: bool) -> None:
        if parcel.id in self._taken:
            await self._note_taken(parcel, self._taken[parcel.id])
            return
        value = parcel.events[0].value
        client = await self._begun()
        try:
            await client.rcpt(addressee(value))
        except SMTPRecipientRefused as refusal:
            await self._refused(parcel, refusal.code, refusal)
            return
        # From here on nobody can say whether it went, until the relay says so.
        await self._rows.mark(parcel)
        try:
            await client.data(value)
        except SMTPDataError as refusal:
            await self._rows.unmark(parcel, uncertain)
            await self._refused(parcel, refusal.code, refusal)
            return
        await self._note_taken(parcel, uncertain)

    async def _note_taken(self, parcel: Parcel, uncertain: bool) -> None:
        self._taken[parcel.id] = uncertain
        await self._rows.note_sent(parcel, uncertain)
        del self._taken[parcel.id]

    async def _refused(self, parcel: Parcel, code: int, refusal: Exception) -> None:
        """A refusal for good becomes a task for a person; one for now is tried again later."""
        if code < 500 or code in NOT_ABOUT_ADDRESSEE:
            raise refusal
        await self._rows.note_refused(parcel, code)
        log.warning("mail_undeliverable", code=code)
        await self._reset()

    async def _after(self, error: Exception) -> bool:
        """Readies the connection for the next mail; True when there is no use in trying one."""
        if isinstance(error, TakenOverError):
            await self._reset()
            return False
        if isinstance(error, SMTPRecipientRefused | SMTPDataError):
            await self._reset()
            return error.code in NOT_ABOUT_ADDRESSEE
        self.close()
        return True

    async def _begun(self) -> aiosmtplib.SMTP:
        """A connection on which a mail has begun; a new one when the relay has hung up."""
        if self._client is not None and self._client.is_connected:
            try:
                await self._client.mail(self._sender)
            except SMTPServerDisconnected:
                self.close()
            else:
                return self._client
        client = aiosmtplib.SMTP(
            hostname=self._relay.host,
            port=self._relay.port,
            timeout=self._relay.timeout,
            start_tls=self._relay.starttls,
            username=self._relay.username or None,
            password=self._relay.password or None,
        )
        self._client = client
        await client.connect()
        await client.mail(self._sender)
        return client

    async def _reset(self) -> None:
        """Ends the mail that was begun; the connection serves the next."""
        if self._client is None:
            return
        try:
            await self._client.rset()
        except (OSError, SMTPException):
            self.close()

    def _keep_connection(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None


def addressee(value: bytes) -> str:
    """The address that a finished mail goes to."""
    return parseaddr(BytesHeaderParser().parsebytes(value)["To"])[1]
