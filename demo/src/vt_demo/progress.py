"""What somebody sees while the day goes on: a few lines that change, or one line now and then."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

LINE_EVERY = 5.0
STAGES = ("verzonden", "meldingen", "getrieerd", "aangeboden", "afgerond")
BESIDE = ("bij een mens", "geweigerd door gemeente", "geescaleerd", "dead letters")


class DayProgress:
    """Shows the counts that the checker prints; on a terminal as bars, elsewhere as lines."""

    def __init__(self, console: Console, total: int, counts: Path) -> None:
        self._console = console
        self._total = total
        self._counts = counts
        self._live = Live(console=console, auto_refresh=False) if console.is_terminal else None
        self._last_line = 0.0
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.show(last=True)
        if self._live is not None:
            self._live.stop()

    def show(self, *, last: bool = False) -> None:
        """Shows where the day is now; call it often."""
        counts = latest(self._counts)
        if self._live is not None:
            self._live.update(self._picture(counts), refresh=True)
        elif last or time.monotonic() - self._last_line >= LINE_EVERY:
            self._last_line = time.monotonic()
            self._console.print(line(counts, self._total, self._last_line - self._began))

    def _picture(self, counts: dict[str, int]) -> Group:
        table = Table.grid(padding=(0, 2))
        for stage in STAGES:
            count = counts.get(stage, 0)
            total = max(self._total, count)
            table.add_row(stage, ProgressBar(total, count, width=40), f"{count} van {total}")
        return Group(table, ", ".join(f"{name} {counts.get(name, 0)}" for name in BESIDE))


def latest(path: Path) -> dict[str, int]:
    """The last whole line of counts; nothing yet gives an empty dict."""
    if not path.exists():
        return {}
    lines = path.read_bytes().rpartition(b"\n")[0].splitlines()
    return dict(json.loads(lines[-1])) if lines else {}


def line(counts: dict[str, int], total: int, seconds: float) -> str:
    """The counts as one line, for a log."""
    parts = [f"{name} {counts.get(name, 0)}" for name in (*STAGES, *BESIDE)]
    return f"{seconds:4.0f} s  van {total}: " + ", ".join(parts)
