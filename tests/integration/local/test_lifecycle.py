"""An environment comes up once, stays up, and leaves nothing behind, however it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from vt_local.folders import DataFolder
from vt_local.run_state import RecordedProcess, RunState
from vt_local.shutdown import stop_running
from vt_local.status import read_status

pytestmark = pytest.mark.integration
_ENVIRONMENT = Path(__file__).with_name("environment.py")
_NAMES = {"kafka-1", "postgres", "identity", "mailbox", "intake-api", "routing-acuut"}


class Environment:
    """An environment that runs as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = DataFolder(folder / "data")
        self.log = folder / "stand-ins.log"
        self.output = folder / "output.log"
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.output.open("ab") as output:
            command = [sys.executable, str(_ENVIRONMENT), str(self.data.root), str(self.log)]
            return subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)

    def start_again(self) -> None:
        self.output.write_text("")
        self.process = self._start()
        self.await_ready()

    def await_ready(self) -> None:
        until(lambda: "klaar\n" in self.said() or self.process.poll() is not None, 120)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.output.read_text()

    def recorded(self) -> dict[str, RecordedProcess]:
        state = RunState.read(self.data.state_file)
        assert state is not None
        return state.recorded()

    def everyone(self) -> list[psutil.Process]:
        """Return the environment's processes, children of children too."""
        return psutil.Process(self.process.pid).children(recursive=True)


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "het duurde te lang"
        time.sleep(0.05)


def nobody_left(processes: list[psutil.Process]) -> bool:
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


@pytest.fixture
def environment(tmp_path):
    environment = Environment(tmp_path)
    environment.await_ready()
    yield environment
    if environment.process.poll() is None:
        environment.process.kill()
        environment.process.wait(10)


def _vt(environment: Environment, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vt_cli", *arguments, "--data", str(environment.data.root)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_sigterm_stops_all_in_order_and_leaves_nobody(environment):
    everyone = environment.everyone()
    assert len(everyone) >= len(_NAMES)
    environment.process.send_signal(signal.SIGTERM)
    assert environment.process.wait(40) == 0
    assert nobody_left(everyone)
    lines = environment.log.read_text().splitlines()
    assert lines[0] == "migrate"
    assert {line for line in lines if line.startswith("stop")} == {
        "stop api kafka=True",
        "stop acuut kafka=True",
    }
    assert read_status(environment.data) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's end")
def test_when_the_supervisor_is_killed_everyone_goes_with_it(environment):
    everyone = environment.everyone()
    environment.process.send_signal(signal.SIGKILL)
    environment.process.wait(10)
    until(lambda: nobody_left(everyone), 10)
    environment.start_again()
    assert set(environment.recorded()) == _NAMES
    assert stop_running(environment.data)
    assert environment.process.wait(40) == 0


def test_a_second_start_finds_the_first(environment):
    before = environment.recorded()
    second = _vt(environment, "up")
    assert second.returncode == 0, second.stderr
    assert "Er draait al een omgeving" in second.stdout
    assert "intake-api" in second.stdout
    assert environment.recorded() == before


def test_status_says_all_that_one_needs_to_join(environment):
    answer = _vt(environment, "status", "--json")
    assert answer.returncode == 0, answer.stderr
    status = json.loads(answer.stdout)
    assert status["up"]
    assert status["supervisor"] == environment.process.pid
    assert status["kafka"]["security_protocol"] == "SASL_PLAINTEXT"
    assert Path(status["kafka"]["credentials"], "gm0935.json").is_file()
    assert status["extra_env"] == {"VT_PROEF": "proef"}
    assert {each["name"] for each in status["processes"]} == _NAMES
    ready = {each["name"] for each in status["processes"] if each["ready"]}
    assert ready == _NAMES - {"kafka-1", "postgres"}
    assert all(psutil.pid_exists(each["pid"]) for each in status["processes"])


def test_a_crashed_process_is_restarted_and_said_so(environment):
    for name in ("intake-api", "kafka-1", "mailbox"):
        first = environment.recorded()[name]
        os.kill(first.pid, signal.SIGKILL)
        until(lambda n=name, f=first: environment.recorded().get(n, f) != f)
        assert f"{name} werd afgebroken (SIGKILL); herstart over" in environment.said()
    until(lambda: (status := read_status(environment.data)) is not None and status.up, 40)
    status = read_status(environment.data)
    assert status is not None
    restarted = {each.name for each in status.processes if each.restarts}
    assert restarted == {"intake-api", "kafka-1", "mailbox"}


def test_down_stops_it_and_says_when_there_is_nothing(environment):
    everyone = environment.everyone()
    assert _vt(environment, "down").returncode == 0
    assert environment.process.wait(5) == 0
    assert nobody_left(everyone)
    assert "Er draaide niets" in _vt(environment, "down").stdout
    assert _vt(environment, "status").returncode == 1


def test_a_stop_while_starting_leaves_nobody(tmp_path):
    environment = Environment(tmp_path)
    until(lambda: "PostgreSQL gereed" in environment.said(), 60)
    everyone = environment.everyone()
    environment.process.send_signal(signal.SIGINT)
    assert environment.process.wait(40) == 0
    assert "klaar\n" not in environment.said()
    assert nobody_left(everyone)
