"""What the supervisor must know of a process before it starts it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vt_local.system_user import SystemUser

_LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class ProcessSpec:
    """One process: how it starts, how one sees that it is ready, how it stops."""

    name: str
    argv: tuple[str, ...]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    user: SystemUser | None = None
    ready: Callable[[], bool] | None = None
    ready_within: float = 60.0
    stop_signal: int = signal.SIGTERM
    stop_within: float = 12.0
    # What the kernel sends when the supervisor itself dies.
    death_signal: int = signal.SIGKILL
    restart: bool = True

    def command(self) -> list[str]:
        """Return the command line, by way of the launcher that ties it to this process's life."""
        if os.name != "posix":
            return list(self.argv)
        uid, gid = (self.user.uid, self.user.gid) if self.user else (-1, -1)
        launcher = [sys.executable, "-I", "-S", str(_LAUNCH)]
        return [*launcher, str(os.getpid()), str(self.death_signal), str(uid), str(gid), *self.argv]

    def environment(self) -> dict[str, str]:
        """Return the environment: ours without settings of the keten, plus the spec's own."""
        # A VT_ variable that happens to be set in a shell must not reach a service unseen.
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("VT_")}
        return {**inherited, **self.env}
