"""What the commands show, as tables."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from vt_local.doctor import Finding, Verdict
from vt_local.status import ProcessStatus, Status

_COLOURS = {Verdict.GOOD: "green", Verdict.NOTE: "yellow", Verdict.MISSING: "red"}


def print_status(console: Console, status: Status) -> None:
    """Show addresses and processes."""
    for label, value in _addresses(status):
        console.print(f"{label:<14} {escape(value)}", soft_wrap=True)
    table = Table("proces", "pid", "staat", "herstart", "adres", box=None, padding=(0, 2, 0, 0))
    for each in status.processes:
        table.add_row(
            each.name, str(each.pid or "–"), _state(each), str(each.restarts), each.url or ""
        )
    console.print(table)


def print_findings(console: Console, findings: Iterable[Finding]) -> None:
    """Show what was found, and below each what to do."""
    for finding in findings:
        colour = _COLOURS[finding.verdict]
        console.print(
            f"[{colour}]{finding.verdict:<9}[/] {finding.what}: {escape(finding.seen)}",
            soft_wrap=True,
        )
        if finding.remedy:
            console.print(f"          {escape(finding.remedy)}", soft_wrap=True)


def _addresses(status: Status) -> Iterable[tuple[str, str]]:
    kafka, database = status.kafka, status.database
    yield "Gegevens", status.data
    protocol = f"{kafka['security_protocol']}, {kafka['sasl_mechanism']}"
    yield "Kafka", f"{kafka['bootstrap']} ({protocol})"
    yield "Wachtwoorden", kafka["credentials"]
    yield "PostgreSQL", f"{database['host']}:{database['port']}/{database['database']}"
    if status.identity["issuer"]:
        yield "Inloggen", status.identity["issuer"]
    if status.mail["page"]:
        yield "Postvak", f"{status.mail['page']} (SMTP {status.mail['smtp']})"
    if status.extra_env:
        yield "Extra", ", ".join(f"{key}={value}" for key, value in status.extra_env.items())


def _state(process: ProcessStatus) -> str:
    if process.ready is None:
        return process.state
    return "gereed" if process.ready else f"{process.state}, nog niet gereed"
