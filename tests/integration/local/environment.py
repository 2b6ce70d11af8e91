"""Runs an environment of stand-ins in the foreground, as `vt up` does.

environment.py DATA LOG
"""

from __future__ import annotations

import sys
from pathlib import Path

from vt_local.foreground import run_in_foreground
from vt_local.local_platform import LocalPlatform
from vt_local.service_processes import Preparation, ServiceProcess, ServiceTable


def stand_ins(log: Path) -> ServiceTable:
    """Return two services, each with a lane of its own, and something that goes before."""
    stand_in = str(Path(__file__).with_name("stand_in.py"))
    before = (sys.executable, "-c", f"open({str(log)!r}, 'a').write('migrate\\n')")
    return ServiceTable(
        tuple(
            ServiceProcess(service, role, (sys.executable, stand_in, str(log)))
            for service, role in (("intake", "api"), ("routing", "acuut"))
        ),
        ((Preparation("intake-migrate", "intake", before),),),
    )


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    import conftest

    def say(line: str) -> None:
        print(line, flush=True)

    platform = LocalPlatform(
        Path(sys.argv[1]),
        services=stand_ins(Path(sys.argv[2])),
        access=conftest.small_table(),
        extra_env={"VT_PROEF": "proef"},
        say=say,
    )
    run_in_foreground(platform, ready=lambda _: say("klaar"), say=say)


if __name__ == "__main__":
    main()
