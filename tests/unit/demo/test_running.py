"""What the director does around a day: settings, processes that end, progress, the last line."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from vt_demo.checker.description import SentLists
from vt_demo.checker.evidence import Evidence
from vt_demo.desk import Logbook
from vt_demo.progress import DayProgress, latest, line
from vt_demo.settings import SHORT_DEADLINES, DemoSettings
from vt_demo.simulators import Simulators
from vt_demo.summary import faults, last_line, summary
from vt_demo.triagisten import PEOPLE, share

VERDICT: dict[str, Any] = {
    "meldingen": 1000,
    "afgerond": 999,
    "zoek": 1,
    "dubbel": 0,
    "fouten": [f"zoek: bericht {n}" for n in range(30)],
    "kanalen": {"telefoon": {"meldingen": 5, "acuut": 1, "afgerond": 4}},
    "uitkomsten": {"overgedragen": 4, "nog niet af": 1},
    "tot aanbod": {"acuut": {"p50": 0.4, "p95": 0.9}},
    "tot aanname": {},
    "aanbiedingen": 5,
    "antwoorden": {"geaccepteerd": 4, "geweigerd": 1},
    "geescaleerd": 0,
    "bij een mens": 1,
    "dead letters": 2,
    "terugkoppelingen": 8,
    "mails": 3,
}


def test_a_day_has_a_thousand_meldingen_unless_asked_otherwise() -> None:
    settings = DemoSettings.from_environment({})
    assert settings.meldingen == 1000
    assert settings.service_settings == SHORT_DEADLINES
    assert not settings.end_after_summary
    assert settings.data is None
    other = DemoSettings.from_environment(
        {"DEMO_MELDINGEN": "50", "DEMO_EXIT": "1", "VT_OFFER_DEADLINE_HOOG": "3", "VT_DATA": "/d"}
    )
    assert (other.meldingen, other.end_after_summary, other.data) == (50, True, Path("/d"))
    assert other.service_settings["VT_OFFER_DEADLINE_HOOG"] == "3"


@pytest.mark.parametrize("wrong", ["0", "veel", "-1", "999999999"])
def test_a_wrong_number_is_said_in_words(wrong: str) -> None:
    with pytest.raises(ValueError, match="DEMO_MELDINGEN"):
        DemoSettings.from_environment({"DEMO_MELDINGEN": wrong})


def test_the_last_line() -> None:
    assert last_line(VERDICT) == "demo: 1000 meldingen, 999 afgerond, 1 zoek, 0 dubbel"


def test_the_summary_fits_on_a_page() -> None:
    console = Console(file=io.StringIO(), width=100)
    console.print(summary(VERDICT))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "telefoon" in text
    assert "0.9" in text
    assert len(text.splitlines()) < 50
    assert list(faults(VERDICT))[-1] == "… en nog 10"


def test_without_a_terminal_progress_is_a_line(tmp_path: Path) -> None:
    counts = tmp_path / "checker.out"
    counts.write_text('{"verzonden": 1}\n{"verzonden": 7, "afgerond": 3}\n{"verz')
    assert latest(counts) == {"verzonden": 7, "afgerond": 3}
    console = Console(file=io.StringIO(), width=200)
    with DayProgress(console, 10, counts):
        pass
    assert "verzonden 7" in console.file.getvalue()  # type: ignore[attr-defined]
    assert "van 10" in line({}, 10, 1.0)
    assert latest(tmp_path / "nothing") == {}


def test_simulators_end_when_told_and_when_the_director_dies(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        "import sys\nprint('up', flush=True)\nsys.stdin.read()\nraise SystemExit(1)\n"
    )
    script = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from vt_demo.simulators import Simulators\n"
        f"os.chdir({str(tmp_path)!r})\n"
        f"s = Simulators(Path({str(tmp_path)!r}))\n"
        "s.start('module', 'child')\n"
        "print(s._running['child'].pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    director = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert director.stdout is not None
    child = int(director.stdout.readline())
    director.kill()
    director.wait()
    director.stdout.close()
    wait_until(lambda: not alive(child))

    with Simulators(tmp_path) as simulators:
        os.environ["PYTHONPATH"] = str(tmp_path)
        try:
            simulators.start("module", "other")
        finally:
            del os.environ["PYTHONPATH"]
        wait_until(lambda: (tmp_path / "other.out").read_text() == "up\n")
        assert simulators.ended() == []


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(happened: Any, within: float = 10.0) -> None:
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_checker_follows_a_growing_list(tmp_path: Path) -> None:
    path = tmp_path / "politie.jsonl"
    lists, evidence = SentLists((path,)), Evidence()
    assert lists.read(evidence) == 0
    logbook = Logbook(path)
    facts: dict[str, Any] = {
        "kanaal": "p",
        "bericht_id": "b",
        "verwacht": "melding",
        "acuut": False,
    }
    facts["gemeente"] = None
    logbook.note("verzonden", **facts, kenmerken=[], topic="t", partitie=0, offset=4)
    with path.open("a") as stream:
        stream.write('{"wat": "verz')
    assert lists.read(evidence) == 1
    assert evidence.messages[0].place == ("t", 0, 4)
    assert not lists.complete
    rest = {**facts, "kenmerken": [], "op": "2026-01-01T00:00:00+00:00", "status": 202}
    with path.open("a") as stream:
        stream.write('onden", ' + json.dumps(rest)[1:] + "\n")
    logbook.note("antwoord", soort="x")
    logbook.note("klaar")
    logbook.close()
    assert lists.read(evidence) == 1
    assert evidence.messages[1].status == 202
    assert lists.complete


def test_triagisten_divide_the_work() -> None:
    owners = {share(f"item-{n}", len(PEOPLE)) for n in range(200)}
    assert owners == set(range(len(PEOPLE)))
