"""What a triage may become: a person's decision stands, what waits for a person goes on waiting."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage.domain.rules import Besluit
from triage.domain.triage import (
    REGELS,
    Beslissing,
    Stand,
    Triage,
    aard_past,
    decided_by_person,
    decided_urgency,
    is_news,
    rules_may_decide,
    urgency_floor,
)
from vt_contracts.codes import Aanleiding, Aard, Urgentie, Vervolg

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WAITS = Triage(
    melding_id=UUID(int=1),
    version=1,
    nummer="VT-2026-0000001-1",
    gezien_versie=1,
    urgentie=Urgentie.HOOG,
    stand=Stand.WACHT_OP_BESLUIT,
    vervolg=None,
    regelset="proef",
    regels=(),
    reden="",
    besloten_door=None,
    besloten_op=None,
    werkitem_id=UUID(int=2),
    ontvangen_op=NOW,
    deadline=NOW,
    proefbericht=False,
    dossier=b"",
)
RULED = WAITS._replace(
    stand=Stand.BESLOTEN, vervolg=Vervolg.OVERDRACHT, besloten_door=REGELS, besloten_op=NOW
)
BY_PERSON = RULED._replace(besloten_door="tri-1")
REOPENED = BY_PERSON._replace(stand=Stand.WACHT_OP_BESLUIT)


def besluit(vervolg: Vervolg | None) -> Besluit:
    return Besluit(vervolg, Urgentie.HOOG, (), "", (), "")


@pytest.mark.parametrize(
    ("current", "vervolg", "may"),
    [
        (None, Vervolg.DOORZETTEN, True),
        (None, None, False),
        (WAITS, Vervolg.DIRECT_INGRIJPEN, True),
        (WAITS, Vervolg.OVERDRACHT, False),
        (WAITS, None, False),
        (RULED, Vervolg.OVERDRACHT, True),
        (RULED, Vervolg.DOORZETTEN, False),
        (RULED, Vervolg.DIRECT_INGRIJPEN, True),
        (BY_PERSON, Vervolg.OVERDRACHT, False),
        (BY_PERSON, Vervolg.DIRECT_INGRIJPEN, False),
        (REOPENED, Vervolg.DIRECT_INGRIJPEN, False),
    ],
)
def test_whether_rules_may_decide(
    current: Triage | None, vervolg: Vervolg | None, may: bool
) -> None:
    assert rules_may_decide(current, besluit(vervolg)) is may


def test_a_version_that_was_seen_is_no_news() -> None:
    assert is_news(None, 1)
    assert not is_news(WAITS, 1)
    assert is_news(WAITS, 2)


@given(st.sampled_from(Urgentie), st.sampled_from(Urgentie))
def test_a_newer_version_never_lowers(stands: Urgentie, named: Urgentie) -> None:
    floor = urgency_floor(WAITS._replace(urgentie=stands), named)
    assert floor.rank == max(stands.rank, named.rank)


@given(st.sampled_from(Urgentie), st.sampled_from(Vervolg))
def test_only_a_named_urgency_lowers(stands: Urgentie, vervolg: Vervolg) -> None:
    assert decided_urgency(stands, Beslissing(vervolg, "reden")).rank >= stands.rank


def test_a_person_decides() -> None:
    decided = decided_by_person(
        WAITS, Beslissing(Vervolg.ONDERZOEK, "reden", Urgentie.REGULIER), "tri-1", NOW
    )
    assert (decided.version, decided.stand, decided.vervolg) == (
        2,
        Stand.BESLOTEN,
        Vervolg.ONDERZOEK,
    )
    assert (decided.urgentie, decided.besloten_door) == (Urgentie.REGULIER, "tri-1")
    assert (decided.werkitem_id, decided.deadline) == (None, None)
    assert decided.decided_by_person


@pytest.mark.parametrize(
    ("aanleiding", "aard", "fits"),
    [
        ([], [], True),
        ([], [Aard.PSYCHISCH_GEWELD], True),
        ([Aanleiding.PARTNERGEWELD], [Aard.GETUIGE_VAN_GEWELD_IN_GEZIN], False),
        ([Aanleiding.KINDERMISHANDELING_KINDCHECK], [Aard.GETUIGE_VAN_GEWELD_IN_GEZIN], True),
        ([Aanleiding.PARTNERGEWELD, Aanleiding.KINDERMISHANDELING_ANDERS],
         [Aard.PEDAGOGISCHE_VERWAARLOZING, Aard.ANDERS], True),
    ],
)  # fmt: skip
def test_aard_with_aanleiding(aanleiding: list[Aanleiding], aard: list[Aard], fits: bool) -> None:
    assert aard_past(aanleiding, aard) is fits
