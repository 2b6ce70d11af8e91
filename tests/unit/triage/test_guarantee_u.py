"""Guarantee U: no facts and no regelset make the software lower, close, or pass on in doubt."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
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
from triage.domain.rules import AUTOMATISCH, Regel, Regelset, Voorwaarde, decide, deciding_by
from triage.ruleset import RegelsetError, load, parse
from vt_contracts.codes import Antwoord, Kanaal, Urgentie, Vervolg
from vt_contracts.melding import Signalen

STANDARD = load()

facts = st.builds(
    Facts,
    urgentie=st.sampled_from(Urgentie),
    kanaal=st.sampled_from(Kanaal),
    voorselectie=st.sampled_from(Selectie),
    signalen=st.sets(st.sampled_from(sorted(Signalen.model_fields))).map(
        lambda names: tuple(sorted(names))
    ),
    gevaar_op_dit_moment=st.sampled_from(Antwoord),
    huiselijk_geweld_of_kindermishandeling=st.sampled_from(Antwoord),
    aanleiding_gegeven=st.sampled_from(JaNee),
    aard_past_bij_aanleiding=st.sampled_from(JaNee),
    woonplaats_bekend=st.sampled_from(JaNee),
    gegevens=st.sampled_from(Gegevens),
    familie=st.sampled_from(Familie),
    eerdere_meldingen=st.sampled_from(Eerder),
    signaal_in_tekst=st.sampled_from(SignaalInTekst),
)
voorwaarden = st.sampled_from(sorted(VOCABULARY)).flatmap(
    lambda veld: st.sets(
        st.sampled_from([member.value for member in VOCABULARY[veld]]), min_size=1
    ).map(lambda waarden: Voorwaarde(veld, frozenset(waarden)))
)
regels = st.builds(
    Regel,
    id=st.uuids().map(str),
    voorwaarden=st.lists(voorwaarden, max_size=2).map(tuple),
    bron=st.just("proef"),
    reden=st.just("Proef."),
    verhoog=st.none() | st.sampled_from(Urgentie),
    vraag_persoon=st.booleans(),
    stel_voor=st.none() | st.sampled_from(Vervolg),
)
regelsets = st.just(STANDARD) | st.lists(regels, max_size=4).map(
    lambda found: Regelset("proef", date(2026, 1, 1), tuple(found))
)


@given(facts, regelsets)
def test_urgency_is_never_lowered(known: Facts, regelset: Regelset) -> None:
    assert decide(known, regelset).urgentie.rank >= known.urgentie.rank


@given(facts, regelsets)
def test_nothing_is_closed_without_a_person(known: Facts, regelset: Regelset) -> None:
    vervolg = decide(known, regelset).vervolg
    assert vervolg is None or vervolg in AUTOMATISCH
    assert vervolg not in (Vervolg.OMZETTEN_IN_ADVIES, Vervolg.EINDE_BEMOEIENIS)


@given(facts, regelsets)
def test_nothing_doubtful_is_passed_on(known: Facts, regelset: Regelset) -> None:
    besluit = decide(known, regelset)
    if besluit.vervolg in (None, Vervolg.DIRECT_INGRIJPEN):
        return
    assert besluit.urgentie is not Urgentie.ACUUT
    assert not known.signalen
    assert known.signaal_in_tekst is SignaalInTekst.NEE
    assert known.gevaar_op_dit_moment is Antwoord.NEE
    assert not known.familie.bekend
    assert known.aard_past_bij_aanleiding is JaNee.JA
    if besluit.vervolg is Vervolg.DOORZETTEN:
        assert known.huiselijk_geweld_of_kindermishandeling is Antwoord.NEE
        assert known.kanaal is Kanaal.POLITIE
        assert known.voorselectie is not Selectie.ERNSTIG
        assert known.familie is Familie.NIET_BEKEND
        assert known.gegevens is Gegevens.BRUIKBAAR
    else:
        assert known.huiselijk_geweld_of_kindermishandeling is Antwoord.JA


@given(st.lists(facts, max_size=8), regelsets)
def test_what_is_remembered_is_what_is_decided(several: list[Facts], regelset: Regelset) -> None:
    remembering = deciding_by(regelset)
    for known in [*several, *several]:
        assert remembering(known) == decide(known, regelset)


@given(facts)
def test_acute_never_waits(known: Facts) -> None:
    if known.urgentie is Urgentie.ACUUT or known.signalen:
        besluit = decide(known, STANDARD)
        assert besluit.vervolg is Vervolg.DIRECT_INGRIJPEN
        assert besluit.urgentie is Urgentie.ACUUT


@given(facts, regelsets, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_makes_no_difference(
    known: Facts, regelset: Regelset, random: object
) -> None:
    shuffled = list(regelset.regels)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first = decide(known, regelset)
    other = decide(known, Regelset(regelset.versie, regelset.geldig_vanaf, tuple(shuffled)))
    assert (first.vervolg, first.urgentie) == (other.vervolg, other.urgentie)
    assert set(first.regels) == set(other.regels)


def test_the_types_allow_a_rule_only_to_raise_or_ask() -> None:
    from dataclasses import fields
    from typing import get_args, get_type_hints

    hints = get_type_hints(Regel)
    effects = {f.name: hints[f.name] for f in fields(Regel)[4:]}
    assert set(effects) == {"verhoog", "vraag_persoon", "meteen", "stel_voor"}
    assert (effects["vraag_persoon"], effects["meteen"]) == (bool, bool)

    def members(hint: object) -> set[object]:
        return {m for part in get_args(hint) for m in (get_args(part) or (part,))}

    assert members(effects["verhoog"]) == {Urgentie.HOOG, Urgentie.ACUUT, type(None)}
    assert members(effects["stel_voor"]) == {*AUTOMATISCH, type(None)}
    assert not AUTOMATISCH & {Vervolg.OMZETTEN_IN_ADVIES, Vervolg.EINDE_BEMOEIENIS}


ACUTE_RULES = """versie = "proef"
geldig_vanaf = 2026-01-01
[[regel]]
id = "acuut"
voorwaarden = [{ veld = "urgentie", is = "acuut" }]
effect = { stel_voor = "direct-ingrijpen" }
bron = "proef"
reden = "Proef."
[[regel]]
id = "signaal"
voorwaarden = [{ veld = "signaal", is = "ja" }]
effect = { verhoog = "acuut", stel_voor = "direct-ingrijpen" }
bron = "proef"
reden = "Proef."
"""
effects = st.sampled_from(
    ["vraag_persoon = true", 'verhoog = "hoog", vraag_persoon = true', 'verhoog = "hoog"']
    + [f'stel_voor = "{v}"' for v in sorted(AUTOMATISCH)]
    + [f'verhoog = "hoog", stel_voor = "{v}"' for v in sorted(AUTOMATISCH)]
    + ['verhoog = "acuut", stel_voor = "direct-ingrijpen"']
)


@st.composite
def written_rules(draw: st.DrawFn) -> str:
    """A rule as a beheerder can write it, with one to three conditions."""
    found = draw(st.lists(voorwaarden, min_size=1, max_size=3))
    conditions = ", ".join(
        f'{{ veld = "{v.veld}", een_van = {sorted(v.waarden)!r} }}' for v in found
    )
    return f"voorwaarden = [{conditions}]\neffect = {{ {draw(effects)} }}\n"


@given(st.lists(facts, min_size=1, max_size=5), st.lists(written_rules(), max_size=5))
def test_no_file_that_is_taken_lowers_or_closes(several: list[Facts], written: list[str]) -> None:
    text = ACUTE_RULES + "".join(
        f'[[regel]]\nid = "r{n}"\nbron = "proef"\nreden = "Proef."\n{rule}'
        for n, rule in enumerate(written)
    )
    try:
        regelset = parse(text)
    except RegelsetError as refused:
        # The one way in which such a file is not sound: a rule that would lower.
        others = [f for f in refused.faults if "zou de urgentie verlagen" not in f]
        if others:
            raise
        return
    for known in several:
        besluit = decide(known, regelset)
        assert besluit.urgentie.rank >= known.urgentie.rank
        assert besluit.vervolg is None or besluit.vervolg in AUTOMATISCH
        if known.urgentie is Urgentie.ACUUT or known.signalen:
            assert besluit.vervolg is Vervolg.DIRECT_INGRIJPEN
