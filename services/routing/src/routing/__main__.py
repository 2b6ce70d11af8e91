"""`python -m routing migrate`, `run`, and `registry check|import FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from vt_messaging.command_line import main

from routing.main import service
from routing.registry.command import registry_command
from routing.settings import RoutingSettings

if __name__ == "__main__":
    migrations = Path(__file__).parent / "migrations"
    own = {"registry": registry_command}
    sys.exit(main(service, RoutingSettings, migrations, sys.argv[1:], own))
