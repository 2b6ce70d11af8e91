"""What the day is told by the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vt_demo.scenario import MOST_MELDINGEN

# Services are configured, not changed: a day passes in a minute, so must an answer's deadline.
SHORT_DEADLINES = {
    "VT_OFFER_DEADLINE_ACUUT": "7",
    "VT_OFFER_DEADLINE_HOOG": "7",
    "VT_OFFER_DEADLINE_REGULIER": "8",
}


@dataclass(frozen=True, slots=True)
class DemoSettings:
    """`seconds` is how long sending takes, `patience` how long the rest may take after that."""

    meldingen: int
    seconds: float
    seed: int | None
    patience: float
    end_after_summary: bool
    data: Path | None
    service_settings: Mapping[str, str]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> DemoSettings:
        """Reads `VT_DATA` and `DEMO_…`: `MELDINGEN`, `SECONDS`, `SEED`, `PATIENCE`, `EXIT`.

        Raises ValueError with a sentence for a person.
        """
        meldingen = _number(environment, "DEMO_MELDINGEN", 1000)
        if not 1 <= meldingen <= MOST_MELDINGEN:
            raise ValueError(f"DEMO_MELDINGEN moet tussen 1 en {MOST_MELDINGEN} liggen")
        data = environment.get("VT_DATA")
        seed = _number(environment, "DEMO_SEED", 0)
        return cls(
            meldingen=meldingen,
            seconds=float(_number(environment, "DEMO_SECONDS", max(3, meldingen // 60))),
            seed=seed or None,
            patience=float(_number(environment, "DEMO_PATIENCE", 240)),
            end_after_summary=environment.get("DEMO_EXIT", "") not in ("", "0"),
            data=Path(data).expanduser() if data else None,
            service_settings={
                name: environment.get(name, value) for name, value in SHORT_DEADLINES.items()
            },
        )


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{name} moet een heel getal zijn, niet {text!r}")
    return int(text)
