"""The commands; each says what happened and leaves the work to others."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console
from vt_local.doctor import Verdict, examine
from vt_local.errors import AlreadyRunningError, PlatformError
from vt_local.folders import DataFolder, default_data_folder
from vt_local.foreground import run_in_foreground
from vt_local.local_platform import LocalPlatform
from vt_local.progress import TerminalProgress
from vt_local.shutdown import stop_running
from vt_local.status import read_status

from vt_cli.rules import rules
from vt_cli.tables import print_findings, print_status

app = App(name="vt", help="Beheer een meldketen van Veilig Thuis, op deze computer of elders.")
app.command(rules)
console = Console(highlight=False)

Data = Annotated[
    Path | None,
    Parameter(help="Map met alle gegevens. Zonder: VT_DATA, anders uw eigen gegevensmap."),
]


@app.command
def up(
    *,
    data: Data = None,
    brokers: Annotated[int | None, Parameter(help="Aantal Kafka-brokers: 1 of 3.")] = None,
    fresh: Annotated[
        bool, Parameter(negative=(), help="Wis eerst alle gegevens in de map.")
    ] = False,
    services: Annotated[
        bool, Parameter(help="Start ook de diensten, het postvak en het inloggen.")
    ] = True,
    env: Annotated[
        tuple[str, ...],
        Parameter(
            negative=(),
            help="NAAM=WAARDE voor alle diensten; vaker te geven. {name} wordt de procesnaam.",
        ),
    ] = (),
) -> int:
    """Start de hele keten en houd haar gaande tot Ctrl-C."""
    folder = _folder(data)
    platform = LocalPlatform(
        folder.root,
        brokers=brokers,
        services=services,
        extra_env=_settings(env),
        fresh=fresh,
        say=_say,
        progress=TerminalProgress(),
    )
    try:
        done = run_in_foreground(platform, ready=_show_ready, say=_say)
    except AlreadyRunningError as error:
        return _show_running(folder, error)
    _say("Alles is gestopt." if done else "Het starten is afgebroken; alles is gestopt.")
    return 0 if done else 1


@app.command
def status(
    *,
    data: Data = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=(), help="Als JSON.")] = False,
) -> int:
    """Toon adressen, processen en hoe het ermee staat. Code 1 als niet alles draait."""
    folder = _folder(data)
    found = read_status(folder)
    if as_json:
        content = found.as_dict() if found else {"up": False, "data": str(folder.root)}
        print(json.dumps(content, indent=2, ensure_ascii=False))
    elif found is None:
        _say(f"Er draait niets op {folder.root}. Start met `vt up`.")
    else:
        print_status(console, found)
    return 0 if found is not None and found.up else 1


@app.command
def down(*, data: Data = None) -> int:
    """Stop wat er draait."""
    folder = _folder(data)
    stopped = stop_running(folder)
    _say("Alles is gestopt." if stopped else f"Er draaide niets op {folder.root}.")
    return 0


@app.command
def doctor(*, data: Data = None) -> int:
    """Kijk of alles er is wat nodig is, en zeg hoe te herstellen wat ontbreekt."""
    findings = examine(_folder(data))
    print_findings(console, findings)
    return 1 if any(finding.verdict is Verdict.MISSING for finding in findings) else 0


def main() -> None:
    """Run the command that was given; trouble is one plain sentence and exit code 1."""
    try:
        code = app()
    except PlatformError as error:
        Console(stderr=True, highlight=False).print(
            f"[bold red]Fout:[/] {_plain(str(error))}", soft_wrap=True
        )
        code = 1
    except BrokenPipeError:
        # Somebody read the first lines and left, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _folder(data: Path | None) -> DataFolder:
    return DataFolder((data or default_data_folder()).expanduser().resolve())


def _settings(given: tuple[str, ...]) -> dict[str, str]:
    settings = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign or not name:
            raise PlatformError(f"--env {each}: geef NAAM=WAARDE.")
        settings[name] = value
    return settings


def _show_ready(platform: LocalPlatform) -> None:
    found = read_status(platform.data)
    if found is not None:
        print_status(console, found)
    _say("klaar — stoppen met Ctrl-C")


def _show_running(folder: DataFolder, error: AlreadyRunningError) -> int:
    found = read_status(folder)
    if found is None:
        # It holds the folder but has written nothing yet.
        _say(str(error))
        return 1
    _say(f"Er draait al een omgeving op {folder.root}; dit is hoe het ermee staat.")
    print_status(console, found)
    return 0


def _say(line: str) -> None:
    console.print(_plain(line), soft_wrap=True)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


if __name__ == "__main__":
    main()
