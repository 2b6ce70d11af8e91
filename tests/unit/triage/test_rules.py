"""What the standard regelset decides: one row per sentence of the domain that concerns triage."""

from __future__ import annotations

from typing import Any

import pytest
from triage.domain.explanations import ADVIES, RISICOFACTOREN
from triage.domain.facts import (
    VOCABULARY,
    Eerder,
    Facts,
    Familie,
    Gegevens,
    JaNee,
    Selectie,
    SignaalInTekst,
)
from triage.domain.rules import GEEN_REGEL, decide
from triage.ruleset import load
from vt_contracts.codes import Antwoord, Kanaal, Urgentie, Vervolg
from vt_contracts.melding import Signalen

STANDARD = load()

ZORGMELDING = Facts(
    urgentie=Urgentie.REGULIER,
    kanaal=Kanaal.POLITIE,
    voorselectie=Selectie.NIET_ERNSTIG,
    signalen=(),
    gevaar_op_dit_moment=Antwoord.NEE,
    huiselijk_geweld_of_kindermishandeling=Antwoord.NEE,
    aanleiding_gegeven=JaNee.NEE,
    aard_past_bij_aanleiding=JaNee.JA,
    woonplaats_bekend=JaNee.JA,
    gegevens=Gegevens.BRUIKBAAR,
    familie=Familie.NIET_BEKEND,
)
"""A police zorgmelding without HG or KM in which nothing is doubtful."""
HGKM = ZORGMELDING._replace(
    kanaal=Kanaal.PROFESSIONAL,
    voorselectie=Selectie.GEEN,
    huiselijk_geweld_of_kindermishandeling=Antwoord.JA,
    aanleiding_gegeven=JaNee.JA,
)
"""A melding about HG or KM without danger now, at a known place."""
PERSON = None
DIRECT, OVERDRACHT, DOORZETTEN = (
    Vervolg.DIRECT_INGRIJPEN,
    Vervolg.OVERDRACHT,
    Vervolg.DOORZETTEN,
)
ACUUT, HOOG, REGULIER = Urgentie.ACUUT, Urgentie.HOOG, Urgentie.REGULIER

TABLE: list[tuple[str, Facts, dict[str, Any], Vervolg | None, Urgentie]] = [
    (
        "Acute: act at once, around the clock; a queue never delays it",
        HGKM, {"urgentie": ACUUT}, DIRECT, ACUUT,
    ),
    (
        "any signal answered yes makes a melding acuut, whatever the estimate said",
        HGKM, {"signalen": ("verwurging",)}, DIRECT, ACUUT,
    ),
    (
        "acute: act first, also when the family is known",
        HGKM, {"urgentie": ACUUT, "familie": Familie.BEKEND_MET_HGKM}, DIRECT, ACUUT,
    ),
    (
        "acute wins over everything that is odd",
        ZORGMELDING,
        {
            "signalen": ("wapen",), "gegevens": Gegevens.TWIJFELACHTIG,
            "aard_past_bij_aanleiding": JaNee.NEE, "woonplaats_bekend": JaNee.NEE,
            "familie": Familie.NIET_NA_TE_GAAN, "gevaar_op_dit_moment": Antwoord.ONBEKEND,
        },
        DIRECT, ACUUT,
    ),
    (
        "police messages without HG/KM are passed on at once and get no triage",
        ZORGMELDING, {}, DOORZETTEN, REGULIER,
    ),
    (
        "police may pre-select, they need not",
        ZORGMELDING, {"voorselectie": Selectie.GEEN}, DOORZETTEN, REGULIER,
    ),
    (
        "doorzetten needs no known place: routing asks a person",
        ZORGMELDING, {"woonplaats_bekend": JaNee.NEE}, DOORZETTEN, REGULIER,
    ),
    (
        "a message that police selected as ernstig is never passed on without triage",
        ZORGMELDING, {"voorselectie": Selectie.ERNSTIG, "urgentie": HOOG}, PERSON, HOOG,
    ),
    (
        "a message about a family known for HG/KM is never passed on without triage",
        ZORGMELDING, {"familie": Familie.BEKEND_MET_HGKM}, PERSON, HOOG,
    ),
    (
        "known = confirmed or undecided",
        ZORGMELDING, {"familie": Familie.BEKEND_ONBESLIST}, PERSON, REGULIER,
    ),
    (
        "a likely link asks a person",
        ZORGMELDING, {"familie": Familie.MOGELIJK_BEKEND}, PERSON, REGULIER,
    ),
    (
        "a likely link asks a person, whatever the melding is about",
        HGKM, {"familie": Familie.MOGELIJK_BEKEND}, PERSON, REGULIER,
    ),
    (
        "earlier meldingen raise urgency by rule",
        HGKM,
        {"familie": Familie.BEKEND_ONBESLIST, "eerdere_meldingen": Eerder.DRIE_OF_MEER},
        PERSON, HOOG,
    ),
    (
        "that a family is not known must have been checked",
        ZORGMELDING, {"familie": Familie.NIET_NA_TE_GAAN}, PERSON, REGULIER,
    ),
    (
        "a BSN that cannot be used is never ground for passing on",
        ZORGMELDING, {"gegevens": Gegevens.TWIJFELACHTIG}, PERSON, REGULIER,
    ),
    (
        "deciding that something is not HG/KM when anything is doubtful is for a person",
        ZORGMELDING,
        {"huiselijk_geweld_of_kindermishandeling": Antwoord.ONBEKEND}, PERSON, REGULIER,
    ),
    (
        "a zorgmelding that names an aanleiding contradicts itself",
        ZORGMELDING, {"aanleiding_gegeven": JaNee.JA}, PERSON, REGULIER,
    ),
    (
        "unknown is never read as no",
        ZORGMELDING, {"gevaar_op_dit_moment": Antwoord.ONBEKEND}, PERSON, REGULIER,
    ),
    (
        "doorzetten is only for the police zorgmelding",
        ZORGMELDING, {"kanaal": Kanaal.TELEFOON}, PERSON, REGULIER,
    ),
    (
        "share early rather than hold: HG/KM without danger now goes to the lokale veld",
        HGKM, {}, OVERDRACHT, REGULIER,
    ),
    (
        "overdracht for every channel",
        HGKM, {"kanaal": Kanaal.POLITIE, "voorselectie": Selectie.ERNSTIG, "urgentie": HOOG},
        OVERDRACHT, HOOG,
    ),
    (
        "unknown where it matters asks a person, the same day",
        HGKM, {"gevaar_op_dit_moment": Antwoord.ONBEKEND}, PERSON, HOOG,
    ),
    (
        "also when it is not known whether it is HG/KM",
        HGKM,
        {
            "gevaar_op_dit_moment": Antwoord.ONBEKEND,
            "huiselijk_geweld_of_kindermishandeling": Antwoord.ONBEKEND,
        },
        PERSON, HOOG,
    ),
    (
        "not clear enough whether there is HG/KM: a person",
        HGKM, {"huiselijk_geweld_of_kindermishandeling": Antwoord.ONBEKEND}, PERSON, REGULIER,
    ),
    (
        "too little information to choose: a person",
        HGKM, {"aanleiding_gegeven": JaNee.NEE}, PERSON, REGULIER,
    ),
    (
        "unknown address: a person decides, never guessed",
        HGKM, {"woonplaats_bekend": JaNee.NEE}, PERSON, REGULIER,
    ),
    (
        "very often the same families: a known family goes to a person, with priority",
        HGKM, {"familie": Familie.BEKEND_MET_HGKM}, PERSON, HOOG,
    ),
    (
        "a likely or undecided link asks a person",
        HGKM, {"familie": Familie.BEKEND_ONBESLIST}, PERSON, REGULIER,
    ),
    (
        "a BSN that cannot be used never bounces a melding and is not used",
        HGKM, {"gegevens": Gegevens.TWIJFELACHTIG, "familie": Familie.NIET_NA_TE_GAAN},
        OVERDRACHT, REGULIER,
    ),
    (
        "aard marked * only with kindermishandeling: odd goes to a person",
        HGKM, {"aard_past_bij_aanleiding": JaNee.NEE}, PERSON, REGULIER,
    ),
    (
        "free text may add signals: one for certain is acuut",
        HGKM, {"signaal_in_tekst": SignaalInTekst.ZEKER}, DIRECT, ACUUT,
    ),
    (
        "what the text possibly says is for a person, the same day at the latest",
        HGKM, {"signaal_in_tekst": SignaalInTekst.MOGELIJK}, PERSON, HOOG,
    ),
    (
        "a zorgmelding whose text possibly says more is not passed on",
        ZORGMELDING, {"signaal_in_tekst": SignaalInTekst.MOGELIJK}, PERSON, HOOG,
    ),
    (
        "acute does not wait for what the text possibly says",
        HGKM, {"signaal_in_tekst": SignaalInTekst.MOGELIJK, "signalen": ("wapen",)},
        DIRECT, ACUUT,
    ),
    (
        "the software only raises: what is hoog stays hoog",
        HGKM, {"urgentie": HOOG, "familie": Familie.BEKEND_ONBESLIST}, PERSON, HOOG,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "changes", "vervolg", "urgentie"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_standard_regelset(
    facts: Facts, changes: dict[str, Any], vervolg: Vervolg | None, urgentie: Urgentie
) -> None:
    besluit = decide(facts._replace(**changes), STANDARD)
    assert (besluit.vervolg, besluit.urgentie) == (vervolg, urgentie)


@pytest.mark.parametrize("signaal", list(Signalen.model_fields))
def test_each_signal_alone_makes_a_melding_acuut_and_is_told(signaal: str) -> None:
    besluit = decide(ZORGMELDING._replace(signalen=(signaal,)), STANDARD)
    assert besluit.vervolg is Vervolg.DIRECT_INGRIJPEN
    assert besluit.urgentie is Urgentie.ACUUT
    assert besluit.risicofactoren == (RISICOFACTOREN[signaal],)


@pytest.mark.parametrize(
    ("found", "meteen"),
    [
        (SignaalInTekst.MOGELIJK, True),
        (SignaalInTekst.ZEKER, False),
        (SignaalInTekst.NEE, False),
    ],
)
def test_a_person_is_asked_at_once_when_the_text_possibly_says_more(
    found: SignaalInTekst, meteen: bool
) -> None:
    unknown = {"gevaar_op_dit_moment": Antwoord.ONBEKEND, "signaal_in_tekst": found}
    assert decide(HGKM._replace(**unknown), STANDARD).meteen is meteen


def test_every_decision_says_by_which_rules_and_why() -> None:
    besluit = decide(ZORGMELDING, STANDARD)
    assert besluit.regels == ("zorgmelding-zonder-hgkm",)
    assert "zorgmelding van de politie" in besluit.reden
    assert besluit.advies == ADVIES[Vervolg.DOORZETTEN]


def test_what_no_rule_decides_says_so() -> None:
    besluit = decide(HGKM._replace(woonplaats_bekend=JaNee.NEE), STANDARD)
    assert besluit.regels == ()
    assert besluit.reden == GEEN_REGEL


def test_vocabulary_names_facts() -> None:
    for veld, answers in VOCABULARY.items():
        assert getattr(HGKM, veld) in set(answers)


def test_every_vervolg_has_advice_and_every_signal_a_sentence() -> None:
    assert set(ADVIES) == set(Vervolg)
    assert set(RISICOFACTOREN) == set(Signalen.model_fields)
