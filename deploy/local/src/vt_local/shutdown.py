"""Stops an environment from outside it."""

from __future__ import annotations

import signal
import time

from vt_local.errors import PlatformError
from vt_local.folders import DataFolder
from vt_local.run_state import RunState, await_end, end_processes, leftovers


def stop_running(data: DataFolder, within: float = 90.0) -> bool:
    """Stop what runs on this data folder; False when nothing did. Ends leftovers too."""
    state = RunState.read(data.state_file)
    if state is None:
        return False
    process = state.supervisor.find() if state.supervisor else None
    if process is None:
        remains = leftovers(state)
        end_processes(remains)
        return bool(remains)
    process.send_signal(signal.SIGTERM)
    if not await_end(process, time.monotonic() + within):
        raise PlatformError(
            f"Proces {process.pid} is na {within:.0f} s nog niet gestopt. "
            f"Kijk in {data.logs}, of beëindig het met `kill -9 {process.pid}`; "
            "alles wat het startte, stopt dan mee."
        )
    return True
