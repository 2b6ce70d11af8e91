"""What free text says of the signals: one row per sentence, and what holds for any text at all."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.urgentie import GEEN_TEKST, SIGNALEN, UIT_TEKST, TekstSignalen, estimate
from intake.vrije_tekst import vangnet, woordenlijst
from intake.vrije_tekst.lezen import Lezer
from vt_contracts.codes import Antwoord, Urgentie
from vt_contracts.melding import Signalen

LEZER = Lezer(woordenlijst.load(), vangnet.load())
ZEKER, MOGELIJK, NIET = "zeker", "mogelijk", "niet"


def said(text: str, signal: str) -> str:
    found = LEZER.signals_in(text)
    if signal in found.zeker:
        return ZEKER
    return MOGELIJK if signal in found.mogelijk else NIET


@pytest.mark.parametrize(
    ("signal", "text", "expected"),
    [
        pytest.param("verwurging", "Hij pakte haar gisteren bij de keel.", ZEKER, id="plain"),
        pytest.param("verwurging", "VE kneep keel SO dicht, SO kreeg geen lucht.", ZEKER,
                     id="police telegram style; 'geen lucht' is no denial"),
        pytest.param("verwurging", "Haar vriend heeft haar gewurcht.", ZEKER, id="misspelt"),
        pytest.param("verwurging", "Hij heeft haar nooit gewurgd.", NIET, id="denied before"),
        pytest.param("verwurging", "Geen slaan, trappen of wurgen.", NIET, id="denied in a list"),
        pytest.param("verwurging", "Wurgen is niet gebleken.", NIET, id="denied afterwards"),
        pytest.param("verwurging", "In 2014 heeft hij haar gewurgd.", NIET, id="long past"),
        pytest.param("verwurging", "Buren dachten dat hij haar wurgde.", MOGELIJK, id="hearsay"),
        pytest.param("verwurging", "Hij wilde niet praten en heeft haar toen bij de keel gepakt.",
                     MOGELIJK, id="a denial further off leaves a doubt"),
        pytest.param("verwurging", "In een film werd een vrouw gewurgd.", NIET, id="a film"),
        pytest.param("verwurging", "Hij hield haar hoofd onder water.", ZEKER, id="other words"),
        pytest.param("wapen", "Vader dreigde met een keukenmes.", ZEKER, id="a compound"),
        pytest.param("wapen", "Man richtte een pistool op zijn vrouw.", ZEKER, id="firearm"),
        pytest.param("wapen", "Hij sneed brood met een mes.", NIET, id="cooking"),
        pytest.param("wapen", "Geen wapens gezien.", NIET, id="no weapons"),
        pytest.param("wapen", "Er lag een mes naast zijn bord.", MOGELIJK, id="a knife alone"),
        pytest.param("wapen", "Jongen zwaaide met een nepwapen en een waterpistool.", NIET,
                     id="a toy"),
        pytest.param("doodsbedreiging", "Hij zei: ik vermoort je als je gaat.", ZEKER,
                     id="spelt as it sounds"),
        pytest.param("doodsbedreiging", "Ik maak je af, riep hij tegen moeder.", ZEKER, id="slang"),
        pytest.param("doodsbedreiging", "Hij zei dat zij de kerst niet zal halen.", ZEKER,
                     id="a euphemism"),
        pytest.param("doodsbedreiging", "Er is niet gedreigd met de dood.", NIET, id="denied"),
        pytest.param("doodsbedreiging", "Over zijn tuin zei hij niets bijzonders.", NIET,
                     id="nothing"),
        pytest.param("zwanger_slachtoffer", "Mw is zwanger en werd geslagen.", ZEKER, id="plain"),
        pytest.param("zwanger_slachtoffer", "Vrouw is zwanger en onwel geworden.", NIET,
                     id="pregnant, no violence"),
        pytest.param("kind_vermist", "Meisje (14) wordt vermist sinds gisteren.", ZEKER, id="plain"),
        pytest.param("suicidedreiging_ouder",
                     "Moeder van twee kinderen dreigt met zelfmoord.", ZEKER, id="plain"),
        pytest.param("baby_of_peuter_met_letsel", "Vader heeft de baby door elkaar geschud.", ZEKER,
                     id="shaken"),
        pytest.param("seksueel_geweld_zojuist", "Zij is vannacht verkracht door haar man.", ZEKER,
                     id="just now"),
        pytest.param("seksueel_geweld_zojuist", "Zij werd in 1998 verkracht.", NIET, id="long past"),
        pytest.param("dreigend_vertrek_dwang_of_verminking",
                     "Dochter (16) moet trouwen met haar neef.", ZEKER, id="forced marriage"),
        pytest.param("dreigend_vertrek_dwang_of_verminking",
                     "Het meisje wordt binnenkort besneden.", ZEKER, id="mutilation"),
        pytest.param("gevaar_op_dit_moment", "Ik hoor haar nu gillen, hij slaat haar.", ZEKER,
                     id="now"),
    ],
)  # fmt: skip
def test_what_a_sentence_says(signal: str, text: str, expected: str) -> None:
    assert said(text, signal) == expected


@pytest.mark.parametrize("signal", SIGNALEN)
def test_a_certain_text_makes_acuut_unless_a_person_answered_no(signal: str) -> None:
    text = TekstSignalen((signal,), (), "2026-1")
    unknown = estimate(Signalen(), tekst=text)
    assert (unknown.urgentie, unknown.redenen) == (Urgentie.ACUUT, (f"{UIT_TEKST}{signal}",))
    assert (unknown.uit_tekst, unknown.mogelijk) == ((signal,), ())
    denied = estimate(Signalen(**{signal: Antwoord.NEE}), tekst=text)
    assert (denied.urgentie, denied.uit_tekst) == (Urgentie.REGULIER, ())
    assert (denied.mogelijk, denied.woordenlijst) == ((signal,), "2026-1")
    known = estimate(Signalen(**{signal: Antwoord.JA}), tekst=text)
    assert (known.redenen, known.uit_tekst, known.mogelijk) == ((signal,), (), ())


def test_a_possible_signal_is_asked_only_where_nobody_answered() -> None:
    text = TekstSignalen((), ("wapen", "verwurging"), "2026-1")
    found = estimate(Signalen(wapen=Antwoord.NEE), tekst=text)
    assert (found.urgentie, found.mogelijk) == (Urgentie.REGULIER, ("verwurging",))


ANSWERS = st.fixed_dictionaries({name: st.sampled_from(Antwoord) for name in SIGNALEN})
WORDS = sorted({w.core for words in woordenlijst.load().elementen for w in words})
TEXTS = st.lists(st.sampled_from([*WORDS, ".", ",", "\n"]), max_size=40).map(" ".join) | st.text()


@given(answers=ANSWERS, text=TEXTS)
def test_text_only_adds(answers: dict[str, Antwoord], text: str) -> None:
    filled = Signalen(**answers)
    without = estimate(filled)
    found = estimate(filled, tekst=LEZER.signals_in(text))
    assert found.urgentie.rank >= without.urgentie.rank
    if without.urgentie is Urgentie.ACUUT:
        assert found.redenen[: len(without.redenen)] == without.redenen
    assert filled == Signalen(**answers)
    assert not any(answers[name] is not Antwoord.ONBEKEND for name in found.uit_tekst)


@given(text=TEXTS)
def test_no_text_is_too_odd_and_every_signal_is_named_once(text: str) -> None:
    found = LEZER.signals_in(text)
    named = [*found.zeker, *found.mogelijk]
    assert set(named) <= set(SIGNALEN)
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    "piece",
    ["mes \x00 keel ", "\U0001f52a\U0001f631 ", "mes keel pakte hij haar kind nu geen ", "a" * 100,
     "ﬁ É ß İ vermoord ", ". , ; ", "mes", "<" * 10],
)  # fmt: skip
def test_a_long_text_takes_bounded_time(piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    start = perf_counter()
    found = LEZER.signals_in(text)
    assert perf_counter() - start < 10
    assert set(found.zeker) <= set(SIGNALEN)


def test_of_a_few_words_the_net_says_nothing() -> None:
    assert LEZER.signals_in("Er is meer bekend.") == GEEN_TEKST
