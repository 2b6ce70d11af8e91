"""`python -m triage rules check|diff|explain`: what a beheerder or inspector does with the rules."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from vt_kalender import AMSTERDAM, local_day
from vt_messaging.clock import system_clock

from triage.domain import differences
from triage.domain.differences import in_words, voorwaarde_in_words
from triage.domain.regelsets import Regelsets
from triage.domain.rules import Regelset
from triage.handlers.audit import VRAAG
from triage.ports import AuditLine
from triage.postgres.explaining import explained
from triage.ruleset import RegelsetError, load, load_versions
from triage.settings import TriageSettings

MOST_EXAMPLES = 20


def rules_command(settings: TriageSettings, arguments: Sequence[str]) -> int:
    """Checks rules, shows what others would change, or explains what was decided by them.

    The exit code is 1 when a file is refused or a melding is not there, 2 for a wrong call.
    """
    try:
        match list(arguments):
            case ["check"]:
                return _check(settings.regelset_file)
            case ["check", name]:
                return _check(Path(name))
            case ["diff", name]:
                return _diff(_in_use(settings), load(Path(name)))
            case ["explain", melding]:
                return asyncio.run(_explain(settings, melding))
    except (RegelsetError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print("gebruik: python -m triage rules check [BESTAND|MAP]", file=sys.stderr)
    print("         python -m triage rules diff BESTAND", file=sys.stderr)
    print("         python -m triage rules explain NUMMER|ID", file=sys.stderr)
    return 2


def _in_use(settings: TriageSettings) -> Regelset:
    today = local_day(system_clock())
    return load_versions(settings.regelset_file, today).on(today)


def _check(path: Path) -> int:
    versions = load_versions(path).all()
    today = local_day(system_clock())
    valid = [v for v in versions if v.geldig_vanaf <= today]
    for regelset in versions:
        print(f"regelset {regelset.versie}, geldig vanaf {regelset.geldig_vanaf}", end="")
        if regelset.geldig_vanaf > today:
            print(" (nog niet in gebruik)")
        else:
            print(" (nu in gebruik)" if regelset is valid[-1] else " (niet meer in gebruik)")
        for regel in regelset.regels:
            print(f"  {regel.id}: {in_words(regel)}")
            print(f"    {regel.reden} ({regel.bron})")
    return 0


def _diff(old: Regelset, new: Regelset) -> int:
    print(f"van regelset {old.versie} (in gebruik) naar {new.versie} vanaf {new.geldig_vanaf}")
    for line in differences.rules(old, new) or ["De regels zijn gelijk."]:
        print(line)
    verschil = differences.outcomes(old, new)
    print(
        f"Van {verschil.totaal} combinaties van antwoorden krijgen er {verschil.gewijzigd} "
        "een andere uitkomst."
    )
    for wijziging in verschil.wijzigingen[:MOST_EXAMPLES]:
        print(f"  {wijziging.aantal} keer: {wijziging.was} -> {wijziging.wordt}")
        print(f"    bijvoorbeeld bij {differences.facts_in_words(wijziging.voorbeeld)}")
    return 0


async def _explain(settings: TriageSettings, melding: str) -> int:
    who = f"commando {getpass.getuser()}"
    dsn = settings.database_dsn.get_secret_value()
    found = await explained(dsn, melding, who, system_clock())
    if found is None:
        print(f"Melding {melding} is hier niet bekend.", file=sys.stderr)
        return 1
    known = load_versions(settings.regelset_file)
    print(f"melding {found.nummer} ({found.melding_id})")
    for line in found.lines:
        for text in explanation(line, known):
            print(text)
    return 0


def explanation(line: AuditLine, known: Regelsets) -> list[str]:
    """One decision as text: who, when, by which version, which rules fired and on what conditions."""
    details = line.details
    what = "een medewerker gevraagd" if line.what == VRAAG else f"besluit {details['vervolg']}"
    at = line.at.astimezone(AMSTERDAM)
    lines = [
        f"{at:%Y-%m-%d %H:%M} versie {details['versie']}: {what}, urgentie "
        f"{details['urgentie']} (was {details['urgentieWas']}), door {line.who}, "
        f"regelset {line.rule_version}",
        f"  reden: {details['reden']}",
    ]
    regelset = known.version(line.rule_version or "")
    if regelset is None:
        lines.append("  De regels van deze versie staan niet meer in de map met regels.")
    by_id = {} if regelset is None else {regel.id: regel for regel in regelset.regels}
    for name in details["regels"]:
        regel = by_id.get(name)
        lines.append(f"  regel {name}" + ("" if regel is None else f": {regel.reden}"))
        if regel is not None:
            lines += [f"    omdat {voorwaarde_in_words(v)}" for v in regel.voorwaarden]
            lines.append(f"    bron: {regel.bron}")
    if not details["regels"]:
        lines.append("  Geen regel vuurde.")
    return lines
