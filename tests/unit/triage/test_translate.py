"""What triage reads in a melding, and what it lets others read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from triage.domain.facts import Facts, Familie, Gegevens, JaNee, Selectie
from triage.domain.triage import Stand, Triage
from triage.motivation import Motivation
from triage.translate import facts, getrieerd, status
from vt_contracts.codes import (
    Antwoord,
    Hoedanigheid,
    Kanaal,
    Moment,
    Rol,
    Urgentie,
    Vervolg,
    Voorselectie,
)
from vt_contracts.events.melding import MeldingOntvangenV1, PolitieGegevens
from vt_contracts.melding import Adres, Betrokkene, Bevinding, Signalen

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def melding(**changes: Any) -> MeldingOntvangenV1:
    content: dict[str, Any] = {
        "melding_id": UUID(int=1),
        "nummer": "VT-2026-0000001-1",
        "versie": 1,
        "kanaal": Kanaal.POLITIE,
        "bron": "politie-limburg",
        "hoedanigheid": Hoedanigheid.POLITIE,
        "ontvangen_op": NOW,
        "urgentie": Urgentie.REGULIER,
        "signalen": Signalen(),
        "huiselijk_geweld_of_kindermishandeling": Antwoord.ONBEKEND,
        "betrokkenen": [Betrokkene(rol=Rol.KIND, geslachtsnaam="Jansen")],
    }
    return MeldingOntvangenV1(**(content | changes))


def seen(**changes: Any) -> Facts:
    return facts(melding(**changes), Urgentie.REGULIER, Familie.NIET_BEKEND)


def living(**adres: Any) -> list[Betrokkene]:
    return [Betrokkene(rol=Rol.KIND, adres=Adres(**adres))]


@pytest.mark.parametrize(
    ("betrokkenen", "known"),
    [
        ([Betrokkene(rol=Rol.KIND)], JaNee.NEE),
        (living(straat="Markt", plaats="Maastricht"), JaNee.NEE),
        (living(postcode="6211AB"), JaNee.JA),
        (living(gemeentecode="GM0935"), JaNee.JA),
        (living(postcode="6211AB", geheim=True), JaNee.NEE),
        (living(gemeentecode="GM0935", geheim=True), JaNee.JA),
        ([Betrokkene(rol=Rol.OUDER), *living(postcode="6211AB")], JaNee.JA),
    ],
)
def test_a_place_is_known_by_address_or_gemeente_and_a_secret_one_by_gemeente_alone(
    betrokkenen: list[Betrokkene], known: JaNee
) -> None:
    assert seen(betrokkenen=betrokkenen).woonplaats_bekend is known


@pytest.mark.parametrize(
    ("veld", "gegevens"),
    [
        ("betrokkenen.0.bsn", Gegevens.TWIJFELACHTIG),
        ("betrokkenen.1.adres.postcode", Gegevens.TWIJFELACHTIG),
        ("betrokkenen.1.adres.gemeentecode", Gegevens.TWIJFELACHTIG),
        ("betrokkenen.0.geboortedatum", Gegevens.BRUIKBAAR),
    ],
)
def test_which_odd_details_make_doubtful(veld: str, gegevens: Gegevens) -> None:
    assert seen(bevindingen=[Bevinding(veld=veld, tekst="klopt niet")]).gegevens is gegevens


def test_signals_and_preselection() -> None:
    politie = PolitieGegevens(incidentnummer="PL-1", voorselectie=Voorselectie.ERNSTIG)
    found = seen(politie=politie, signalen=Signalen(wapen=Antwoord.JA, verwurging=Antwoord.NEE))
    assert found.voorselectie is Selectie.ERNSTIG
    assert found.signalen == ("wapen",)
    assert found.gevaar_op_dit_moment is Antwoord.ONBEKEND
    assert seen().voorselectie is Selectie.GEEN


@pytest.mark.parametrize("vervolg", list(Vervolg))
def test_persons_go_only_where_somebody_takes_it_on(vervolg: Vervolg) -> None:
    triage = Triage(
        UUID(int=1), 2, "VT-2026-0000001-1", 1, Urgentie.HOOG, Stand.BESLOTEN, vervolg, "proef",
        ("r",), "", "tri-1", NOW, None, NOW, None, False, b"",
    )  # fmt: skip
    told = Motivation(reden="Omdat.", aanleiding=[], aard=[], risicofactoren=["x"], advies="y")
    event = getrieerd(triage, melding(toelichting="Over Jansen."), told)
    handed_on = vervolg in (Vervolg.DIRECT_INGRIJPEN, Vervolg.OVERDRACHT, Vervolg.DOORZETTEN)
    assert ("Jansen" in event.model_dump_json()) is handed_on
    assert "Jansen" not in status(triage, Moment.GETRIEERD, NOW).model_dump_json()
