"""The code lists, complete and with the codes of the Informatieprotocol; urgency only rises."""

from __future__ import annotations

from enum import StrEnum
from itertools import product

import pytest
from vt_contracts import codes
from vt_contracts.codes import Aanleiding, Aard, Hoedanigheid, Urgentie, Vervolg, VervolgMelding
from vt_contracts.melding import Signalen


def numbered(first: int, last: int) -> set[str]:
    return {f"{number:02d}" for number in range(first, last + 1)}


@pytest.mark.parametrize(
    ("list_", "wanted"),
    [
        (codes.Aanleiding, numbered(1, 9)),
        (codes.Aard, numbered(1, 11)),
        (codes.Hoedanigheid, numbered(1, 20) | numbered(30, 36) | {"40", "41"}),
        (codes.VervolgMelding, numbered(1, 4)),
        (codes.UitkomstOnderzoek, numbered(1, 8)),
        (codes.VervolgOnderzoek, numbered(1, 10) | {"21"}),
        (codes.Geslacht, {"V", "M", "O"}),
        (codes.Urgentie, {"acuut", "hoog", "regulier"}),
        (
            codes.Vervolg,
            {
                "direct-ingrijpen", "overdracht", "onderzoek", "voorwaarden-en-vervolg",
                "veiligheidshuis", "omzetten-in-advies", "einde-bemoeienis", "doorzetten",
            },
        ),
    ],
)  # fmt: skip
def test_a_list_has_its_codes_and_no_other(list_: type[StrEnum], wanted: set[str]) -> None:
    assert {member.value for member in list_} == wanted


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (Aanleiding.PARTNERGEWELD, "01"),
        (Aanleiding.EERGERELATEERD_GEWELD, "02"),
        (Aanleiding.OUDERENMISHANDELING_EN_ONTSPOORDE_ZORG, "03"),
        (Aanleiding.OUDERMISHANDELING, "04"),
        (Aanleiding.HUWELIJKSDWANG_EN_ACHTERLATING, "05"),
        (Aanleiding.KINDERMISHANDELING_KINDCHECK, "06"),
        (Aanleiding.KINDERMISHANDELING_VECHTSCHEIDING, "07"),
        (Aanleiding.KINDERMISHANDELING_ANDERS, "08"),
        (Aanleiding.HUISELIJK_GEWELD_ANDERS, "09"),
        (Aard.SEKSUEEL_MISBRUIK, "06"),
        (Aard.VROUWELIJKE_GENITALE_VERMINKING, "10"),
        (Hoedanigheid.POLITIE, "01"),
        (Hoedanigheid.JEUGDGEZONDHEIDSZORG, "03"),
        (Hoedanigheid.GECERTIFICEERDE_INSTELLING, "09"),
        (Hoedanigheid.SCHOOL, "15"),
        (Hoedanigheid.PROFESSIONAL_ANDERS, "20"),
        (Hoedanigheid.BUURTBEWONER, "35"),
        (Hoedanigheid.ONBEKEND, "41"),
        (codes.UitkomstOnderzoek.KM_BEVESTIGD, "06"),
        (codes.VervolgOnderzoek.GEEN, "21"),
    ],
)
def test_a_code_means_what_the_protocol_says(member: StrEnum, code: str) -> None:
    assert member.value == code


def test_kinds_that_only_go_with_kindermishandeling() -> None:
    assert {aard.value for aard in codes.ALLEEN_BIJ_KINDERMISHANDELING} == {"05", "08", "09", "10"}
    assert {each.value for each in codes.KINDERMISHANDELING} == {"06", "07", "08"}


def test_professional_is_below_thirty() -> None:
    professional = {each.value for each in Hoedanigheid if each.professional}
    assert professional == numbered(1, 20)


def test_vervolg_joins_the_national_codes() -> None:
    assert {each: each.code for each in Vervolg} == {
        Vervolg.DIRECT_INGRIJPEN: VervolgMelding.INZETTEN_VERVOLGTRAJECT,
        Vervolg.OVERDRACHT: VervolgMelding.INZETTEN_VERVOLGTRAJECT,
        Vervolg.ONDERZOEK: VervolgMelding.ONDERZOEK,
        Vervolg.VOORWAARDEN_EN_VERVOLG: VervolgMelding.INZETTEN_VERVOLGTRAJECT,
        Vervolg.VEILIGHEIDSHUIS: VervolgMelding.INZETTEN_VERVOLGTRAJECT,
        Vervolg.OMZETTEN_IN_ADVIES: VervolgMelding.OMGEZET_IN_ADVIES,
        Vervolg.EINDE_BEMOEIENIS: VervolgMelding.EINDE_BEMOEIENIS,
        Vervolg.DOORZETTEN: None,
    }


@pytest.mark.parametrize(("one", "other"), product(Urgentie, Urgentie))
def test_urgency_can_only_be_raised(one: Urgentie, other: Urgentie) -> None:
    raised = one.raised_to(other)
    assert raised.rank == max(one.rank, other.rank)
    assert raised in (one, other)
    assert raised.raised_to(one) is raised


def test_ranks_order_the_levels() -> None:
    by_rank = sorted(Urgentie, key=lambda urgentie: urgentie.rank)
    assert by_rank == [Urgentie.REGULIER, Urgentie.HOOG, Urgentie.ACUUT]


def test_there_is_no_way_to_lower_urgency() -> None:
    own = {name for name in vars(Urgentie) if not name.startswith("_")} - set(Urgentie.__members__)
    assert own == {"rank", "raised_to"}


def test_twelve_signals_all_unknown_until_somebody_says_so() -> None:
    signals = Signalen()
    assert len(Signalen.model_fields) == 12
    assert {value for _, value in signals} == {codes.Antwoord.ONBEKEND}


def test_a_code_reads_and_writes_as_any_str_enum() -> None:
    lists = [each for each in vars(codes).values() if isinstance(each, type)]
    for list_ in (
        each for each in lists if issubclass(each, codes.Code) and each is not codes.Code
    ):
        plain = StrEnum(
            list_.__name__, {name: str(member) for name, member in list_.__members__.items()}
        )
        assert [(m.name, m.value, str(m), f"{m}") for m in list_] == [
            (m.name, m.value, str(m), f"{m}") for m in plain
        ]
        assert all(list_(member.value) is member for member in list_)
