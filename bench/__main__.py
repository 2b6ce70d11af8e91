"""The whole chain against a raw four-hop relay, on the same broker, with the same records.

`make bench` (or `python -m bench`): MELDINGEN records a round (default 50,000) after a warm-up, ROUNDS
rounds (default 3) in turn. Records are laid ready while the processes stand still, so that making
them costs the measured ones nothing. A round of the relay ends when all records were read behind the
fourth hop; a round of the keten when every offer was read on its gemeente's topic and every service's
lag is zero. The last line holds the medians.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from vt_local import LocalPlatform

from bench.keten import Keten
from bench.measuring import Round
from bench.relaying import Relay

RESULTS = Path(__file__).parent / "results"
WARM_UP = 4000


def main() -> int:
    """Runs the rounds, prints a table and writes the figures."""
    count = int(os.environ.get("MELDINGEN", "50000"))
    rounds = int(os.environ.get("ROUNDS", "3"))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        settings = {"VT_LOG_LEVEL": "WARNING"}
        with LocalPlatform(Path(folder) / "data", extra_env=settings, say=print) as platform:
            keten = Keten(platform)
            with Relay(platform) as relay:
                for seed, side in enumerate((relay, keten)):
                    side.run(WARM_UP, seed=70 + seed)
                taken: dict[str, list[Round]] = {"relay": [], "keten": []}
                for turn in range(rounds):
                    for name, side in (("relay", relay), ("keten", keten)):
                        measured = side.run(count, seed=1 + turn)
                        taken[name].append(measured)
                        print(f"round {turn + 1} {name:6} {measured.describe()}", flush=True)
    medians = {name: statistics.median(r.rate for r in runs) for name, runs in taken.items()}
    ratio = statistics.median(
        k.rate / r.rate for k, r in zip(taken["keten"], taken["relay"], strict=True)
    )
    write_results(count, taken, ratio)
    print(
        f"keten/relay: {ratio:.2f} (keten {medians['keten']:.0f}/s, relay {medians['relay']:.0f}/s)"
    )
    return 0


def write_results(count: int, taken: dict[str, list[Round]], ratio: float) -> None:
    """Keeps the figures of this run beside those of earlier ones."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y-%m-%dT%H%M}.json"
    document = {
        "at": now.isoformat(timespec="seconds"),
        "command": f"MELDINGEN={count} ROUNDS={len(taken['keten'])} make bench",
        "keten_relay": round(ratio, 3),
        "rounds": {name: [r.as_dict() for r in runs] for name, runs in taken.items()},
    }
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
