"""Shared engines: started by the first test that needs them, stopped when the run ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from filelock import FileLock

_START_LIMIT = 180.0


def shared_folder(config: pytest.Config, factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of this run."""
    base = factory.getbasetemp()
    return base.parent if hasattr(config, "workerinput") else base


@pytest.fixture(scope="session")
def engines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """How to reach real Kafka and PostgreSQL: `dsn`, `librdkafka`, `settings`, and which `engines`."""
    folder = shared_folder(request.config, tmp_path_factory) / "engines"
    folder.mkdir(exist_ok=True)
    ready = folder / "engines.json"
    with FileLock(folder / "lock"):
        if not ready.exists():
            log = (folder / "log").open("w")
            command = [sys.executable, str(Path(__file__).parent / "engines.py"), str(folder)]
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
            deadline = time.monotonic() + _START_LIMIT
            while not ready.exists():
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.1)
    found: dict[str, Any] = json.loads(ready.read_text())
    return found


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stops the engines that this run started."""
    if hasattr(session.config, "workerinput"):
        return
    factory = getattr(session.config, "_tmp_path_factory", None)
    if factory is None:
        return
    ready = factory.getbasetemp() / "engines" / "engines.json"
    if not ready.exists():
        return
    engines = json.loads(ready.read_text())
    print(f"\nengines: {engines['engines']}")
    try:
        process = psutil.Process(engines["pid"])
        os.kill(process.pid, signal.SIGTERM)
        process.wait(30)
    except psutil.NoSuchProcess:
        pass
