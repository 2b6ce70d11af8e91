"""`python -m vt_demo`: a simulated day on the local runtime, and whether all of it ended well.

Ends with 0 when it did, 1 when it did not, 2 when it could not be played, 130 when stopped before
the end.
"""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from vt_local import LocalPlatform
from vt_local.errors import PlatformError

from vt_demo.director import Day, NoVerdictError, SimulatorEndedError
from vt_demo.settings import DemoSettings
from vt_demo.summary import faults, last_line, print_addresses, summary

GOOD, NOT_GOOD, COULD_NOT, STOPPED = 0, 1, 2, 130


def main() -> int:
    """Play the demo; returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    console = Console(soft_wrap=True, highlight=False)
    try:
        settings = DemoSettings.from_environment()
    except ValueError as error:
        console.print(str(error), style="red", markup=False)
        return COULD_NOT
    data = settings.data or Path(tempfile.mkdtemp(prefix="veilig-thuis-demo-"))
    code = COULD_NOT
    try:
        code = Demo(settings, data, console).play()
    except (PlatformError, SimulatorEndedError, NoVerdictError) as error:
        console.print(str(error), style="red", markup=False)
    except KeyboardInterrupt:
        console.print("Gestopt voordat de dag om was.")
        code = STOPPED
    finally:
        # What did not go well stays, to be looked at.
        if settings.data is None and code in (GOOD, STOPPED):
            shutil.rmtree(data, ignore_errors=True)
    return code


@dataclass
class Demo:
    """One demo: the environment, the day, and what is said about it."""

    settings: DemoSettings
    data: Path
    console: Console
    _silent: bool = field(default=False)

    def play(self) -> int:
        """Plays the day; returns the exit code after the environment was stopped."""
        verdict: dict[str, Any] | None = None
        try:
            with LocalPlatform(
                self.data, extra_env=self.settings.service_settings, say=self._say
            ) as platform:
                verdict = self._play_on(platform)
                # Stopping happens without words, so that the last line stays the last line.
                self._silent = True
                if not self.settings.end_after_summary:
                    print(last_line(verdict), flush=True)
                    _wait_for_signal()
                _ignore_signals()
        except KeyboardInterrupt:
            if verdict is None:
                raise
        assert verdict is not None
        if self.settings.end_after_summary:
            print(last_line(verdict), flush=True)
        return GOOD if verdict["goed"] else NOT_GOOD

    def _play_on(self, platform: LocalPlatform) -> dict[str, Any]:
        folder = platform.data.root / "demo" / datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        folder.mkdir(parents=True)
        self.console.print(f"De dag begint: {self.settings.meldingen} meldingen.")
        verdict = Day(self.settings, platform, folder, self.console).run()
        self.console.print(summary(verdict))
        for fault in faults(verdict):
            self.console.print(fault, style="red", markup=False)
        print_addresses(self.console, platform.urls)
        if not self.settings.end_after_summary or not verdict["goed"]:
            self.console.print(f"Alles van deze dag ligt in {folder}", markup=False)
        if not self.settings.end_after_summary:
            self.console.print("De omgeving blijft aan tot Ctrl-C.")
        return verdict

    def _say(self, text: str) -> None:
        if not self._silent:
            self.console.print(text, markup=False)


def _wait_for_signal() -> None:
    while True:
        time.sleep(3600)


def _interrupt(_number: int, _frame: object) -> None:
    # Once is enough: a second Ctrl-C must not leave processes behind.
    _ignore_signals()
    raise KeyboardInterrupt


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
