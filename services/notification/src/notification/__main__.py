"""`python -m notification migrate` and `python -m notification run`."""

from __future__ import annotations

import sys
from pathlib import Path

from vt_messaging.command_line import main

from notification.main import service
from notification.settings import NotificationSettings

if __name__ == "__main__":
    migrations = Path(__file__).parent / "migrations"
    sys.exit(main(service, NotificationSettings, migrations, sys.argv[1:]))
