"""Which facts are worth telling."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from notification.domain.facts import Feit, telling_moment
from vt_contracts.codes import Moment, Urgentie, Vervolg

NA_TRIAGE, NA_OVERDRACHT, EINDE = "na-triage", "na-overdracht", "einde"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

TABLE = [
    (Moment.ONTVANGEN, None, None),
    (Moment.AANGEVULD, None, None),
    (Moment.WACHT_OP_BESLUIT, None, None),
    (Moment.GETRIEERD, Vervolg.OVERDRACHT, None),
    (Moment.GETRIEERD, Vervolg.DOORZETTEN, None),
    (Moment.GETRIEERD, Vervolg.VEILIGHEIDSHUIS, None),
    (Moment.GETRIEERD, Vervolg.DIRECT_INGRIJPEN, None),
    (Moment.GETRIEERD, Vervolg.ONDERZOEK, NA_TRIAGE),
    (Moment.GETRIEERD, Vervolg.VOORWAARDEN_EN_VERVOLG, NA_TRIAGE),
    # These end the melding at once: the end tells them.
    (Moment.GETRIEERD, Vervolg.OMZETTEN_IN_ADVIES, None),
    (Moment.GETRIEERD, Vervolg.EINDE_BEMOEIENIS, None),
    (Moment.GETRIEERD, None, None),
    (Moment.WACHT_OP_ROUTERING, Vervolg.OVERDRACHT, None),
    (Moment.AANGEBODEN, Vervolg.OVERDRACHT, NA_TRIAGE),
    (Moment.AANGEBODEN, Vervolg.DOORZETTEN, NA_TRIAGE),
    (Moment.AANGEBODEN, None, NA_TRIAGE),
    (Moment.BEZORGD, Vervolg.DOORZETTEN, NA_OVERDRACHT),
    (Moment.BEZORGD, None, NA_OVERDRACHT),
    # Technical receipt is no acceptance: who says "taken over" now may be wrong tomorrow.
    (Moment.BEZORGD, Vervolg.OVERDRACHT, None),
    (Moment.BEZORGD, Vervolg.VEILIGHEIDSHUIS, None),
    (Moment.HERINNERD, Vervolg.OVERDRACHT, None),
    (Moment.GEESCALEERD, Vervolg.OVERDRACHT, None),
    (Moment.GEWEIGERD, Vervolg.OVERDRACHT, None),
    (Moment.GEACCEPTEERD, Vervolg.OVERDRACHT, NA_OVERDRACHT),
    # Doorzetten is done when it arrived; who accepts it afterwards is no news for the melder.
    (Moment.GEACCEPTEERD, Vervolg.DOORZETTEN, None),
    (Moment.GEACCEPTEERD, None, NA_OVERDRACHT),
    (Moment.GESTART, Vervolg.OVERDRACHT, None),
    (Moment.AFGESLOTEN, Vervolg.OVERDRACHT, EINDE),
    (Moment.AFGESLOTEN, None, EINDE),
    # What Veilig Thuis is late with, and what was added, is no news for a melder.
    (Moment.KLOK_BIJNA_VERLOPEN, None, None),
    (Moment.KLOK_VERLOPEN, Vervolg.OVERDRACHT, None),
    (Moment.AANGEVULD, None, None),
]


@pytest.mark.parametrize(("moment", "vervolg", "expected"), TABLE)
def test_which_moment_of_the_table_a_status_belongs_to(
    moment: Moment, vervolg: Vervolg | None, expected: str | None
) -> None:
    assert telling_moment(moment, vervolg) == expected


def test_every_status_is_in_this_table() -> None:
    assert {moment for moment, _, _ in TABLE} == set(Moment)


def feit(schrijver: str, versie: int, minutes: int = 0) -> Feit:
    at = NOW + timedelta(minutes=minutes)
    return Feit(schrijver, versie, Moment.AANGEBODEN, at, Urgentie.REGULIER)


def test_within_a_writer_the_version_decides_and_not_the_clock() -> None:
    assert feit("routing", 2, minutes=-5).follows(feit("routing", 1))
    assert not feit("routing", 1, minutes=5).follows(feit("routing", 2))
    assert not feit("routing", 2).follows(feit("routing", 2))


def test_between_writers_the_moment_decides() -> None:
    assert feit("routing", 1, minutes=5).follows(feit("triage", 7))
    assert not feit("triage", 7).follows(feit("routing", 1, minutes=5))
    # At the same moment one of them is the newer one, whoever comes first.
    assert feit("triage", 1).follows(feit("routing", 1))
    assert not feit("routing", 1).follows(feit("triage", 1))
