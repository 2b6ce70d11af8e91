"""The duty roster's file: every fault is named at once, and a new file counts at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from triage.piketrooster import STANDARD, LiveRooster, PiketroosterError, gaps, load, parse

WIE = '{ functie = "piket-1", telefoon = "+31430000001", wijze = "sms" }'
HEAD = f'versie = "1"\nvangnet = {WIE}\n'


def week(dagen: str = '"ma"', van: str = "08:00:00", tot: str = "17:00:00", wie: str = WIE) -> str:
    return f"[[week]]\ndagen = [{dagen}]\nvan = {van}\ntot = {tot}\nwie = [{wie}]\n"


def periode(van: str, tot: str, wie: str = WIE) -> str:
    return f"[[periode]]\nvan = {van}\ntot = {tot}\nwie = [{wie}]\n"


def test_the_standard_roster_is_sound_and_has_no_gap() -> None:
    rooster = load(STANDARD)
    assert gaps(rooster) == []
    functies = {one.functie for w in rooster.weekdiensten for one in w.wie}
    assert "piket-1" in functies


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("nee", "geen geldige TOML"),
        (f"vangnet = {WIE}", "veld 'versie'"),
        ('versie = "1"', "vangnet: ontbreekt"),
        (HEAD + "extra = 1", "veld 'extra': is onbekend"),
        (HEAD + week(wie=""), "week 1, veld 'wie': ontbreekt of is leeg"),
        (HEAD + week(dagen='"maandag"'), "week 1, veld 'dagen'"),
        (HEAD + week(van='"acht uur"'), "week 1, veld 'van'"),
        (HEAD + week(wie=f"{WIE}, {WIE}"), "functie 'piket-1' staat er twee keer in"),
        (HEAD + week(wie=WIE.replace("+31", "0")), "week 1, wie 1, veld 'telefoon'"),
        (HEAD + week(wie=WIE.replace("piket-1", "Jan Jansen")), "veld 'functie'"),
        (HEAD + week(wie=WIE.replace('"sms"', '"fax"')), "veld 'wijze'"),
        (HEAD + week() + week(van="16:00:00", tot="18:00:00"), "week 1 en week 2: overlappen"),
        (
            HEAD + week('"zo"', "20:00:00", "08:00:00") + week('"ma"', "07:00:00", "09:00:00"),
            "week 1 en week 2: overlappen",
        ),
        (HEAD + periode("2026-12-24", "2026-12-25"), "periode 1, veld 'van'"),
        (HEAD + periode("2026-12-24T08:00:00Z", "2026-12-25T08:00:00"), "periode 1, veld 'van'"),
        (HEAD + periode("2026-12-25T08:00:00", "2026-12-24T08:00:00"), "moet na 'van' liggen"),
        (
            HEAD
            + periode("2026-12-24T08:00:00", "2026-12-26T08:00:00")
            + periode("2026-12-25T08:00:00", "2026-12-27T08:00:00"),
            "periode 1 en periode 2: overlappen",
        ),
    ],
)
def test_a_fault_is_named(text: str, fault: str) -> None:
    with pytest.raises(PiketroosterError, match=fault) as refused:
        parse(text)
    assert "0430000001" not in str(refused.value), "a number is no part of a message"


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(PiketroosterError) as refused:
        parse(week(dagen='"x"', wie=WIE.replace("sms", "fax")))
    assert len(refused.value.faults) == 4


def test_gaps_are_said() -> None:
    found = gaps(parse(HEAD + week('"ma", "di", "wo", "do", "vr", "za", "zo"')))
    assert found[0].startswith("ma 00:00 tot ma 08:00: niemand in dienst")
    assert len(found) == 8
    assert gaps(parse(HEAD))[0].startswith("ma 00:00 tot ma 00:00")


def test_a_new_file_counts_at_once_and_a_faulty_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rooster.toml"
    file.write_text(HEAD)
    rooster = LiveRooster(file)
    assert rooster().versie == "1"
    file.write_text(HEAD.replace('"1"', '"2 "'))
    assert rooster().versie == "2 "
    file.write_text("kapot")
    assert rooster().versie == "2 "
    os.remove(file)
    assert rooster().versie == "2 "
    with pytest.raises(OSError, match="rooster"):
        LiveRooster(file)
