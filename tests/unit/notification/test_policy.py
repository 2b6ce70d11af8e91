"""The table *what a melder is told*, cell by cell, and what no table may say."""

from __future__ import annotations

from pathlib import Path

import pytest
from notification import policy
from notification.domain.table import Beleid, Veld, Vertelmoment, Weg
from notification.policy import PolicyError
from vt_contracts.codes import MelderSoort, Urgentie

PARTNER_FIRST = (Weg.PARTNER, Weg.MAIL, Weg.TELEFOON)
BY_MAIL = (Weg.MAIL, Weg.TELEFOON)
BY_PHONE = (Weg.TELEFOON,)

# DOMAIN: "What a melder is told", a row for each cell.
CELLS = {
    ("politie", "ontvangst"): (BY_MAIL, {"nummer", "ontvangen_op", "urgentie"}),
    ("politie", "na-triage"): (PARTNER_FIRST, {"nummer", "vervolg", "partij"}),
    ("politie", "na-overdracht"): (
        PARTNER_FIRST,
        {"nummer", "team", "datum", "aangenomen", "politie_heeft_rol"},
    ),
    ("politie", "einde"): (PARTNER_FIRST, {"nummer", "vervolg", "datum", "politie_heeft_rol"}),
    ("professional", "ontvangst"): (BY_MAIL, {"nummer", "ontvangen_op"}),
    ("professional", "na-triage"): (PARTNER_FIRST, {"nummer", "vervolg", "partij"}),
    ("professional", "na-overdracht"): (
        PARTNER_FIRST,
        {"nummer", "team", "datum", "aangenomen"},
    ),
    ("professional", "einde"): (PARTNER_FIRST, {"nummer", "vervolg", "datum"}),
    ("procesregisseur", "ontvangst"): (BY_MAIL, {"nummer", "ontvangen_op"}),
    ("procesregisseur", "na-triage"): (
        PARTNER_FIRST,
        {"nummer", "vervolg", "partij", "urgentie"},
    ),
    ("procesregisseur", "na-overdracht"): (
        PARTNER_FIRST,
        {"nummer", "team", "datum", "aangenomen"},
    ),
    ("procesregisseur", "einde"): (PARTNER_FIRST, {"nummer", "vervolg", "datum"}),
    ("burger-bekend", "ontvangst"): (BY_MAIL, {"nummer"}),
    ("burger-bekend", "na-triage"): (BY_MAIL, {"nummer"}),
    ("burger-bekend", "na-overdracht"): (BY_MAIL, {"nummer", "datum"}),
    ("burger-bekend", "einde"): (BY_MAIL, {"nummer", "datum"}),
    ("burger-anoniem", "ontvangst"): ((), set()),
    ("burger-anoniem", "na-triage"): ((), set()),
    ("burger-anoniem", "na-overdracht"): ((), set()),
    ("burger-anoniem", "einde"): ((), set()),
    ("direct-betrokkene", "ontvangst"): (BY_PHONE, {"nummer"}),
    ("direct-betrokkene", "na-triage"): (BY_PHONE, {"nummer"}),
    ("direct-betrokkene", "na-overdracht"): (BY_PHONE, {"nummer", "datum"}),
    ("direct-betrokkene", "einde"): (BY_PHONE, {"nummer", "datum"}),
}


@pytest.mark.parametrize(("soort", "moment"), CELLS)
def test_the_shipped_table_says_what_the_domain_says(
    beleid: Beleid, soort: str, moment: str
) -> None:
    ways, fields = CELLS[(soort, moment)]
    regel = beleid.regels[MelderSoort(soort)][Vertelmoment(moment)]
    assert regel.wegen == ways
    assert regel.velden == {Veld(field) for field in fields}


def test_every_cell_is_in_this_test(beleid: Beleid) -> None:
    cells = {(s.value, m.value) for s, row in beleid.regels.items() for m in row}
    assert cells == set(CELLS) == {(s.value, m.value) for s in MelderSoort for m in Vertelmoment}
    assert set(beleid.bel_binnen_uren) == set(Urgentie)


CHANGES = {
    "a citizen may not hear the team": (
        '[burger-bekend.einde]\nwegen = ["mail", "telefoon"]\nvelden = ["nummer", "datum"]',
        '[burger-bekend.einde]\nwegen = ["mail", "telefoon"]\nvelden = ["nummer", "team"]',
        "burger-bekend.einde: deze melder mag dit nooit horen: team",
    ),
    "a professional may not hear about the police": (
        '[professional.einde]\nwegen = ["partner", "mail", "telefoon"]\n'
        'velden = ["nummer", "vervolg", "datum"]',
        '[professional.einde]\nwegen = ["partner", "mail", "telefoon"]\n'
        'velden = ["nummer", "politie_heeft_rol"]',
        "professional.einde: deze melder mag dit nooit horen: politie_heeft_rol",
    ),
    "mail alone could end in silence": (
        '[burger-bekend.ontvangst]\nwegen = ["mail", "telefoon"]',
        '[burger-bekend.ontvangst]\nwegen = ["mail"]',
        "burger-bekend.ontvangst: de laatste weg moet telefoon zijn",
    ),
    "an anonymous melder is not approached": (
        "[burger-anoniem.einde]\nwegen = []",
        '[burger-anoniem.einde]\nwegen = ["telefoon"]',
        "burger-anoniem.einde: een anonieme melder wordt niet benaderd",
    ),
    "who is involved is called by a person": (
        '[direct-betrokkene.einde]\nwegen = ["telefoon"]',
        '[direct-betrokkene.einde]\nwegen = ["mail", "telefoon"]',
        "direct-betrokkene.einde: wie zelf betrokken is, wordt gebeld",
    ),
    "a partner would hear of the receipt twice": (
        '[politie.ontvangst]\nwegen = ["mail", "telefoon"]',
        '[politie.ontvangst]\nwegen = ["partner", "mail", "telefoon"]',
        "politie.ontvangst: bij ontvangst heeft intake de partner al geantwoord",
    ),
    "a cell is missing": (
        '[politie.einde]\nwegen = ["partner", "mail", "telefoon"]\n'
        'velden = ["nummer", "vervolg", "datum", "politie_heeft_rol"]\n',
        "",
        "politie.einde ontbreekt",
    ),
    "a field that does not exist": (
        'velden = ["nummer", "vervolg", "partij"]',
        'velden = ["nummer", "toelichting"]',
        "politie.na-triage.velden.1",
    ),
    "an unknown melder": ("[politie.einde]", "[wijkagent.einde]", "wijkagent"),
    "no version": ('versie = "2026-1"', "", "string"),
    "no hours for acuut": ("acuut = 1\n", "", "bel_binnen_uren.acuut ontbreekt"),
    "no TOML": ('versie = "2026-1"', 'versie = "', "line"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_table_that_says_too_much_or_too_little_is_refused(change: str, tmp_path: Path) -> None:
    before, after, fault = CHANGES[change]
    shipped = policy.DEFAULT.read_text()
    assert before in shipped
    file = tmp_path / "own.toml"
    file.write_text(shipped.replace(before, after, 1))
    with pytest.raises(PolicyError) as refused:
        policy.load(file)
    assert fault in str(refused.value)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('versie = "1"\n')
    with pytest.raises(PolicyError) as refused:
        policy.load(file)
    assert len(refused.value.faults) == len(CELLS) + len(Urgentie)
