"""What is written down of a run can be trusted: no stranger is taken for one of ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace

import psutil
import pytest
from vt_local.run_state import RecordedProcess, RunState, end_processes, leftovers

_ABSENT = RecordedProcess(pid=2**22 - 1, created=1.0)


@pytest.fixture
def sleeper():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def _entry(pid: int, created: float) -> dict[str, object]:
    return {"pid": pid, "created": created, "state": "draait", "restarts": 0}


def _state(supervisor: RecordedProcess | None, **processes: dict[str, object]) -> RunState:
    return RunState(
        supervisor=supervisor,
        brokers=1,
        ready=True,
        ports={"kafka-1": 20_000},
        bootstrap="127.0.0.1:20000",
        urls={"mailbox": "http://127.0.0.1:20001"},
        processes=processes,
        extra_env={"VT_LOG_LEVEL": "DEBUG"},
    )


def test_what_was_written_is_read_back(tmp_path):
    path = tmp_path / "run.json"
    state = _state(RecordedProcess.current(), kafka=_entry(1, 2.0))
    state.write(path)
    assert RunState.read(path) == state
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"supervisor": {"pid": 1}}', "null"])
def test_anything_else_counts_as_nothing(tmp_path, content):
    path = tmp_path / "run.json"
    path.write_text(content)
    assert RunState.read(path) is None


def test_a_run_lives_while_its_supervisor_does():
    assert _state(RecordedProcess.current()).is_alive()
    assert not _state(_ABSENT).is_alive()
    assert not _state(None).is_alive()


def test_a_process_id_in_new_hands_is_a_stranger():
    ours = RecordedProcess.current()
    assert ours.find() is not None
    assert replace(ours, created=ours.created - 3600).find() is None


def test_leftovers_are_what_a_dead_supervisor_left_alive(sleeper):
    created = psutil.Process(sleeper.pid).create_time()
    processes = {
        "intake-api": _entry(sleeper.pid, created),
        "stranger": _entry(os.getpid(), 1.0),
        "gone": _entry(_ABSENT.pid, 1.0),
    }
    found = leftovers(_state(_ABSENT, **processes))
    assert list(found) == ["intake-api"]
    end_processes(found)
    assert sleeper.wait(5) == -signal.SIGKILL


def test_a_living_supervisor_leaves_nothing_over(sleeper):
    created = psutil.Process(sleeper.pid).create_time()
    entry = _entry(sleeper.pid, created)
    assert leftovers(_state(RecordedProcess.current(), intake=entry)) == {}
    assert leftovers(None) == {}
