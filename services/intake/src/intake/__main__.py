"""`python -m intake migrate` and `python -m intake run`."""

from __future__ import annotations

import sys
from pathlib import Path

from vt_messaging.command_line import main

from intake.main import service
from intake.settings import IntakeSettings

if __name__ == "__main__":
    migrations = Path(__file__).parent / "migrations"
    sys.exit(main(service, IntakeSettings, migrations, sys.argv[1:]))
