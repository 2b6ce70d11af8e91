"""The texts: complete, plain, and unable to say more than the policy allows."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from notification.domain.table import Beleid, Regel, Veld, Vertelmoment, Weg
from notification.wording import TEXTS, TextError, Texts, party_name
from vt_contracts.codes import MelderSoort, Urgentie, Vervolg

NA_TRIAGE, NA_OVERDRACHT = Vertelmoment.NA_TRIAGE, Vertelmoment.NA_OVERDRACHT
SECRETS = {
    Veld.NUMMER: "VT-2026-0000001-4",
    Veld.ONTVANGEN_OP: datetime(2026, 3, 2, 23, 30, tzinfo=UTC),
    Veld.URGENTIE: Urgentie.ACUUT,
    Veld.VERVOLG: Vervolg.OVERDRACHT,
    Veld.PARTIJ: "gm0935",
    Veld.TEAM: "Sociaal Team Oost",
    Veld.DATUM: date(2026, 3, 4),
    Veld.AANGENOMEN: True,
    Veld.POLITIE_HEEFT_ROL: True,
}
SEEN_AS = {Veld.PARTIJ: "Maastricht", Veld.TEAM: "Sociaal Team Oost", Veld.URGENTIE: "acuut",
           Veld.DATUM: "4 maart 2026", Veld.ONTVANGEN_OP: "3 maart 2026 om 00:30 uur",
           Veld.POLITIE_HEEFT_ROL: "politie"}  # fmt: skip
TOLD_CELLS = [
    (s, m) for s, m in product(MelderSoort, Vertelmoment) if s is not MelderSoort.BURGER_ANONIEM
]


def allowed(beleid: Beleid, soort: MelderSoort, moment: Vertelmoment) -> dict[Veld, object]:
    return {v: SECRETS[v] for v in beleid.regels[soort][moment].velden}


def test_every_cell_has_a_text_within_its_fields(beleid: Beleid, texts: Texts) -> None:
    texts.check(beleid)


@pytest.mark.parametrize(("soort", "moment"), TOLD_CELLS)
def test_a_text_shows_the_fields_of_its_cell_and_no_other(
    beleid: Beleid, texts: Texts, soort: MelderSoort, moment: Vertelmoment
) -> None:
    values = allowed(beleid, soort, moment)
    text = texts.text(soort, moment, values)
    assert text.endswith((".", "!", "?"))
    assert "None" not in text
    assert "{" not in text
    for veld, seen in SEEN_AS.items():
        if veld not in values:
            assert seen not in text


@pytest.mark.parametrize(("soort", "moment"), TOLD_CELLS)
def test_without_a_field_that_it_uses_a_text_is_an_error_and_never_a_gap(
    beleid: Beleid, texts: Texts, soort: MelderSoort, moment: Vertelmoment
) -> None:
    used = set(allowed(beleid, soort, moment)) - {Veld.NUMMER}
    if soort in (MelderSoort.POLITIE, MelderSoort.PROFESSIONAL):
        assert used, "these cells say something of the case"
        with pytest.raises(UndefinedError):
            texts.text(soort, moment, {})


@pytest.mark.parametrize("vervolg", [None, *Vervolg])
@pytest.mark.parametrize("partij", [None, "gm0935"])
def test_every_vervolg_has_words(texts: Texts, vervolg: Vervolg | None, partij: str | None) -> None:
    text = texts.text(MelderSoort.POLITIE, NA_TRIAGE, {Veld.VERVOLG: vervolg, Veld.PARTIJ: partij})
    assert "None" not in text
    # Codes are for systems; "onderzoek" and "overdracht" happen to be words as well.
    assert not any(v.value in text for v in Vervolg if "-" in v.value)


@pytest.mark.parametrize("soort", [MelderSoort.POLITIE, MelderSoort.PROFESSIONAL])
def test_a_decision_that_ends_the_melding_is_told_with_the_end(
    beleid: Beleid, texts: Texts, soort: MelderSoort
) -> None:
    values = allowed(beleid, soort, Vertelmoment.EINDE)
    after = {v: texts.text(soort, Vertelmoment.EINDE, {**values, Veld.VERVOLG: v}) for v in Vervolg}
    assert "vraag om advies" in after[Vervolg.OMZETTEN_IN_ADVIES]
    assert "doet er zelf niets meer mee" in after[Vervolg.EINDE_BEMOEIENIS]
    assert all("sinds 4 maart 2026 niet meer" in text for text in after.values())
    assert after[Vervolg.OVERDRACHT].startswith("Veilig Thuis is sinds")


def test_that_police_have_no_role_is_never_claimed(texts: Texts, beleid: Beleid) -> None:
    """The field is false as long as nobody said otherwise: unknown is not no."""
    values = allowed(beleid, MelderSoort.POLITIE, NA_OVERDRACHT)
    text = texts.text(MelderSoort.POLITIE, NA_OVERDRACHT, {**values, Veld.POLITIE_HEEFT_ROL: False})
    assert "geen afspraken bekend waarin de politie een rol heeft" in text


def test_an_accepted_overdracht_names_team_date_and_role(beleid: Beleid, texts: Texts) -> None:
    text = texts.text(
        MelderSoort.POLITIE, NA_OVERDRACHT, allowed(beleid, MelderSoort.POLITIE, NA_OVERDRACHT)
    )
    assert "Sociaal Team Oost heeft uw melding op 4 maart 2026 aangenomen." in text
    assert "heeft de politie een rol" in text


def test_a_delivered_zorgmelding_is_not_said_to_be_accepted(texts: Texts) -> None:
    values = {
        Veld.TEAM: None, Veld.DATUM: date(2026, 3, 4), Veld.AANGENOMEN: False,
        Veld.POLITIE_HEEFT_ROL: False,
    }  # fmt: skip
    text = texts.text(MelderSoort.POLITIE, NA_OVERDRACHT, values)
    assert "aangenomen" not in text
    assert "op 4 maart 2026 aangekomen bij" in text


def test_a_proefbericht_says_so_first(beleid: Beleid, texts: Texts) -> None:
    values = allowed(beleid, MelderSoort.POLITIE, NA_TRIAGE)
    text = texts.text(MelderSoort.POLITIE, NA_TRIAGE, values, proefbericht=True)
    assert text.startswith("DIT IS EEN PROEFBERICHT.")


def test_a_mail_names_the_number_and_the_words(texts: Texts) -> None:
    mail = texts.mail("VT-2026-0000001-4", "Uw melding wordt behandeld.")
    assert "nummer VT-2026-0000001-4" in mail
    assert "\n\nUw melding wordt behandeld.\n\n" in mail


def test_a_party_is_called_as_a_person_would() -> None:
    assert party_name("gm0935") == "de gemeente Maastricht"
    assert party_name("veiligheidshuis-parkstad") == "veiligheidshuis-parkstad"


def planted(tmp_path: Path, name: str, text: str) -> Texts:
    folder = tmp_path / "texts"
    shutil.copytree(TEXTS, folder)
    (folder / name).write_text(text)
    return Texts(folder)


def test_a_text_that_asks_for_more_than_its_cell_stops_the_start(
    beleid: Beleid, tmp_path: Path
) -> None:
    own = planted(tmp_path, "burger-bekend.na-triage.txt", "Het gaat naar {{ partij }}.")
    with pytest.raises(TextError) as refused:
        own.check(beleid)
    assert refused.value.faults == ["burger-bekend.na-triage.txt vraagt om partij"]


def test_also_when_it_asks_by_including_another(beleid: Beleid, tmp_path: Path) -> None:
    own = planted(tmp_path, "burger-bekend.einde.txt", '{% include "_besluit.txt" %}')
    with pytest.raises(TextError) as refused:
        own.check(beleid)
    assert refused.value.faults == [
        "burger-bekend.einde.txt vraagt om partij",
        "burger-bekend.einde.txt vraagt om vervolg",
    ]


def test_a_missing_text_stops_the_start(beleid: Beleid, tmp_path: Path) -> None:
    own = planted(tmp_path, "x.txt", "")
    (tmp_path / "texts" / "politie.einde.txt").unlink()
    with pytest.raises(TextError, match=r"politie\.einde\.txt ontbreekt"):
        own.check(beleid)


def test_a_smaller_policy_needs_smaller_texts(beleid: Beleid, texts: Texts) -> None:
    row = {**beleid.regels[MelderSoort.POLITIE]}
    row[NA_TRIAGE] = Regel((Weg.TELEFOON,), frozenset({Veld.NUMMER, Veld.VERVOLG}))
    smaller = Beleid("x", {**beleid.regels, MelderSoort.POLITIE: row}, beleid.bel_binnen_uren)
    with pytest.raises(TextError, match=r"politie\.na-triage\.txt vraagt om partij"):
        texts.check(smaller)


def test_a_procesregisseur_hears_who_looks_first_and_that_it_goes_before_others(
    beleid: Beleid, texts: Texts
) -> None:
    soort = MelderSoort.PROCESREGISSEUR
    receipt = texts.text(
        soort, Vertelmoment.ONTVANGST, allowed(beleid, soort, Vertelmoment.ONTVANGST)
    )
    assert "gedragswetenschapper kijkt er als eerste naar" in receipt
    values = allowed(beleid, soort, NA_TRIAGE)
    after = {u: texts.text(soort, NA_TRIAGE, {**values, Veld.URGENTIE: u}) for u in Urgentie}
    assert "als acuut" in after[Urgentie.ACUUT]
    assert "met voorrang" in after[Urgentie.HOOG]
