"""`python -m routing registry check|import FILE`: what a beheerder does with a registry file."""

from __future__ import annotations

import asyncio
import getpass
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import asyncpg
from vt_messaging.clock import system_clock

from routing.domain.registry import Gemeente, Registry
from routing.postgres import registries
from routing.registry.document import RegistryDocument, registry_of
from routing.registry.file import FaultyRegistryError, read
from routing.settings import RoutingSettings


def registry_command(settings: RoutingSettings, arguments: Sequence[str]) -> int:
    """Judges the file and shows what it changes; `import` then makes it the newest version.

    The exit code is 1 when the file is refused; nothing is imported then.
    """
    match list(arguments):
        case ["check" | "import" as action]:
            path = settings.registry_file
        case ["check" | "import" as action, name]:
            path = Path(name)
        case _:
            return _usage()
    if path is None:
        return _usage()
    try:
        document = read(path.read_text("utf-8"), _keys(settings.party_keys_file))
    except FaultyRegistryError as refused:
        for line, where, text in refused.faults:
            place = f"{path.name}:{line}" if line else path.name
            print(f"{place}: {where}: {text}" if where else f"{place}: {text}", file=sys.stderr)
        print(f"Geweigerd: {len(refused.faults)} fout(en); er is niets gewijzigd.", file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "het is geen geldige tekst of JSON"
        print(f"{path} of het sleutelbestand is niet te lezen: {reason}", file=sys.stderr)
        return 1
    return asyncio.run(_apply(settings, document, write=action == "import"))


async def _apply(settings: RoutingSettings, document: RegistryDocument, *, write: bool) -> int:
    connection = await asyncpg.connect(settings.database_dsn.get_secret_value(), timeout=10)
    try:
        now_used = await registries.newest(connection)
        for line in differences(now_used, registry_of(document.text, 0)):
            print(line)
        if not write:
            print("Alleen bekeken; er is niets gewijzigd.")
            return 0
        version = await registries.keep(connection, document, getpass.getuser(), system_clock())
    finally:
        await connection.close()
    if version is None:
        print(f"Register {now_used.version} is al gelijk aan dit bestand.")
    else:
        print(f"Register {version} is nu in gebruik.")
    return 0


def differences(old: Registry, new: Registry) -> list[str]:
    """What changes, a line each (Dutch, for a beheerder)."""
    lines = []
    for code in sorted({*old.gemeenten, *new.gemeenten}):
        before, after = old.gemeenten.get(code), new.gemeenten.get(code)
        if before is None and after is not None:
            lines.append(f"+ {code} {after.naam}, {len(after.contacten)} contact(en)")
        elif after is None and before is not None:
            lines.append(f"- {code} {before.naam}")
        elif before is not None and after is not None:
            lines += _contact_differences(before, after)
    changed = [
        digits
        for digits in {*old.postcodes, *new.postcodes}
        if old.postcodes.get(digits) != new.postcodes.get(digits)
    ]
    if changed:
        lines.append(f"~ {len(changed)} postcodes anders")
    return lines


def _contact_differences(before: Gemeente, after: Gemeente) -> list[str]:
    old = {contact.id: contact for contact in before.contacten}
    new = {contact.id: contact for contact in after.contacten}
    lines = [f"+ contact {name} ({after.naam})" for name in new if name not in old]
    lines += [f"- contact {name} ({after.naam})" for name in old if name not in new]
    lines += [
        f"~ contact {name} ({after.naam})" for name in new if name in old and old[name] != new[name]
    ]
    if (before.naam, before.geldig_van, before.geldig_tot) != (
        after.naam,
        after.geldig_van,
        after.geldig_tot,
    ):
        lines.append(f"~ {after.code} {after.naam}: naam of geldigheid")
    return lines


def _keys(path: Path | None) -> dict[str, str]:
    """Each party's public key as JSON; none without a file."""
    if path is None:
        return {}
    keys = json.loads(path.read_text("utf-8"))
    return {party: json.dumps(jwk, sort_keys=True) for party, jwk in keys.items()}


def _usage() -> int:
    print("gebruik: python -m routing registry check|import BESTAND", file=sys.stderr)
    return 2
