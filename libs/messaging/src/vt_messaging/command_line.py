"""What `python -m <service>` does: migrate, run, and the service's own commands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from vt_messaging.service import Service, run_process
from vt_messaging.settings import ServiceSettings

S = TypeVar("S", bound=ServiceSettings)
OwnCommand = Callable[[S, Sequence[str]], int]


def main(
    service: Callable[[S], Service],
    settings_type: type[S],
    migrations: Path,
    arguments: Sequence[str],
    own: Mapping[str, OwnCommand[S]] | None = None,
) -> int:
    """Runs `migrate`, `run` or one of the service's `own` commands; returns the exit code."""
    commands = own or {}
    settings = settings_type()
    match list(arguments):
        case ["migrate"]:
            # A running service has no use for SQLAlchemy and alembic in its memory.
            from vt_messaging.migrations import migrate

            migrate(migrations.parent.name, migrations, settings.database_dsn.get_secret_value())
            return 0
        case ["run"]:
            return run_process(service(settings), settings)
        case [name, *rest] if name in commands:
            return commands[name](settings, rest)
        case _:
            known = " | ".join(["migrate", "run", *commands])
            print(f"usage: python -m {migrations.parent.name} {known}", file=sys.stderr)
            return 2
