"""The mail channel against a real SMTP server in this process, over rows in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from notification.mail import compose
from notification.smtp import MailChannel, NotSentError, Relay
from vt_messaging.delivery_rows import TakenOverError
from vt_messaging.records import Outgoing, Parcel

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SENDER = "Veilig Thuis <noreply@veiligthuis.example>"
MELDING = UUID(int=7)


@dataclass
class FakeRows:
    """`MailRows` in memory; `noted` is the order in which things were written."""

    left: dict[str, Parcel] = field(default_factory=dict)
    sent: dict[str, bool] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    away: bool = False

    async def uncertain(self, parcels: Sequence[Parcel]) -> dict[str, bool]:
        return {d.id: self.left[d.id].uncertain for d in parcels if d.id in self.left}

    async def mark(self, parcel: Parcel) -> None:
        row = self.left.get(parcel.id)
        if row is None or row.attempts != parcel.attempts:
            raise TakenOverError
        self.left[parcel.id] = row._replace(uncertain=True)

    async def unmark(self, parcel: Parcel, uncertain: bool) -> None:
        self.left[parcel.id] = self.left[parcel.id]._replace(uncertain=uncertain)

    async def note_sent(self, parcel: Parcel, uncertain: bool) -> None:
        if self.away:
            raise ConnectionRefusedError
        del self.left[parcel.id]
        self.sent[parcel.id] = uncertain

    async def note_refused(self, parcel: Parcel, code: int) -> None:
        del self.left[parcel.id]
        self.refused[parcel.id] = code

    def swept(self, parcel: Parcel) -> Parcel:
        """The next attempt, as the deliverer's sweep hands it out."""
        row = self.left[parcel.id]
        self.left[parcel.id] = row._replace(attempts=row.attempts + 1)
        return self.left[parcel.id]


@dataclass
class Server:
    """A relay: what each address gets as an answer, and what it took."""

    port: int = 0
    connections: int = 0
    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    rcpt_answers: dict[str, str] = field(default_factory=dict)
    data_answer: str = "250 OK"
    mail_answer: str | None = None
    answer_after: asyncio.Event | None = None
    hang_up_after_data: bool = False
    transports: list[Any] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802
        self, _s: Any, _ses: Any, envelope: Envelope, address: str, _o: Any
    ) -> str:
        if self.mail_answer is not None:
            return self.mail_answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _s: Any, _ses: Any, envelope: Envelope, address: str, _o: Any
    ) -> str:
        self.recipients.append(address)
        if (answer := self.rcpt_answers.get(address)) is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_answer.startswith("250"):
            assert isinstance(envelope.original_content, bytes)
            self.taken.append(envelope.original_content)
        if self.hang_up_after_data:
            assert server.transport is not None
            server.transport.abort()
        if self.answer_after is not None:
            await self.answer_after.wait()
        return self.data_answer


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    state = Server()

    def connection() -> SMTP:
        state.connections += 1
        smtp = SMTP(
            state,
            authenticator=lambda *_: AuthResult(success=False),
            auth_require_tls=False,
            loop=asyncio.get_running_loop(),
        )
        state.transports.append(smtp)
        return smtp

    listening = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    state.port = listening.sockets[0].getsockname()[1]
    yield state
    if state.answer_after is not None:
        state.answer_after.set()
    listening.close()
    for smtp in state.transports:
        if smtp.transport is not None:
            smtp.transport.abort()
    await asyncio.sleep(0)


@pytest.fixture
def rows() -> FakeRows:
    return FakeRows()


@pytest.fixture
def mail(rows: FakeRows) -> Callable[[str], Parcel]:
    """A parcel for this address, with its row."""
    numbers = count(1)

    def make(to: str) -> Parcel:
        identity = f"{MELDING}:notification:na-triage:routing.{next(numbers)}"
        value = compose(
            sender=SENDER, to=to, nummer="VT-2026-0000001-4", text=f"Aan {to}\n.\nEinde\n",
            delivery_id=identity, at=NOW,
        )  # fmt: skip
        out = Outgoing("mail", MELDING.bytes, identity, "mail", "message/rfc822", None, NOW, value)
        rows.left[identity] = Parcel(identity, "mail", "smtp", (out,))
        return rows.left[identity]

    return make


@pytest.fixture
async def channel(server: Server, rows: FakeRows) -> AsyncIterator[MailChannel]:
    made = MailChannel(rows, Relay("127.0.0.1", server.port, SENDER, timeout=0.3))
    yield made
    made.close()
    await asyncio.sleep(0)


Mail = Callable[[str], Parcel]


async def test_a_burst_goes_over_one_connection(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    burst = [mail(f"m{n}@school.example") for n in range(20)]
    await channel.send(burst)
    await channel.send([mail("later@school.example")])
    assert server.connections == 1
    assert server.taken[:20] == [d.events[0].value for d in burst]
    assert len(rows.sent) == 21
    assert not any(rows.sent.values())
    assert rows.left == {}


async def test_a_relay_that_hung_up_meanwhile_is_called_again(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    await channel.send([mail("a@school.example")])
    server.transports[0].transport.abort()
    await asyncio.sleep(0.05)
    await channel.send([mail("b@school.example")])
    assert server.connections == 2
    assert len(rows.sent) == 2


@pytest.mark.parametrize("answer", ["550 no such user", "553 bad mailbox", "552 full"])
async def test_an_address_refused_for_good_becomes_a_task_and_holds_up_nobody(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail, answer: str
) -> None:
    server.rcpt_answers["bad@school.example"] = answer
    before, bad, after = (mail(f"{n}@school.example") for n in ("a", "bad", "b"))
    await channel.send([before, bad, after])
    assert rows.refused == {bad.id: int(answer[:3])}
    assert set(rows.sent) == {before.id, after.id}
    assert server.connections == 1


async def test_an_address_refused_for_now_is_tried_again_and_holds_up_nobody(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    server.rcpt_answers["grey@school.example"] = "451 come back later"
    before, grey, after = (mail(f"{n}@school.example") for n in ("a", "grey", "b"))
    with pytest.raises(NotSentError) as failed:
        await channel.send([before, grey, after])
    assert set(failed.value.failed) == {grey.id}
    assert not failed.value.destination_at_fault
    assert set(rows.sent) == {before.id, after.id}
    # Refused before its text was sent: there is no doubt about it.
    assert not rows.left[grey.id].uncertain
    del server.rcpt_answers["grey@school.example"]
    await channel.send([rows.swept(grey)])
    assert rows.sent[grey.id] is False


async def test_offered_again_at_once_what_went_is_not_sent_again_nor_what_failed_retried(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    """The deliverer offers each mail of a failed batch again by itself."""
    server.rcpt_answers["grey@school.example"] = "451 come back later"
    sent, grey = mail("a@school.example"), mail("grey@school.example")
    with pytest.raises(NotSentError):
        await channel.send([sent, grey])
    await channel.send([sent])
    with pytest.raises(NotSentError):
        await channel.send([grey])
    assert len(server.taken) == 1
    assert server.recipients == ["a@school.example", "grey@school.example"]


async def test_a_text_refused_for_good_becomes_a_task(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    server.data_answer = "554 looks like spam"
    parcel = mail("a@school.example")
    await channel.send([parcel])
    assert rows.refused == {parcel.id: 554}


async def test_a_text_refused_for_now_is_in_no_doubt(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    server.data_answer = "452 no room now"
    parcel = mail("a@school.example")
    with pytest.raises(NotSentError):
        await channel.send([parcel])
    assert not rows.left[parcel.id].uncertain


async def test_a_time_out_after_the_relay_took_it_leaves_it_in_doubt_and_that_is_recorded(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    server.answer_after = asyncio.Event()
    parcel = mail("a@school.example")
    with pytest.raises(NotSentError) as failed:
        await channel.send([parcel])
    assert failed.value.destination_at_fault
    assert rows.left[parcel.id].uncertain
    server.answer_after.set()
    await channel.send([rows.swept(parcel)])
    # Sent twice, as the same mail: the one stated exception, and the receipt says so.
    assert server.taken[0] == server.taken[1]
    assert rows.sent == {parcel.id: True}


async def test_a_connection_dropped_after_the_text_leaves_it_in_doubt(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    server.hang_up_after_data = True
    first, second = mail("a@school.example"), mail("b@school.example")
    with pytest.raises(NotSentError) as failed:
        await channel.send([first, second])
    assert set(failed.value.failed) == {first.id, second.id}
    assert rows.left[first.id].uncertain
    assert not rows.left[second.id].uncertain
    server.hang_up_after_data = False
    await channel.send([second])
    await channel.send([rows.swept(first)])
    assert rows.sent == {second.id: False, first.id: True}


async def test_a_doubt_stays_when_a_later_attempt_is_refused(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    server.hang_up_after_data = True
    parcel = mail("a@school.example")
    with pytest.raises(NotSentError):
        await channel.send([parcel])
    server.hang_up_after_data = False
    server.data_answer = "452 no room now"
    with pytest.raises(NotSentError):
        await channel.send([rows.swept(parcel)])
    assert rows.left[parcel.id].uncertain


async def test_a_mail_that_another_process_took_over_is_not_sent_from_here(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    ours, other = mail("a@school.example"), mail("b@school.example")
    rows.swept(ours)
    with pytest.raises(NotSentError) as failed:
        await channel.send([ours, other])
    assert isinstance(failed.value.failed[ours.id], TakenOverError)
    assert set(rows.left) == {ours.id}, "it is the other's to send"
    assert [d for d in server.taken if b"To: a@" in d] == []
    assert len(server.taken) == 1


async def test_what_the_relay_took_while_the_database_was_away_is_noted_later_and_not_sent_again(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail
) -> None:
    rows.away = True
    parcel = mail("a@school.example")
    with pytest.raises(NotSentError):
        await channel.send([parcel])
    rows.away = False
    await channel.send([rows.swept(parcel)])
    assert len(server.taken) == 1
    assert rows.sent == {parcel.id: False}


async def test_a_relay_that_is_away_fails_all_at_once_and_none_is_in_doubt(
    rows: FakeRows, mail: Mail, unused_tcp_port: int
) -> None:
    channel = MailChannel(rows, Relay("127.0.0.1", unused_tcp_port, SENDER, timeout=0.3))
    burst = [mail(f"m{n}@school.example") for n in range(5)]
    with pytest.raises(NotSentError) as failed:
        await channel.send(burst)
    assert failed.value.destination_at_fault
    assert len(failed.value.failed) == 5
    assert not any(row.uncertain for row in rows.left.values())


@pytest.mark.parametrize("answer", ["550 you may not send", "530 authenticate first", "451 later"])
async def test_a_refused_sender_is_our_fault_and_never_the_melders(
    channel: MailChannel, server: Server, rows: FakeRows, mail: Mail, answer: str
) -> None:
    server.mail_answer = answer
    with pytest.raises(NotSentError) as failed:
        await channel.send([mail("a@school.example")])
    assert failed.value.destination_at_fault
    assert rows.refused == {}
    assert len(rows.left) == 1


async def test_a_log_in_that_the_relay_refuses_is_no_reason_to_give_mail_up(
    server: Server, rows: FakeRows, mail: Mail
) -> None:
    relay = Relay("127.0.0.1", server.port, SENDER, username="u", password="p", timeout=0.3)
    channel = MailChannel(rows, relay)
    with pytest.raises(NotSentError) as failed:
        await channel.send([mail("a@school.example")])
    assert failed.value.destination_at_fault
    channel.close()


async def test_where_starttls_is_demanded_nothing_goes_in_plain_text(
    server: Server, rows: FakeRows, mail: Mail
) -> None:
    relay = replace(Relay("127.0.0.1", server.port, SENDER, timeout=0.3), starttls=True)
    channel = MailChannel(rows, relay)
    with pytest.raises(NotSentError):
        await channel.send([mail("a@school.example")])
    assert server.recipients == []
    channel.close()


def test_the_password_is_not_shown() -> None:
    assert "geheim" not in repr(Relay("h", 1, SENDER, username="u", password="geheim"))
