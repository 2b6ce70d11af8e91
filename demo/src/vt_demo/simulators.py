"""The processes of the simulated world: started together, ended together, none left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

STOP_WITHIN = 10.0


@dataclass
class Simulators:
    """Child processes that end with this one: each ends when the pipe on its stdin closes."""

    folder: Path
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _logs: list[IO[bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, module: str, name: str) -> None:
        """Starts `python -m <module>` as `name`, in this run."""
        self._start(module, name, ["--run", str(self.folder), "--name", name])

    def start_checker(self, description: Path) -> Path:
        """Starts the checker; returns the file that its lines go to."""
        self._start("vt_demo.checker", "checker", [str(description)])
        return self.folder / "checker.out"

    def ended(self) -> list[str]:
        """Simulators that ended although nobody told them to."""
        return [
            name
            for name, process in self._running.items()
            if name != "checker" and process.poll() is not None
        ]

    def checker_ended(self) -> bool:
        """Whether the checker has its verdict, or failed."""
        return self._running["checker"].poll() is not None

    def stop(self) -> None:
        """Ends all of them; who does not listen within ten seconds is killed."""
        running, self._running = self._running, {}
        for process in running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for process in running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdin is not None:
                process.stdin.close()
        for log in self._logs:
            log.close()
        self._logs.clear()

    def _start(self, module: str, name: str, arguments: list[str]) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        out = (self.folder / f"{name}.out").open("ab")
        self._logs += [log, out]
        # Nothing of the environment's settings reaches a simulator but what its files say.
        clean = {k: v for k, v in os.environ.items() if not k.startswith("VT_")}
        self._running[name] = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=log,
            env=clean,
            # Ctrl-C is for the director, who ends the others in order.
            start_new_session=True,
        )
