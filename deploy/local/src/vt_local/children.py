"""One process in the supervisor's care."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from dataclasses import dataclass, field
from enum import StrEnum

from vt_local.process_spec import ProcessSpec

FIRST_BACKOFF = 0.5
_LOG_LIMIT = 20 * 1024 * 1024
_WATCHDOG_EXIT = 75


class State(StrEnum):
    """How a process fares."""

    RUNNING = "draait"
    STOPPED = "gestopt"
    WAITING = "wacht op herstart"


@dataclass(frozen=True)
class ProcessView:
    """A process as others may see it."""

    name: str
    state: State
    pid: int | None
    created: float | None
    restarts: int
    exit_code: int | None


@dataclass
class Child:
    """What the supervisor keeps of one process."""

    spec: ProcessSpec
    process: subprocess.Popen[bytes] | None = None
    created: float | None = None
    started: float = 0.0
    wanted: bool = False
    restarts: int = 0
    backoff: float = FIRST_BACKOFF
    restart_at: float | None = None
    exit_code: int | None = None
    gone: threading.Event = field(default_factory=threading.Event)


def view_of(child: Child) -> ProcessView:
    """Return what others may see of it."""
    process = child.process
    if process is not None:
        state = State.RUNNING
    elif child.restart_at is not None:
        state = State.WAITING
    else:
        state = State.STOPPED
    pid = process.pid if process is not None else None
    return ProcessView(child.spec.name, state, pid, child.created, child.restarts, child.exit_code)


def how_it_ended(code: int) -> str:
    """Say in words what an exit code means."""
    if code == _WATCHDOG_EXIT:
        return "kwam niet meer vooruit en vroeg zelf om een herstart"
    if code < 0:
        return f"werd afgebroken ({signal.Signals(-code).name})"
    return f"eindigde onverwacht met code {code}"


def kill_group(leader: int) -> None:
    """End what a process left of its group."""
    if os.name != "posix":
        return
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def keep_log_small(spec: ProcessSpec) -> None:
    """Set a large log aside before a process writes on; makes the folder when there is none."""
    try:
        if spec.log.stat().st_size > _LOG_LIMIT:
            spec.log.replace(spec.log.with_suffix(".log.1"))
    except FileNotFoundError:
        spec.log.parent.mkdir(parents=True, exist_ok=True)
