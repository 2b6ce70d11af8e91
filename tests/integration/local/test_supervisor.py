"""The supervisor alone, with processes of a few lines."""

from __future__ import annotations

import os
import signal
import sys
import time

import psutil
import pytest
from vt_local.children import State
from vt_local.errors import AbortedError, ProcessError
from vt_local.process_spec import ProcessSpec
from vt_local.supervisor import Supervisor

pytestmark = pytest.mark.integration


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(said):
    supervisor = Supervisor(say=said.append)
    yield supervisor
    supervisor.close()


@pytest.fixture
def spec(tmp_path):
    def make(name, code="import time; time.sleep(60)", **more):
        argv = (sys.executable, "-c", code)
        return ProcessSpec(name, argv, tmp_path / f"{name}.log", **more)

    return make


def _until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_crash_is_answered_by_a_restart_that_waits_longer_each_time(supervisor, spec, said):
    supervisor.start(spec("kapot", "raise SystemExit(4)"))
    _until(lambda: supervisor.views()["kapot"].restarts >= 2)
    assert "eindigde onverwacht met code 4; herstart over 0.5 s" in said[0]
    assert "herstart over 1.0 s" in said[1]


def test_a_watchdogs_exit_is_told_apart(supervisor, spec, said):
    supervisor.start(spec("vast", "raise SystemExit(75)"))
    _until(lambda: said)
    assert "kwam niet meer vooruit" in said[0]


def test_who_keeps_crashing_is_not_waited_for(supervisor, spec):
    supervisor.start(spec("kapot", "raise SystemExit(4)", ready=lambda: False))
    with pytest.raises(ProcessError, match="telkens"):
        supervisor.wait_ready(["kapot"])


def test_a_stopped_process_stays_stopped(supervisor, spec, said):
    supervisor.start(spec("a"))
    supervisor.stop(["a"])
    time.sleep(0.8)
    assert supervisor.views()["a"].state is State.STOPPED
    assert said == []
    supervisor.start_again("a")
    assert supervisor.views()["a"].state is State.RUNNING


def test_who_does_not_stop_is_ended(supervisor, spec, said, tmp_path):
    mark = tmp_path / "deaf"
    deaf = (
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"pathlib.Path({str(mark)!r}).touch(); time.sleep(60)"
    )
    supervisor.start(spec("doof", deaf, stop_within=0.5))
    _until(mark.exists)
    supervisor.stop(["doof"])
    assert supervisor.views()["doof"].state is State.STOPPED
    assert "stopt niet vanzelf" in said[0]


def test_what_a_process_started_itself_goes_with_it(supervisor, spec, tmp_path):
    mark = tmp_path / "pid"
    parent = (
        "import pathlib, subprocess, sys, time; "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        f"pathlib.Path({str(mark)!r}).write_text(str(child.pid)); time.sleep(60)"
    )
    supervisor.start(spec("ouder", parent))
    _until(lambda: mark.exists() and mark.read_text())
    child = psutil.Process(int(mark.read_text()))
    supervisor.stop(["ouder"])
    _until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_task_that_fails_says_where_to_look(supervisor, spec):
    task = spec("migratie", "print('kolom ontbreekt'); raise SystemExit(1)")
    with pytest.raises(ProcessError, match="kolom ontbreekt") as failed:
        supervisor.run(task)
    assert str(task.log) in str(failed.value)


def test_a_task_that_takes_too_long_is_stopped(supervisor, spec):
    with pytest.raises(ProcessError, match="niet klaar na"):
        supervisor.run(spec("traag", ready_within=0.3))
    assert supervisor.views()["traag"].pid is None


def test_waiting_can_be_given_up(supervisor, spec):
    supervisor.start(spec("a", ready=lambda: False))
    supervisor.abort()
    with pytest.raises(AbortedError):
        supervisor.wait_ready(["a"])


def test_settings_of_a_shell_do_not_reach_a_service(supervisor, spec, monkeypatch):
    monkeypatch.setenv("VT_DATABASE_DSN", "van de shell")
    task = spec("env", "import os; print(os.environ.get('VT_DATABASE_DSN'))")
    supervisor.run(task)
    assert task.log.read_text() == "None\n"


def test_closing_ends_everyone(spec):
    supervisor = Supervisor()
    for name in "ab":
        supervisor.start(spec(name))
    pids = [view.pid for view in supervisor.views().values()]
    supervisor.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, signal.SIG_DFL)
