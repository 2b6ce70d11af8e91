"""A finished mail: MIME, with a Message-ID that stays the same however often it is sent."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

CONTENT_TYPE = "message/rfc822"
EVENT_TYPE = "mail"


def message_id(delivery_id: str, sender: str) -> str:
    """Derived from the delivery alone, so that a reader can see that two mails are one."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(delivery_id.encode()).hexdigest()[:40]}@{domain}>"


def compose(
    *, sender: str, to: str, nummer: str, text: str, delivery_id: str, at: datetime
) -> bytes:
    """The whole message as ASCII bytes with CRLF; the subject says nothing of the case."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(addr_spec=to)
    message["Subject"] = f"Bericht van Veilig Thuis ({nummer})"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(delivery_id, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "nl"
    message.set_content(text, cte="quoted-printable")
    return message.as_bytes()
