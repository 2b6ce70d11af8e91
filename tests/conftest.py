"""Shared engines: started by the first test that needs them, stopped when the run ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from filelock import FileLock

_START_LIMIT = 240.0
_ENGINES = Path(__file__).parent / "engines.py"


@pytest.fixture(scope="session")
def engines(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Real Kafka and PostgreSQL: `dsn`, `librdkafka`, `settings`, and which `engines` they are."""
    note = _note(request.config, tmp_path_factory)
    with FileLock(f"{note}.lock"):
        if not note.exists():
            worker = hasattr(request.config, "workerinput")
            note.write_text(json.dumps(_start(os.getppid() if worker else os.getpid())))
    found: dict[str, Any] = json.loads(note.read_text())
    return found


def _note(config: pytest.Config, factory: pytest.TempPathFactory) -> Path:
    """The file in which the workers of one run tell each other of the engines."""
    base = factory.getbasetemp()
    return (base.parent if hasattr(config, "workerinput") else base) / "engines.json"


def _start(owner: int) -> dict[str, Any]:
    # Not below pytest's own folder: that is closed to the user PostgreSQL runs as under root.
    folder = Path(tempfile.mkdtemp(prefix="meldketen-tests-"))
    ready = folder / "engines.json"
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(_ENGINES), str(folder), str(owner)],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START_LIMIT
    while not ready.exists():
        said = (folder / "log").read_text()
        assert process.poll() is None, f"the engines ended: {said}"
        assert time.monotonic() < deadline, f"the engines did not start: {said}"
        time.sleep(0.1)
    process.returncode = 0  # it outlives this worker; the run's end stops it by its pid
    found: dict[str, Any] = json.loads(ready.read_text())
    return {**found, "folder": str(folder)}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stops the engines that this run started, and says which they were."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    if hasattr(session.config, "workerinput") or factory is None:
        return
    note = factory.getbasetemp() / "engines.json"
    if not note.exists():
        return
    engines = json.loads(note.read_text())
    print(f"\nengines: {engines['engines']}")
    try:
        process = psutil.Process(engines["pid"])
        process.terminate()
        process.wait(30)
    except psutil.NoSuchProcess:
        pass
    shutil.rmtree(engines["folder"], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of services use the real topic names and groups, so they run one after another."""
    for item in items:
        folders = item.path.parts
        if "integration" in folders and not {"messaging", "local"} & set(folders):
            item.add_marker(pytest.mark.xdist_group("real topics"))
