"""`python -m triage` with migrate, run, regelset [FILE] or herbereken-klokken."""

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

from triage.handlers.klokken import Klokken, recalculate_all
from triage.main import service
from triage.postgres import PostgresTriageStore
from triage.ruleset import RegelsetError, load
from triage.settings import TriageSettings
from triage.sluitingsdagen import SluitingsdagenError


def check_regelset(settings: TriageSettings, arguments: Sequence[str]) -> int:
    """Checks a regelset before it is used; says what is wrong, or its version and rules."""
    path = Path(arguments[0]) if arguments else settings.regelset_file
    try:
        regelset = load(path)
    except (RegelsetError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"regelset {regelset.versie}, geldig vanaf {regelset.geldig_vanaf}")
    for regel in regelset.regels:
        print(f"  {regel.id}: {regel.reden} ({regel.bron})")
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
    own = {"regelset": check_regelset, "herbereken-klokken": recalculate}
    sys.exit(main(service, TriageSettings, migrations, sys.argv[1:], own))
