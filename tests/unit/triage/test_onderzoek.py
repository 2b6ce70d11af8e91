"""An onderzoek: what may follow what, which findings contradict, what is decided with them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from triage.domain.onderzoek import (
    Bevinding,
    Onderzoek,
    Overschrijding,
    Stand,
    begin,
    conclude,
    contradiction,
    lapse,
    misfit,
    overrun,
)
from triage.domain.weigering import Weigering
from vt_contracts.codes import Aanleiding, Aard, UitkomstOnderzoek, Vervolg, VervolgOnderzoek
from vt_kalender import AMSTERDAM

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WAITS = Onderzoek(UUID(int=7), UUID(int=1), 1, Stand.WACHT, NOW, "tri-1")
RUNS = begin(WAITS, "tri-2", NOW)
assert isinstance(RUNS, Onderzoek)
FOUND = Bevinding(
    uitkomst=(UitkomstOnderzoek.KM_BEVESTIGD,),
    aard=(Aard.PEDAGOGISCHE_VERWAARLOZING,),
    aanleiding=(Aanleiding.KINDERMISHANDELING_ANDERS,),
    vervolg=(VervolgOnderzoek.WIJKTEAM,),
)
DONE = conclude(RUNS, FOUND, Vervolg.OVERDRACHT, "tri-3", NOW)
assert isinstance(DONE, Onderzoek)
LAPSED = lapse(WAITS, "tri-1", NOW)


@pytest.mark.parametrize(
    ("onderzoek", "starts", "overruns", "ends"),
    [
        pytest.param(WAITS, True, False, False, id="waits"),
        pytest.param(RUNS, False, True, True, id="runs"),
        pytest.param(DONE, False, False, False, id="finished"),
        pytest.param(LAPSED, False, False, False, id="lapsed"),
    ],
)
def test_what_may_follow(onderzoek: Onderzoek, starts: bool, overruns: bool, ends: bool) -> None:
    done = (
        begin(onderzoek, "tri-9", NOW),
        overrun(onderzoek, Overschrijding.MDCK, None, "tri-9"),
        conclude(onderzoek, FOUND, Vervolg.OVERDRACHT, "tri-9", NOW),
    )
    assert tuple(isinstance(each, Onderzoek) for each in done) == (starts, overruns, ends)
    assert all(
        each.version == onderzoek.version + 1 for each in done if isinstance(each, Onderzoek)
    )


def test_whoever_comes_second_hears_who_was_first() -> None:
    refused = begin(RUNS, "tri-9", NOW)
    assert isinstance(refused, Weigering)
    assert "tri-2" in refused.waarom
    refused = conclude(DONE, FOUND, Vervolg.OVERDRACHT, "tri-9", NOW)
    assert isinstance(refused, Weigering)
    assert "tri-3" in refused.waarom


@pytest.mark.parametrize("reden", list(Overschrijding))
def test_a_deliberate_overrun_has_a_reason_code(reden: Overschrijding) -> None:
    longer = overrun(RUNS, reden, None, "tri-2")
    assert isinstance(longer, Onderzoek)
    assert (longer.overschrijding, longer.overschrijding_tot) == (reden, None)


def test_a_pregnancy_ends_six_weeks_after_the_birth_and_nothing_else_has_one() -> None:
    longer = overrun(RUNS, Overschrijding.ZWANGERE_RISICO_OUDER, date(2026, 12, 1), "tri-2")
    assert isinstance(longer, Onderzoek)
    assert longer.overschrijding_tot == datetime(2027, 1, 13, tzinfo=AMSTERDAM)
    refused = overrun(RUNS, Overschrijding.MDCK, date(2026, 12, 1), "tri-2")
    assert isinstance(refused, Weigering)
    assert refused.veld == "geboorteOp"


def codes(
    uitkomst: str, aard: str = "01", aanleiding: str = "01", vervolg: str = "01"
) -> Bevinding:
    return Bevinding(
        tuple(map(UitkomstOnderzoek, uitkomst.split())),
        tuple(map(Aard, aard.split())),
        tuple(map(Aanleiding, aanleiding.split())),
        tuple(map(VervolgOnderzoek, vervolg.split())),
    )


@pytest.mark.parametrize(
    ("bevinding", "veld"),
    [
        pytest.param(codes("03"), None, id="HG bevestigd"),
        pytest.param(codes("02 06", aanleiding="08"), None, id="HG niet, KM wel bevestigd"),
        pytest.param(codes("01 04", aard="", aanleiding="", vervolg="21"), None, id="niets"),
        pytest.param(codes("03 07"), None, id="bevestigd en vertrokken"),
        pytest.param(codes("08", aard="", aanleiding="", vervolg="21"), None, id="overleden"),
        pytest.param(codes("03", vervolg="01 03 07"), None, id="drie partijen"),
        pytest.param(codes("02 03"), "uitkomst", id="HG bevestigd en niet bevestigd"),
        pytest.param(codes("01 03"), "uitkomst", id="geen HG en HG bevestigd"),
        pytest.param(codes("01 02"), "uitkomst", id="geen HG en HG niet bevestigd"),
        pytest.param(codes("05 06"), "uitkomst", id="KM bevestigd en niet bevestigd"),
        pytest.param(codes("04 06"), "uitkomst", id="geen KM en KM bevestigd"),
        pytest.param(codes(""), "uitkomst", id="geen uitkomst"),
        pytest.param(codes("03", vervolg=""), "vervolgOnderzoek", id="geen vervolg gegeven"),
        pytest.param(codes("03", vervolg="21 01"), "vervolgOnderzoek", id="21 is alleen"),
        pytest.param(codes("03", aard=""), "aard", id="bevestigd zonder aard"),
        pytest.param(codes("06", aanleiding=""), "aanleiding", id="bevestigd zonder aanleiding"),
        pytest.param(codes("03", aard="05"), "aard", id="aard van KM zonder KM"),
        pytest.param(codes("03", aard="05", aanleiding="06"), None, id="aard van KM met KM"),
    ],
)
def test_findings_that_contradict_are_refused(bevinding: Bevinding, veld: str | None) -> None:
    fault = contradiction(bevinding)
    assert (None if fault is None else fault.veld) == veld


@pytest.mark.parametrize(
    ("vervolg", "besluit", "fits"),
    [
        ("21", Vervolg.EINDE_BEMOEIENIS, True),
        ("21", Vervolg.OVERDRACHT, False),
        ("21", Vervolg.DOORZETTEN, False),
        ("01", Vervolg.OVERDRACHT, True),
        ("03", Vervolg.VEILIGHEIDSHUIS, True),
        ("02", Vervolg.DIRECT_INGRIJPEN, True),
        ("07", Vervolg.VOORWAARDEN_EN_VERVOLG, True),
        ("01", Vervolg.EINDE_BEMOEIENIS, False),
        ("01", Vervolg.ONDERZOEK, False),
        ("01", Vervolg.DOORZETTEN, False),
        ("01", Vervolg.OMZETTEN_IN_ADVIES, False),
    ],
)
def test_what_is_decided_fits_where_the_case_goes(
    vervolg: str, besluit: Vervolg, fits: bool
) -> None:
    fault = misfit([VervolgOnderzoek(vervolg)], besluit)
    assert (fault is None) is fits


def test_finishing_keeps_who_when_and_what() -> None:
    later = NOW + timedelta(days=60)
    ended = conclude(RUNS, FOUND, Vervolg.OVERDRACHT, "tri-3", later)
    assert isinstance(ended, Onderzoek)
    assert (ended.geeindigd_door, ended.geeindigd_op, ended.bevinding) == ("tri-3", later, FOUND)
    assert not ended.open
