from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from keten import Keten
from vt_local import LocalPlatform


@pytest.fixture(scope="session")
def keten() -> Iterator[Keten]:
    """The whole chain as processes, as `vt up` starts it; all traces are recorded."""
    folder = Path(tempfile.mkdtemp(prefix="meldketen-keten-"))
    folder.chmod(0o755)
    settings = {"VT_TRACE_FILE": str(folder / "traces-{name}.jsonl"), "VT_TRACE_RATIO": "1.0"}
    with LocalPlatform(folder / "data", extra_env=settings) as platform:
        yield Keten(platform)
    shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One chain serves all tests of this folder, one after another."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.end_to_end)
            item.add_marker(pytest.mark.xdist_group("keten"))
            item.add_marker(pytest.mark.timeout(240))
