"""Which mail addresses can be used."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from notification.domain.melder import usable_address
from notification.mail import compose
from notification.smtp import addressee

GOOD = ["a@b.nl", "j.de-vries+vt@school.example", "o'neil@sub.school.example", "x@xn--bcher-kva.nl"]
BAD = [
    None, "", "@", "jan", "jan@localhost", "jan@", "@school.nl", "jan@school", ".jan@school.nl",
    "jan.@school.nl", "ja..n@school.nl", "jan@school..nl", "jan@-school.nl",
    "jan@school.nl\r\nBcc: x@y.nl",
    "jan@school.nl ", "jan jansen@school.nl", "jan@school.nl,piet@school.nl", "<jan@school.nl>",
    "jän@school.nl", "jan@schöol.nl", '"jan"@school.nl', "jan@[127.0.0.1]", "a" * 65 + "@school.nl",
    "jan@" + "a" * 64 + ".nl", "jan@" + "a." * 130 + "nl",
]  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_a_plain_address_is_used(address: str) -> None:
    assert usable_address(address)


@pytest.mark.parametrize("address", BAD)
def test_for_anything_else_a_person_calls(address: str | None) -> None:
    assert not usable_address(address)


@example("00@A.A000000.A00000000.A0000000.A000.A000.A.A.A.A.A.A.A.A.A.A.A.A.ACCENTURE")
@given(
    st.one_of(st.emails(), st.from_regex(r"[^@\s]{1,20}@[^@\s]{1,20}\.[a-z]{2}", fullmatch=True))
)
def test_every_address_that_is_used_makes_a_mail(address: str) -> None:
    if usable_address(address):
        mail = compose(
            sender="Veilig Thuis <noreply@veiligthuis.example>",
            to=address,
            nummer="VT-2026-0000001-4",
            text="x",
            delivery_id="d",
            at=datetime(2026, 3, 2, tzinfo=UTC),
        )
        # A long one is folded: what counts is what a reader and the relay make of it.
        [to] = message_from_bytes(mail, policy=default)["To"].addresses
        assert to.addr_spec == address
        assert addressee(mail) == address
