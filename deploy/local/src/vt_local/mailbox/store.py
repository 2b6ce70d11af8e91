"""Mails as files, one each, named so that the folder sorts by arrival."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

_NAME = re.compile(r"\d{8}T\d{12}Z-\d{6}")
_ENVELOPE_FROM = "X-Envelope-From"
_ENVELOPE_TO = "X-Envelope-To"


@dataclass(frozen=True)
class Summary:
    """What a list of mails shows; `to` is whom the server was told to deliver to."""

    id: str
    received: str
    sender: str
    to: tuple[str, ...]
    subject: str
    message_id: str


class MailStore:
    """The folder with mails, and an index of it in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._numbers = itertools.count(1)
        self._index: dict[str, Summary] = {}
        for path in sorted(folder.glob("*.eml")):
            if _NAME.fullmatch(path.stem):
                self._index[path.stem] = _summary(path.stem, path.read_bytes())

    def keep(self, content: bytes, sender: str, recipients: Sequence[str], now: datetime) -> str:
        """Write a mail to disk and return its id; it is whole on disk when this returns."""
        mail_id = f"{now.astimezone(UTC):%Y%m%dT%H%M%S%f}Z-{next(self._numbers):06d}"
        envelope = f"{_ENVELOPE_FROM}: {sender}\r\n{_ENVELOPE_TO}: {', '.join(recipients)}\r\n"
        whole = envelope.encode("utf-8", "replace") + content
        temporary = self._folder / f".{mail_id}.tmp"
        with temporary.open("wb") as stream:
            stream.write(whole)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(self._folder / f"{mail_id}.eml")
        self._index[mail_id] = _summary(mail_id, whole)
        return mail_id

    def find(self, *, to: str | None = None, after: str = "", limit: int = 100) -> list[Summary]:
        """Return mails in order of arrival, the latest `limit`; `to` is one whole address."""
        wanted = to.lower() if to else None
        found = [
            summary
            for mail_id, summary in self._index.items()
            if mail_id > after and (wanted is None or wanted in (t.lower() for t in summary.to))
        ]
        return found[-limit:]

    def count(self) -> int:
        """Return how many mails there are."""
        return len(self._index)

    def summary(self, id: str) -> Summary | None:
        """Return one mail's summary."""
        return self._index.get(id)

    def content(self, id: str) -> bytes | None:
        """Return one mail as it was received, below its envelope."""
        # Only what the index knows: an id from outside never becomes a path.
        if id not in self._index:
            return None
        return (self._folder / f"{id}.eml").read_bytes()


def text_of(content: bytes) -> str:
    """Return the readable text of a mail, however badly it is made."""
    body = _parse(content).get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except (LookupError, ValueError):
        payload = body.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _summary(id: str, content: bytes) -> Summary:
    message = _parse(content)
    arrival = id.partition("-")[0]
    moment = datetime.strptime(arrival, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
    recipients = _header(message, _ENVELOPE_TO).split(", ")
    return Summary(
        id=id,
        received=moment.isoformat().replace("+00:00", "Z"),
        sender=_header(message, "From") or _header(message, _ENVELOPE_FROM),
        to=tuple(r for r in recipients if r),
        subject=_header(message, "Subject"),
        message_id=_header(message, "Message-ID"),
    )


def _parse(content: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(content)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError):
        # The standard library stumbles over some malformed headers; we only show them.
        return ""
