"""`python -m triage migrate | run | rules check|diff|explain … | piketrooster [FILE]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from vt_messaging.command_line import main

from triage import piketrooster
from triage.main import service
from triage.rules.command import rules_command
from triage.settings import TriageSettings


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


if __name__ == "__main__":
    migrations = Path(__file__).parent / "migrations"
    own = {"rules": rules_command, "piketrooster": check_piketrooster}
    sys.exit(main(service, TriageSettings, migrations, sys.argv[1:], own))
