"""Runs the day on a running environment: hands everybody their papers, starts them, waits."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from vt_local import LocalPlatform

from vt_demo.progress import DayProgress
from vt_demo.scenario import PARTNERS, TELEFOON, by_sender, day
from vt_demo.settings import DemoSettings
from vt_demo.simulators import Simulators

SERVICES = ("intake", "triage", "routing", "notification")
ADMIN = "runtime"
SIMULATOR_SEED_LIMIT = 1_000_000


class SimulatorEndedError(Exception):
    """A simulated party broke down; that says nothing about the keten."""

    def __init__(self, names: list[str], folder: Path) -> None:
        super().__init__(f"{', '.join(names)} hield ermee op; kijk in {folder}")


class NoVerdictError(Exception):
    """The checker ended without a verdict."""

    def __init__(self, log: Path) -> None:
        super().__init__(f"de controle leverde geen oordeel; kijk in {log}")


@dataclass(frozen=True)
class Day:
    """One simulated day; everything about it lies in `folder`."""

    settings: DemoSettings
    platform: LocalPlatform
    folder: Path
    console: Console

    def run(self) -> dict[str, Any]:
        """Plays the day to its end and returns the checker's verdict."""
        description = self._write_papers()
        with Simulators(self.folder) as simulators:
            counts = simulators.start_checker(description)
            simulators.start("vt_demo.gemeenten", "gemeenten")
            simulators.start("vt_demo.triagisten", "triagisten")
            for partner in PARTNERS:
                simulators.start("vt_demo.partners", partner)
            simulators.start("vt_demo.frontoffice", TELEFOON)
            with DayProgress(self.console, self.settings.meldingen, counts) as progress:
                while not simulators.checker_ended():
                    if ended := simulators.ended():
                        raise SimulatorEndedError(ended, self.folder)
                    progress.show()
                    time.sleep(0.25)
        verdict = self.folder / "verdict.json"
        if not verdict.exists():
            raise NoVerdictError(self.folder / "checker.log")
        content: dict[str, Any] = json.loads(verdict.read_text())
        return content

    def _write_papers(self) -> Path:
        """Writes the work list of each sender and what all may know: where everything is."""
        start = datetime.now(UTC)
        run = start.strftime("%m%d%H%M%S")
        # On an environment that was used before, the same families would all be known.
        seed = self.settings.seed or (1 if self.settings.data is None else int(run) % 99_989)
        berichten = day(
            self.settings.meldingen,
            seed=seed,
            run=run,
            seconds=self.settings.seconds,
            start=start,
        )
        work = self.folder / "work"
        work.mkdir(parents=True)
        senders = by_sender(berichten)
        for sender, list_of in senders.items():
            lines = [json.dumps(bericht.to_json()) + "\n" for bericht in list_of]
            (work / f"{sender}.jsonl").write_text("".join(lines))
        data = self.platform.data
        description = self.folder / "run.json"
        description.write_text(
            json.dumps(
                {
                    "run": run,
                    "seed": seed,
                    "meldingen": self.settings.meldingen,
                    "since": start.isoformat(),
                    "patience": self.settings.patience,
                    "credentials": str(data.credentials),
                    "oidc": str(data.oidc_credentials),
                    "admin": ADMIN,
                    "partners": list(PARTNERS),
                    "parties": sorted(p.stem for p in data.credentials.glob("gm*.json")),
                    "services": list(SERVICES),
                    "urls": self.platform.urls,
                    "sent": [str(self.folder / f"{sender}.jsonl") for sender in senders],
                    "verdict": str(self.folder / "verdict.json"),
                },
                indent=1,
            )
        )
        return description
