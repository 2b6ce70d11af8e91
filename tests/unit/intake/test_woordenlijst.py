"""A word list is used only when it is sound; every fault is named, with its place."""

from __future__ import annotations

import pytest
from intake.domain.urgentie import SIGNALEN
from intake.vrije_tekst.lezen import Lezer
from intake.vrije_tekst.vangnet import Vangnet
from intake.vrije_tekst.woordenlijst import STANDARD, WoordenlijstError, load, parse

SIGNALS = "\n".join(
    f'[signaal.{name}]\nbron = "proef"\nzeker = ["x{name[:4]}"]' for name in SIGNALEN
)
SOUND = f"""
versie = "proef"
[groep.kind]
gewoon = true
woorden = ["kind"]
{SIGNALS}
[vangnet]
drempel = 2
"""


def faults(text: str) -> list[str]:
    with pytest.raises(WoordenlijstError) as error:
        parse(text)
    return error.value.faults


def test_the_standard_list_is_sound_and_knows_every_signal() -> None:
    lijst = load()
    assert set(lijst.signalen) == set(SIGNALEN)
    for words in lijst.signalen.values():
        assert words.zeker
        assert words.mogelijk


def test_a_beheerder_adds_a_word_and_it_counts() -> None:
    text = STANDARD.read_text(encoding="utf-8")
    changed = text.replace('"*wurg*", ', '"*wurg*", "kwispelknoop", ', 1)
    before, after = (Lezer(parse(t), Vangnet({})) for t in (text, changed))
    told = "Hij deed de kwispelknoop bij haar."
    assert "verwurging" not in before.signals_in(told).zeker
    assert "verwurging" in after.signals_in(told).zeker


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ('versie = "proef"', "", "versie", "ontbreekt"),
        ("drempel = 2", "drempel = 0", "vangnet.drempel", "boven 0"),
        ("drempel = 2", "drempel = 2\nextra = 1", "vangnet", "'extra' is onbekend"),
        ('zeker = ["xwape"]', 'zeker = ["<groot> mes"]', "signaal.wapen.zeker", "<groot>"),
        ('zeker = ["xwape"]', 'zeker = ["Mes"]', "signaal.wapen.zeker", "kleine letters"),
        ('zeker = ["xwape"]', 'zeker = ["me*"]', "signaal.wapen.zeker", "te kort"),
        ('zeker = ["xwape"]', 'zeker = ["mes && "]', "signaal.wapen.zeker", "leeg"),
        ('zeker = ["xwape"]', 'zeker = "mes"', "signaal.wapen.zeker", "lijst"),
        ("[signaal.wapen]", "[signaal.wapens]", "signaal.wapens", "is geen signaal"),
        ('woorden = ["kind"]', "woorden = []", "groep.kind", "geen woorden"),
        ("[vangnet]", '[context]\nonzin = ["a"]\n[vangnet]', "context", "'onzin' is onbekend"),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, place: str, says: str) -> None:
    assert old in SOUND
    found = faults(SOUND.replace(old, new, 1))
    assert any(fault.startswith(place) and says in fault for fault in found), found


def test_all_faults_are_named_at_once() -> None:
    broken = SOUND.replace('versie = "proef"', "").replace("drempel = 2", 'drempel = "veel"')
    assert len(faults(broken)) == 2


def test_what_is_no_toml_is_a_fault_too() -> None:
    assert "geen geldige TOML" in faults("versie = ")[0]
