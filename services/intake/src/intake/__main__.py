"""`python -m intake migrate`, `python -m intake run` and `python -m intake woordenlijst [FILE]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from vt_messaging.command_line import main

from intake.main import service
from intake.settings import IntakeSettings
from intake.vrije_tekst.woordenlijst import WoordenlijstError, load


def check_woordenlijst(settings: IntakeSettings, arguments: Sequence[str]) -> int:
    """Checks a word list before it is used; says what is wrong, or its version and its size."""
    path = Path(arguments[0]) if arguments else settings.woordenlijst_file
    try:
        lijst = load(path)
    except (WoordenlijstError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"woordenlijst {lijst.versie}, drempel van het vangnet {lijst.drempel}")
    for name, words in lijst.signalen.items():
        print(f"  {name}: {len(words.zeker)} patronen zeker, {len(words.mogelijk)} mogelijk")
    return 0


if __name__ == "__main__":
    migrations = Path(__file__).parent / "migrations"
    own = {"woordenlijst": check_woordenlijst}
    sys.exit(main(service, IntakeSettings, migrations, sys.argv[1:], own))
