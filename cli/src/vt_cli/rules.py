"""`vt rules`: the rules of triage, checked, compared and explained by triage itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from vt_local.folders import DataFolder, default_data_folder
from vt_local.service_command import run_service_command

rules = App(name="rules", help="De regels van de triage: controleren, vergelijken, uitleggen.")

Data = Annotated[
    Path | None,
    Parameter(
        help="Map van de draaiende omgeving. Met VT_DATABASE_DSN en de andere instellingen van "
        "triage in de omgeving geldt de opdracht daar."
    ),
]


@rules.command
def check(file: Path | None = None, *, data: Data = None) -> int:
    """Controleer een regelset, of een map met versies; zonder naam die in gebruik is."""
    return _run(data, "check", *([] if file is None else [str(file)]))


@rules.command
def diff(file: Path, *, data: Data = None) -> int:
    """Toon wat er verandert als deze regelset in gebruik komt, in regels en in uitkomsten."""
    return _run(data, "diff", str(file))


@rules.command
def explain(melding: str, *, data: Data = None) -> int:
    """Leg uit volgens welke regels over een melding (nummer of id) is besloten. Wordt vastgelegd."""
    return _run(data, "explain", melding)


def _run(data: Path | None, *arguments: str) -> int:
    folder = DataFolder((data or default_data_folder()).expanduser().resolve())
    return run_service_command(folder, "triage", ["rules", *arguments])
