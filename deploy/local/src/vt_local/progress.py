"""Shows on a terminal how far a download is."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)


class TerminalProgress:
    """A bar per download; one line at begin and end where there is no terminal."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._bars: Progress | None = None
        self._task = TaskID(0)
        self._what = ""

    def begin(self, what: str, total: int) -> None:
        """Start a bar for `total` bytes."""
        self._what = what
        if not self._console.is_terminal:
            self._console.print(f"{what} wordt opgehaald ({total / 1e6:.0f} MB)")
            return
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=self._console,
        )
        self._bars.start()
        self._task = self._bars.add_task(f"{what} ophalen", total=total)

    def advance(self, amount: int) -> None:
        """Add bytes; less than nothing when an attempt was for nothing."""
        if self._bars is not None:
            self._bars.advance(self._task, amount)

    def end(self) -> None:
        """Close the bar."""
        if self._bars is None:
            self._console.print(f"{self._what} is binnen")
        else:
            self._bars.stop()
            self._bars = None
