"""The mailbox, for mails and pages, and the identity provider: stand-ins for what others run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from vt_local.access_table import AccessTable
from vt_local.folders import DataFolder
from vt_local.http_probe import ready_on
from vt_local.identity.people import write_people
from vt_local.process_spec import ProcessSpec
from vt_local.service_processes import AUDIENCE


@dataclass(frozen=True)
class Surroundings:
    """How to start both on one data folder."""

    NAMES: ClassVar[tuple[str, ...]] = ("identity", "mailbox")

    data: DataFolder
    ports: Mapping[str, int]
    oproep_token: str

    def write_identity(self, table: AccessTable) -> None:
        """Write who may log in, and their secrets; who has one keeps it."""
        write_people(self.data, table, f"http://127.0.0.1:{self.ports['identity']}")

    def specs(self) -> tuple[ProcessSpec, ...]:
        """Return both processes."""
        identity, mailbox, smtp = (self.ports[n] for n in ("identity", "mailbox", "smtp"))
        return (
            ProcessSpec(
                name="identity",
                argv=(
                    *(sys.executable, "-m", "vt_local.identity"),
                    *("--folder", str(self.data.identity), "--port", str(identity)),
                    *("--audience", AUDIENCE),
                ),
                log=self.data.log("identity"),
                ready=ready_on(identity),
                stop_within=5.0,
            ),
            ProcessSpec(
                name="mailbox",
                argv=(
                    *(sys.executable, "-m", "vt_local.mailbox"),
                    *("--folder", str(self.data.mail)),
                    *("--oproepen", str(self.data.oproepen)),
                    *("--http-port", str(mailbox), "--smtp-port", str(smtp)),
                ),
                log=self.data.log("mailbox"),
                # Not an argument: everybody on the machine can read those.
                env={"VT_OPROEP_TOKEN": self.oproep_token},
                ready=ready_on(mailbox),
                stop_within=5.0,
            ),
        )
