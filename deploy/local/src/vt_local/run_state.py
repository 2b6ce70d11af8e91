"""What a running environment writes down, so that others can find, judge and clean it up."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from vt_local.children import ProcessView
from vt_local.private_files import read_json, write_json

# How far a recorded start may lie from the one the system reports: the clock may be adjusted.
_SAME_START = 2.0


@dataclass(frozen=True)
class RecordedProcess:
    """A process as it was written down; its start tells it from a later one with that id."""

    pid: int
    created: float

    @classmethod
    def current(cls) -> RecordedProcess:
        """Return this very process."""
        return cls(os.getpid(), psutil.Process().create_time())

    def find(self) -> psutil.Process | None:
        """Return the process when it is still the same one and alive."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created) < _SAME_START
        except psutil.Error:
            return None
        return process if same and has_not_ended(process) else None


@dataclass(frozen=True)
class RunState:
    """The content of `run.json`; without a supervisor when it was stopped as it should."""

    supervisor: RecordedProcess | None
    brokers: int
    ready: bool
    ports: dict[str, int]
    bootstrap: str
    urls: dict[str, str]
    processes: dict[str, dict[str, Any]] = field(default_factory=dict)
    extra_env: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Replace what was written before."""
        write_json(path, asdict(self))

    @classmethod
    def read(cls, path: Path) -> RunState | None:
        """Return what was written last, or None."""
        content = read_json(path)
        if not isinstance(content, dict):
            return None
        try:
            supervisor = content["supervisor"] and RecordedProcess(**content["supervisor"])
            return cls(**{**content, "supervisor": supervisor})
        except (KeyError, TypeError):
            # Of another version of this program.
            return None

    def is_alive(self) -> bool:
        """Tell whether the environment that wrote this still runs."""
        return self.supervisor is not None and self.supervisor.find() is not None

    def recorded(self) -> dict[str, RecordedProcess]:
        """Return the processes that ran when this was written."""
        return {
            name: RecordedProcess(entry["pid"], entry["created"])
            for name, entry in self.processes.items()
            if entry.get("pid") and entry.get("created")
        }


def recorded(views: Iterable[ProcessView]) -> dict[str, dict[str, Any]]:
    """Return processes as they are written down."""
    return {
        view.name: {
            "pid": view.pid,
            "created": view.created,
            "state": view.state.value,
            "restarts": view.restarts,
        }
        for view in views
    }


def leftovers(state: RunState | None) -> dict[str, psutil.Process]:
    """Return the processes of a dead environment that still live."""
    if state is None or state.is_alive():
        return {}
    found = {name: recorded.find() for name, recorded in state.recorded().items()}
    return {name: process for name, process in found.items() if process is not None}


def end_processes(processes: Mapping[str, psutil.Process], within: float = 10.0) -> None:
    """End processes that nobody looks after any more."""
    for name, process in processes.items():
        # PostgreSQL's own children only leave when the first of them says so.
        gentle = name == "postgres" and os.name == "posix"
        _send(process, signal.SIGQUIT if gentle else signal.SIGKILL)
    deadline = time.monotonic() + within
    for process in processes.values():
        if not await_end(process, deadline):
            _send(process, signal.SIGKILL)


def await_end(process: psutil.Process, deadline: float) -> bool:
    """Wait until a process has ended; False when it has not by then."""
    while has_not_ended(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def has_not_ended(process: psutil.Process) -> bool:
    """Tell whether a process still runs; one whose parent did not take notice does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _send(process: psutil.Process, sig: int) -> None:
    try:
        process.send_signal(sig)
    except psutil.Error:
        return
