"""`python -m intake migrate` and `python -m intake run`."""

from __future__ import annotations

import sys
from pathlib import Path

from vt_messaging.command_line import main
from vt_messaging.settings import ServiceSettings

from intake.main import service

if __name__ == "__main__":
    migrations = Path(__file__).parent / "migrations"
    sys.exit(main(service, ServiceSettings, migrations, sys.argv[1:]))
