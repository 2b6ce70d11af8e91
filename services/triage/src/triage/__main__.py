"""`python -m triage migrate | run | rules … | piketrooster [FILE] | herbereken-klokken`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from vt_messaging.batches import Batches
from vt_messaging.clock import system_clock
from vt_messaging.command_line import main
from vt_messaging.database import open_pool
from vt_messaging.metrics import Metrics
from vt_messaging.vault import Vault
from vt_messaging.work_items.store import PostgresItems

from triage import piketrooster
from triage.handlers.klokken import Klokken, recalculate_all
from triage.main import service
from triage.postgres import PostgresTriageStore
from triage.rules.command import rules_command
from triage.settings import TriageSettings
from triage.sluitingsdagen import SluitingsdagenError


def check_piketrooster(settings: TriageSettings, arguments: Sequence[str]) -> int:
    """Checks a duty roster before it is used; says what is wrong, or when nobody is on duty."""
    path = Path(arguments[0]) if arguments else settings.piketrooster_file
    try:
        rooster = piketrooster.load(path)
    except (piketrooster.PiketroosterError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"piketrooster {rooster.versie} is bruikbaar")
    for line in piketrooster.gaps(rooster):
        print(f"  let op: {line}")
    return 0


def recalculate(settings: TriageSettings, _: Sequence[str]) -> int:
    """Moves running clocks to where the closing days of now put them; says how many moved."""
    try:
        termijnen = settings.termijnen()
    except (SluitingsdagenError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    vault = Vault(settings.storage_key.get_secret_value())
    klokken = Klokken(
        PostgresTriageStore(), PostgresItems(), vault, termijnen, settings.overdracht_na
    )

    async def move() -> int:
        pool = await open_pool(settings.database_dsn.get_secret_value(), 1)
        metrics = Metrics("triage", settings.role)
        batches = Batches(pool, system_clock, "triage", metrics, asyncio.Event())
        try:
            return await recalculate_all(klokken, batches.write)
        finally:
            await pool.close()

    print(f"{asyncio.run(move())} klokken verplaatst")
    return 0


if __name__ == "__main__":
    migrations = Path(__file__).parent / "migrations"
    own = {
        "rules": rules_command,
        "piketrooster": check_piketrooster,
        "herbereken-klokken": recalculate,
    }
    sys.exit(main(service, TriageSettings, migrations, sys.argv[1:], own))
