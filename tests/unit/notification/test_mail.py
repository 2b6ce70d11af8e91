"""A mail as the relay gets it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from notification.mail import compose, message_id

SENDER = "Veilig Thuis <noreply@veiligthuis.example>"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def mail(delivery_id: str = "d1", text: str = "Eén regel.\n.\nEn nog één.\n") -> bytes:
    return compose(
        sender=SENDER, to="jan@school.example", nummer="VT-2026-0000001-4", text=text,
        delivery_id=delivery_id, at=NOW,
    )  # fmt: skip


def test_it_is_plain_ascii_with_crlf_and_comes_out_as_it_went_in() -> None:
    raw = mail()
    raw.decode("ascii")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    read = message_from_bytes(raw, policy=default)
    assert read.get_content().replace("\r\n", "\n") == "Eén regel.\n.\nEn nog één.\n"
    assert read["To"] == "jan@school.example"
    assert read["From"] == SENDER
    assert read["Auto-Submitted"] == "auto-generated"


def test_the_same_delivery_has_the_same_message_id_for_ever() -> None:
    assert mail("d1") == mail("d1")
    assert message_id("d1", SENDER) != message_id("d2", SENDER)
    assert message_id("d1", SENDER).endswith("@veiligthuis.example>")


def test_the_subject_says_nothing_of_the_case() -> None:
    read = message_from_bytes(mail(), policy=default)
    assert read["Subject"] == "Bericht van Veilig Thuis (VT-2026-0000001-4)"
