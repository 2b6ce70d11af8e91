"""A regelset that is not sound is refused, with the rule, its line and the field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from triage.ruleset import STANDARD, RegelsetError, load, load_versions, parse
from vt_contracts.codes import Urgentie, Vervolg

HEAD = """versie = "proef-1"
geldig_vanaf = 2026-01-01

[[regel]]
id = "acuut-ingeschat"
voorwaarden = [{ veld = "urgentie", is = "acuut" }]
effect = { stel_voor = "direct-ingrijpen" }
bron = "proef"
reden = "Acuut."

[[regel]]
id = "acuut-signaal"
voorwaarden = [{ veld = "signaal", is = "ja" }]
effect = { verhoog = "acuut", stel_voor = "direct-ingrijpen" }
bron = "proef"
reden = "Signaal."

"""


def rule(
    voorwaarden: str = '[{ veld = "signaal", is = "nee" }]',
    effect: str = "{ vraag_persoon = true }",
    identity: str = "proef",
    more: str = "",
) -> str:
    return HEAD + (
        f'[[regel]]\nid = "{identity}"\nvoorwaarden = {voorwaarden}\neffect = {effect}\n'
        f'bron = "proef"\nreden = "Proef."\n{more}'
    )


def test_the_standard_regelset_is_sound() -> None:
    regelset = load()
    assert regelset.versie
    assert len({regel.id for regel in regelset.regels}) == len(regelset.regels)


def test_a_sound_rule_is_read() -> None:
    regel = parse(
        rule(
            '[{ veld = "urgentie", is_niet = "acuut" }, { veld = "familie", een_van = '
            '["niet-bekend", "niet-na-te-gaan"] }]',
            '{ verhoog = "hoog", vraag_persoon = true }',
        )
    ).regels[-1]
    assert [v.waarden for v in regel.voorwaarden] == [
        {"regulier", "hoog"},
        {"niet-bekend", "niet-na-te-gaan"},
    ]
    assert (regel.verhoog, regel.vraag_persoon, regel.stel_voor) == (Urgentie.HOOG, True, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (rule('[{ veld = "huidskleur", is = "x" }]'), "veld 'huidskleur' is onbekend"),
        (rule('[{ veld = "signaal", lijkt_op = "ja" }]'), "voorwaarde 'lijkt_op' is onbekend"),
        (rule('[{ veld = "signaal" }]'), "voorwaarde '(geen)' is onbekend"),
        (rule('[{ veld = "signaal", is = "ja", is_niet = "nee" }]'), "noem precies een van"),
        (rule('[{ veld = "signaal", is = "misschien" }]'), "signaal kan niet 'misschien' zijn"),
        (rule('[{ veld = "signaal", een_van = "ja" }]'), "'een_van' moet een lijst"),
        (rule("[]"), "'voorwaarden': ontbreekt of is leeg"),
        (rule('["signaal"]'), "moet { veld"),
        (rule(identity="acuut-signaal"), "'acuut-signaal' is al gebruikt"),
        (rule(effect='{ verhoog = "regulier" }'), "kan 'hoog' of 'acuut' zijn"),
        (
            rule('[{ veld = "urgentie", is = "acuut" }]', '{ verhoog = "hoog" }'),
            "zou de urgentie verlagen",
        ),
        (rule(effect='{ verhoog = "acuut" }'), "acuut wacht op niemand"),
        (rule(effect='{ verlaag = "regulier" }'), "veld 'effect.verlaag': is onbekend"),
        (rule(effect='{ stel_voor = "einde-bemoeienis" }'), "kan geen regel voorstellen"),
        (rule(effect='{ stel_voor = "omzetten-in-advies" }'), "kan geen regel voorstellen"),
        (rule(effect='{ stel_voor = "onderzoek" }'), "kan geen regel voorstellen"),
        (rule(effect='{ stel_voor = "weggooien" }'), "kan geen regel voorstellen"),
        (rule(effect="{ vraag_persoon = false }"), "kan alleen true zijn"),
        (
            rule(effect='{ vraag_persoon = true, stel_voor = "overdracht" }'),
            "kies stel_voor of vraag_persoon",
        ),
        (rule(effect="{}"), "veld 'effect': ontbreekt"),
        (rule(more='extra = "x"'), "veld 'extra': is onbekend"),
    ],
)
def test_an_unsound_rule_is_refused(text: str, fault: str) -> None:
    with pytest.raises(RegelsetError) as refused:
        parse(text)
    assert any(fault in found for found in refused.value.faults), refused.value.faults
    assert any("regel 3 (" in f and "vanaf bestandsregel 18" in f for f in refused.value.faults)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("versie = ", "geen geldige TOML"),
        ('versie = "1"\ngeldig_vanaf = 2026-01-01', "geen enkele [[regel]]"),
        (HEAD.replace('versie = "proef-1"\n', ""), "veld 'versie'"),
        (HEAD.replace("2026-01-01", '"vandaag"'), "veld 'geldig_vanaf'"),
        ("auteur = 1\n" + HEAD, "veld 'auteur': is onbekend"),
        (HEAD.replace('reden = "Acuut."\n', ""), "veld 'reden'"),
        (
            HEAD.replace(
                '[{ veld = "signaal", is = "ja" }]',
                '[{ veld = "signaal", is = "ja" }, { veld = "kanaal", is = "politie" }, '
                '{ veld = "familie", is = "niet-bekend" }]',
            ),
            "geen regel stelt bij een signaal 'ja' altijd direct-ingrijpen voor",
        ),
        (
            HEAD.replace(
                '{ veld = "urgentie", is = "acuut" }', '{ veld = "kanaal", is = "telefoon" }'
            ),
            "geen regel stelt bij urgentie 'acuut' altijd",
        ),
    ],
)
def test_an_unsound_file_is_refused(text: str, fault: str) -> None:
    with pytest.raises(RegelsetError, match="geen bruikbare regelset") as refused:
        parse(text)
    assert any(fault in found for found in refused.value.faults), refused.value.faults


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(RegelsetError) as refused:
        parse(rule('[{ veld = "x", is = "y" }]', '{ stel_voor = "z" }', more="a = 1"))
    assert len(refused.value.faults) == 3


def test_a_file_that_is_not_valid_yet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "regelset.toml"
    path.write_text(HEAD.replace("2026-01-01", "2027-01-01"), encoding="utf-8")
    with pytest.raises(RegelsetError, match="geen enkele versie geldt op 2026-12-31"):
        load_versions(path, date(2026, 12, 31))
    day = date(2027, 1, 1)
    assert load_versions(path, day).on(day).regels[0].stel_voor is Vervolg.DIRECT_INGRIJPEN


def test_the_file_explains_its_own_vocabulary() -> None:
    from triage.domain.facts import VOCABULARY

    comments = "\n".join(
        line for line in STANDARD.read_text(encoding="utf-8").splitlines() if line.startswith("#")
    )
    for veld, answers in VOCABULARY.items():
        assert veld in comments
        assert all(answer.value in comments for answer in answers)
