"""Reads the duty roster from its file and refuses one that is not sound, naming every fault at once.

Faults name the part and the field, in Dutch: a beheerder reads them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import structlog

from triage.domain.piket import Dienstdoende, Periode, Piketrooster, Weekdienst, Wijze

log = structlog.get_logger()

STANDARD = Path(__file__).parent / "piket" / "piketrooster.toml"
DAGEN = ("ma", "di", "wo", "do", "vr", "za", "zo")
_TELEFOON = re.compile(r"\+[1-9][0-9]{7,14}")
_FUNCTIE = re.compile(r"[a-z0-9-]{1,60}")
_MONDAY = date(2001, 1, 1)
_WEEK = 7 * 24 * 60


class PiketroosterError(Exception):
    """A roster that must not be used; `faults` are sentences for the beheerder."""

    def __init__(self, origin: str, faults: list[str]) -> None:
        super().__init__(f"{origin} is geen bruikbaar piketrooster:\n" + "\n".join(faults))
        self.faults = faults


def load(path: Path = STANDARD) -> Piketrooster:
    """The roster in the file at `path`. Raises PiketroosterError, or OSError without such a file."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, origin: str = "piketrooster") -> Piketrooster:
    """The roster that `text` (TOML) describes. Raises PiketroosterError naming every fault."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PiketroosterError(origin, [f"geen geldige TOML: {error}"]) from error
    faults: list[str] = []
    _unknown(document, ("versie", "vangnet", "periode", "week"), "", faults)
    versie = document.get("versie")
    if not isinstance(versie, str) or not versie.strip():
        faults.append("veld 'versie': ontbreekt of is geen tekst")
    vangnet = _dienstdoende(document.get("vangnet"), "vangnet", faults)
    perioden = [
        _periode(table, place, faults) for place, table in _tables(document, "periode", faults)
    ]
    weekdiensten = [
        _weekdienst(table, place, faults) for place, table in _tables(document, "week", faults)
    ]
    if not faults:
        faults += _overlaps(perioden) + _week_overlaps(weekdiensten)
    if faults or vangnet is None:
        raise PiketroosterError(origin, faults)
    return Piketrooster(
        str(versie),
        vangnet,
        tuple(p for p in perioden if p is not None),
        tuple(w for w in weekdiensten if w is not None),
    )


class LiveRooster:
    """The roster of a file as it is now: a new one counts at once, a faulty one is refused.

    Raises PiketroosterError or OSError when the first cannot be used: a service never starts on it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._stamp()
        self._rooster = load(path)

    def __call__(self) -> Piketrooster:
        """The newest roster that is sound."""
        try:
            stamp = self._stamp()
            if stamp != self._seen:
                self._seen = stamp
                self._rooster = load(self._path)
                log.info("piketrooster_taken", version=self._rooster.versie)
        except (PiketroosterError, OSError, ValueError) as error:
            log.error("piketrooster_refused", error=type(error).__name__)
        return self._rooster

    def _stamp(self) -> tuple[int, int]:
        found = self._path.stat()
        return found.st_mtime_ns, found.st_size


def gaps(rooster: Piketrooster) -> list[str]:
    """The hours of a week in which the weekly hours name nobody (Dutch, a line each)."""
    marks = sorted({0, *(m for w in rooster.weekdiensten for m in _minutes(w))})
    found = []
    for begin, end in zip(marks, [*marks[1:], _WEEK], strict=True):
        local = datetime.combine(_MONDAY, time()) + timedelta(minutes=begin)
        if begin < end and not any(w.covers(local) for w in rooster.weekdiensten):
            until = local + timedelta(minutes=end - begin)
            found.append(
                f"{DAGEN[local.weekday()]} {local:%H:%M} tot {DAGEN[until.weekday()]} {until:%H:%M}: "
                "niemand in dienst, het vangnet wordt opgeroepen"
            )
    return found


def _tables(
    document: Mapping[str, Any], name: str, faults: list[str]
) -> list[tuple[str, Mapping[str, Any]]]:
    value = document.get(name, [])
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        faults.append(f"veld '{name}': schrijf elke als [[{name}]]")
        return []
    return [(f"{name} {number}", table) for number, table in enumerate(value, 1)]


def _periode(table: Mapping[str, Any], place: str, faults: list[str]) -> Periode | None:
    _unknown(table, ("van", "tot", "wie"), f"{place}, ", faults)
    van, tot = table.get("van"), table.get("tot")
    wie = _wie(table.get("wie"), place, faults)
    local = [isinstance(m, datetime) and m.tzinfo is None for m in (van, tot)]
    for name, good in zip(("van", "tot"), local, strict=True):
        if not good:
            faults.append(
                f"{place}, veld '{name}': moet plaatselijke tijd zijn, zoals 2026-12-24T17:00:00"
            )
    if not all(local):
        return None
    assert isinstance(van, datetime)
    assert isinstance(tot, datetime)
    if tot <= van:
        faults.append(f"{place}, veld 'tot': moet na 'van' liggen")
    return Periode(van, tot, wie)


def _weekdienst(table: Mapping[str, Any], place: str, faults: list[str]) -> Weekdienst | None:
    _unknown(table, ("dagen", "van", "tot", "wie"), f"{place}, ", faults)
    dagen, van, tot = table.get("dagen"), table.get("van"), table.get("tot")
    wie = _wie(table.get("wie"), place, faults)
    if not isinstance(dagen, list) or not dagen or any(dag not in DAGEN for dag in dagen):
        faults.append(f"{place}, veld 'dagen': noem een of meer van: {', '.join(DAGEN)}")
        dagen = []
    for name, moment in (("van", van), ("tot", tot)):
        if not isinstance(moment, time):
            faults.append(f"{place}, veld '{name}': moet een tijd zijn, zoals 08:30:00")
    if not isinstance(van, time) or not isinstance(tot, time):
        return None
    return Weekdienst(frozenset(DAGEN.index(dag) for dag in dagen), van, tot, wie)


def _wie(value: Any, place: str, faults: list[str]) -> tuple[Dienstdoende, ...]:
    if not isinstance(value, list) or not value:
        faults.append(f"{place}, veld 'wie': ontbreekt of is leeg; er moet iemand in dienst zijn")
        return ()
    found = [_dienstdoende(v, f"{place}, wie {n}", faults) for n, v in enumerate(value, 1)]
    named = [one.functie for one in found if one is not None]
    faults += [
        f"{place}, veld 'wie': functie '{functie}' staat er twee keer in"
        for functie in dict.fromkeys(f for f in named if named.count(f) > 1)
    ]
    return tuple(one for one in found if one is not None)


def _dienstdoende(value: Any, place: str, faults: list[str]) -> Dienstdoende | None:
    if not isinstance(value, dict):
        faults.append(f"{place}: ontbreekt; noem functie, telefoon en wijze")
        return None
    before = len(faults)
    _unknown(value, ("functie", "telefoon", "wijze"), f"{place}, ", faults)
    functie, telefoon, wijze = (value.get(name) for name in ("functie", "telefoon", "wijze"))
    if not isinstance(functie, str) or not _FUNCTIE.fullmatch(functie):
        faults.append(
            f"{place}, veld 'functie': kleine letters, cijfers en streepjes, en geen persoon"
        )
    if not isinstance(telefoon, str) or not _TELEFOON.fullmatch(telefoon):
        faults.append(f"{place}, veld 'telefoon': moet zijn zoals +31612345678")
    if wijze not in set(Wijze):
        faults.append(f"{place}, veld 'wijze': moet sms of spraak zijn")
    if len(faults) > before:
        return None
    return Dienstdoende(str(functie), str(telefoon), Wijze(str(wijze)))


def _overlaps(perioden: Sequence[Periode | None]) -> list[str]:
    """Periods at the same moment: nobody could say who is on duty."""
    numbered = sorted(
        ((p.van, p.tot, number) for number, p in enumerate(perioden, 1) if p is not None)
    )
    return [
        f"periode {one} en periode {other}: overlappen elkaar"
        for (_, tot, one), (van, _, other) in pairwise(numbered)
        if van < tot
    ]


def _week_overlaps(weekdiensten: Sequence[Weekdienst | None]) -> list[str]:
    found = []
    sound = [(number, w) for number, w in enumerate(weekdiensten, 1) if w is not None]
    for index, (one, first) in enumerate(sound):
        for other, second in sound[index + 1 :]:
            begins = (*_minutes(first), *_minutes(second))
            moments = [datetime.combine(_MONDAY, time()) + timedelta(minutes=m) for m in begins]
            if any(first.covers(m) and second.covers(m) for m in moments):
                found.append(f"week {one} en week {other}: overlappen elkaar")
    return found


def _minutes(dienst: Weekdienst) -> list[int]:
    """Begins and ends in minutes after Monday 00:00, modulo a week."""
    van = dienst.van.hour * 60 + dienst.van.minute
    tot = dienst.tot.hour * 60 + dienst.tot.minute
    length = tot - van if tot > van else tot - van + 24 * 60
    begins = [day * 24 * 60 + van for day in sorted(dienst.dagen)]
    return [m % _WEEK for begin in begins for m in (begin, begin + length)]


def _unknown(
    table: Mapping[str, Any], known: tuple[str, ...], place: str, faults: list[str]
) -> None:
    faults += [
        f"{place}veld '{name}': is onbekend; bekend zijn: {', '.join(known)}"
        for name in table
        if name not in known
    ]
