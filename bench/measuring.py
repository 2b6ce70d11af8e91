"""What a round took: time, CPU per process, memory."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psutil

ENGINES = ("kafka", "kafka-1", "postgres")


@dataclass(frozen=True)
class Round:
    """One measured round: `cpu` in microseconds per melding and `rss` in MB, by process name."""

    count: int
    seconds: float
    cpu: dict[str, float]
    rss: dict[str, float]

    @property
    def rate(self) -> float:
        """Meldingen per second."""
        return self.count / self.seconds

    def describe(self) -> str:
        """One line for a person."""
        cpu = ", ".join(f"{name} {spent:.0f}" for name, spent in self.cpu.items() if spent >= 1)
        most = max(used for name, used in self.rss.items() if name not in ENGINES)
        return f"{self.rate:7.0f}/s  µs/melding: {cpu}  most RSS of a service {most:.0f} MB"

    def as_dict(self) -> dict[str, Any]:
        """For the results file."""
        return {
            "count": self.count,
            "seconds": round(self.seconds, 2),
            "rate": round(self.rate),
            "cpu_us_per_melding": {n: round(v, 1) for n, v in self.cpu.items()},
            "rss_mb": {n: round(v) for n, v in self.rss.items()},
        }


class Meter:
    """Measures named processes (with their children) from `start` to `stop`."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._families = {name: psutil.Process(pid) for name, pid in pids.items()}

    def suspend(self, *names: str) -> None:
        """Lets processes stand still."""
        for name in names:
            self._families[name].suspend()

    def start(self, *names: str) -> None:
        """Lets them go on, and begins to measure."""
        self._before = self._cpu()
        self._began = time.perf_counter()
        for name in names:
            self._families[name].resume()

    def stop(self, count: int, ended: float) -> Round:
        """The figures of a round of `count` meldingen that ended at `ended` (perf_counter)."""
        after = self._cpu()
        cpu = {name: (after[name] - self._before[name]) / count * 1e6 for name in after}
        rss = {name: process.memory_info().rss / 2**20 for name, process in self._families.items()}
        return Round(count, ended - self._began, cpu, rss)

    def _cpu(self) -> dict[str, float]:
        return {name: _family_cpu(process) for name, process in self._families.items()}


def _family_cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in process.children():
        try:
            own = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += own.user + own.system
    return float(total)
