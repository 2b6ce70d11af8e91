"""Reads a regelset from its file and refuses one that is not sound, naming every fault at once.

Faults name the rule, its line and the field, in Dutch: a beheerder reads them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, cast

from vt_contracts.codes import Antwoord, Kanaal, Urgentie, Vervolg

from triage.domain.facts import VOCABULARY, Facts, Familie, Gegevens, JaNee, Selectie
from triage.domain.regelsets import Regelsets
from triage.domain.rules import (
    AUTOMATISCH,
    Regel,
    Regelset,
    Verhoging,
    Voorstel,
    Voorwaarde,
    decide,
)

FOLDER = Path(__file__).parent / "rules"
STANDARD = FOLDER / "regelset.toml"
E = TypeVar("E", bound=StrEnum)

_OPERATORS = ("is", "is_niet", "een_van")
_EFFECTS = ("verhoog", "vraag_persoon", "vraag_meteen", "stel_voor")
_SET_FIELDS = ("versie", "geldig_vanaf", "regel")
_RULE_FIELDS = ("id", "voorwaarden", "effect", "bron", "reden")


class RegelsetError(Exception):
    """A regelset that must not be used; `faults` are sentences for the beheerder."""

    def __init__(self, origin: str, faults: list[str]) -> None:
        super().__init__(f"{origin} is geen bruikbare regelset:\n" + "\n".join(faults))
        self.faults = faults


class _NotYetError(Exception):
    """A field is wrong; the fault is noted already."""


def load(path: Path = STANDARD) -> Regelset:
    """The regelset in the file at `path`. Raises RegelsetError, or OSError without such a file."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def load_versions(path: Path, day: date | None = None) -> Regelsets:
    """All versions in a folder, or the one in a file; future ones are judged too.

    Raises RegelsetError naming every fault of every file, and when none is valid on `day`.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    faults: list[str] = []
    versions: list[Regelset] = []
    for file in files:
        try:
            regelset = load(file)
        except RegelsetError as error:
            faults += [f"{file.name}: {fault}" for fault in error.faults]
            continue
        for other in versions:
            if other.versie == regelset.versie:
                faults.append(f"{file.name}: versie '{regelset.versie}' is er al")
            if other.geldig_vanaf == regelset.geldig_vanaf:
                faults.append(
                    f"{file.name}: versie '{other.versie}' geldt ook vanaf {other.geldig_vanaf}"
                )
        versions.append(regelset)
    if not faults and day is not None and not any(v.geldig_vanaf <= day for v in versions):
        faults.append(f"geen enkele versie geldt op {day}")
    if faults:
        raise RegelsetError(path.name, faults)
    return Regelsets(versions)


def parse(text: str, origin: str = "regelset") -> Regelset:
    """The regelset that `text` (TOML) describes. Raises RegelsetError naming every fault."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegelsetError(origin, [f"geen geldige TOML: {error}"]) from error
    faults: list[str] = []
    _unknown(document, _SET_FIELDS, "", faults)
    versie = document.get("versie")
    if not isinstance(versie, str) or not versie.strip():
        faults.append("veld 'versie': ontbreekt of is geen tekst")
    geldig_vanaf = document.get("geldig_vanaf")
    if not isinstance(geldig_vanaf, date) or isinstance(geldig_vanaf, datetime):
        faults.append("veld 'geldig_vanaf': ontbreekt of is geen datum zoals 2026-01-01")
    tables = document.get("regel")
    if not isinstance(tables, list) or not tables:
        raise RegelsetError(origin, [*faults, "er staat geen enkele [[regel]] in"])
    regels: dict[str, Regel] = {}
    for number, (table, line) in enumerate(zip(tables, _lines(text), strict=False), 1):
        place = f"regel {number} ({table.get('id', 'zonder id')}, vanaf bestandsregel {line})"
        own: list[str] = []
        regel = _regel(table, own)
        if regel is not None and regel.id in regels:
            own.append(f"veld 'id': '{regel.id}' is al gebruikt; elke regel heeft een eigen id")
        faults += [f"{place}, {fault}" for fault in own]
        if regel is not None:
            regels[regel.id] = regel
    if not faults:
        regelset = Regelset(str(versie), geldig_vanaf, tuple(regels.values()))  # type: ignore[arg-type]
        faults += _gaps(regelset)
    if faults:
        raise RegelsetError(origin, faults)
    return regelset


def _lines(text: str) -> Iterator[int]:
    """The line of each `[[regel]]`; when the file writes them otherwise, 0."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("#")[0].strip().replace(" ", "") == "[[regel]]":
            yield number
    while True:
        yield 0


def _regel(table: Mapping[str, Any], faults: list[str]) -> Regel | None:
    _unknown(table, _RULE_FIELDS, "", faults)
    texts: dict[str, str] = {}
    for name in ("id", "bron", "reden"):
        value = table.get(name)
        if not isinstance(value, str) or not value.strip():
            faults.append(f"veld '{name}': ontbreekt of is geen tekst")
        else:
            texts[name] = value.strip()
    voorwaarden = _voorwaarden(table.get("voorwaarden"), faults)
    effect = _effect(table.get("effect"), voorwaarden, faults)
    if faults:
        return None
    return Regel(
        id=texts["id"],
        voorwaarden=voorwaarden,
        bron=texts["bron"],
        reden=texts["reden"],
        verhoog=effect.get("verhoog"),
        vraag_persoon="vraag_persoon" in effect,
        meteen="vraag_meteen" in effect,
        stel_voor=effect.get("stel_voor"),
    )


def _voorwaarden(value: Any, faults: list[str]) -> tuple[Voorwaarde, ...]:
    if not isinstance(value, list) or not value:
        faults.append("veld 'voorwaarden': ontbreekt of is leeg; een regel zonder vuurt altijd")
        return ()
    found: list[Voorwaarde] = []
    for index, item in enumerate(value, 1):
        try:
            found.append(_voorwaarde(item, f"veld 'voorwaarden[{index}]'", faults))
        except _NotYetError:
            continue
    return tuple(found)


def _voorwaarde(item: Any, place: str, faults: list[str]) -> Voorwaarde:
    if not isinstance(item, dict):
        faults.append(f"{place}: moet {{ veld = …, is = … }} zijn")
        raise _NotYetError
    veld = item.get("veld")
    if not isinstance(veld, str) or veld not in VOCABULARY:
        faults.append(f"{place}: veld '{veld}' is onbekend; bekend zijn: {', '.join(VOCABULARY)}")
        raise _NotYetError
    operators = [name for name in item if name != "veld"]
    if len(operators) != 1 or operators[0] not in _OPERATORS:
        faults.append(
            f"{place}: voorwaarde '{', '.join(operators) or '(geen)'}' is onbekend; "
            f"noem precies een van: {', '.join(_OPERATORS)}"
        )
        raise _NotYetError
    operator = operators[0]
    answers = item[operator] if operator == "een_van" else [item[operator]]
    if not isinstance(answers, list) or not answers:
        faults.append(f"{place}: 'een_van' moet een lijst met waarden zijn")
        raise _NotYetError
    possible = frozenset(member.value for member in VOCABULARY[veld])
    wrong = [repr(answer) for answer in answers if answer not in possible]
    if wrong:
        faults.append(
            f"{place}: {veld} kan niet {', '.join(wrong)} zijn; wel: {', '.join(sorted(possible))}"
        )
        raise _NotYetError
    given = frozenset(answers)
    return Voorwaarde(veld, possible - given if operator == "is_niet" else given)


def _effect(value: Any, voorwaarden: tuple[Voorwaarde, ...], faults: list[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        faults.append(f"veld 'effect': ontbreekt; noem een of meer van: {', '.join(_EFFECTS)}")
        return {}
    _unknown(value, _EFFECTS, "effect.", faults)
    effect: dict[str, Any] = {}
    if "verhoog" in value:
        effect["verhoog"] = _verhoog(value["verhoog"], voorwaarden, faults)
    for name in ("vraag_persoon", "vraag_meteen"):
        if name in value:
            if value[name] is not True:
                faults.append(f"veld 'effect.{name}': kan alleen true zijn; laat het anders weg")
            effect[name] = effect["vraag_persoon"] = True
    if "stel_voor" in value:
        effect["stel_voor"] = _stel_voor(value["stel_voor"], faults)
        if "vraag_persoon" in effect:
            faults.append("veld 'effect': kies stel_voor of vraag_persoon, niet allebei")
    if effect.get("verhoog") is Urgentie.ACUUT and (
        effect.get("stel_voor") is not Vervolg.DIRECT_INGRIJPEN
    ):
        faults.append(
            "veld 'effect.verhoog': acuut wacht op niemand; voeg toe stel_voor = "
            f"'{Vervolg.DIRECT_INGRIJPEN}'"
        )
    return effect


def _verhoog(
    value: Any, voorwaarden: tuple[Voorwaarde, ...], faults: list[str]
) -> Verhoging | None:
    urgentie = _member(Urgentie, value)
    if urgentie is None or urgentie is Urgentie.REGULIER:
        faults.append(f"veld 'effect.verhoog': kan 'hoog' of 'acuut' zijn, niet {value!r}")
        return None
    higher = [
        v
        for v in voorwaarden
        if v.veld == "urgentie" and all(Urgentie(w).rank > urgentie.rank for w in v.waarden)
    ]
    if higher:
        faults.append(
            f"veld 'effect.verhoog': '{value}' zou de urgentie verlagen van een melding die al "
            "urgenter is; verlagen kan alleen een medewerker"
        )
    return urgentie


def _stel_voor(value: Any, faults: list[str]) -> Voorstel | None:
    vervolg = _member(Vervolg, value)
    if vervolg not in AUTOMATISCH:
        allowed = ", ".join(sorted(v.value for v in AUTOMATISCH))
        faults.append(
            f"veld 'effect.stel_voor': {value!r} kan geen regel voorstellen; wel: {allowed}. "
            "Afsluiten en al het andere besluit een medewerker"
        )
        return None
    return cast("Voorstel", vervolg)


def _unknown(
    table: Mapping[str, Any], known: tuple[str, ...], path: str, faults: list[str]
) -> None:
    faults += [
        f"veld '{path}{name}': is onbekend; bekend zijn: {', '.join(known)}"
        for name in table
        if name not in known
    ]


def _member(kind: type[E], value: Any) -> E | None:
    return next((member for member in kind if member == value), None)


_PLAIN = Facts(
    urgentie=Urgentie.REGULIER,
    kanaal=Kanaal.POLITIE,
    voorselectie=Selectie.GEEN,
    signalen=(),
    gevaar_op_dit_moment=Antwoord.ONBEKEND,
    huiselijk_geweld_of_kindermishandeling=Antwoord.NEE,
    aanleiding_gegeven=JaNee.NEE,
    aard_past_bij_aanleiding=JaNee.NEE,
    woonplaats_bekend=JaNee.NEE,
    gegevens=Gegevens.TWIJFELACHTIG,
    familie=Familie.BEKEND_MET_HGKM,
)
_MUST_BE_DIRECT: dict[str, Facts] = {
    "urgentie 'acuut'": _PLAIN._replace(urgentie=Urgentie.ACUUT),
    "een signaal 'ja'": _PLAIN._replace(signalen=("gevaar_op_dit_moment",)),
}


def _gaps(regelset: Regelset) -> list[str]:
    """What the regelset as a whole lacks: an acute melding must never wait, whatever else holds."""
    return [
        f"geen regel stelt bij {name} altijd direct-ingrijpen voor; acuut mag nooit wachten"
        for name, facts in _MUST_BE_DIRECT.items()
        if decide(facts, regelset).vervolg is not Vervolg.DIRECT_INGRIJPEN
    ]
