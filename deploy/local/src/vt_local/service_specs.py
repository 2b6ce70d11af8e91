"""The services' processes as the supervisor starts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vt_local.credentials import Credentials, Secrets
from vt_local.folders import DataFolder
from vt_local.http_probe import ready_on
from vt_local.process_spec import ProcessSpec
from vt_local.service_processes import (
    Preparation,
    ServiceFacts,
    ServiceProcess,
    service_environment,
)


@dataclass(frozen=True)
class ServiceSpecs:
    """Makes specs on one data folder; `dsns` has one per service, `extra` is for all."""

    data: DataFolder
    ports: Mapping[str, int]
    credentials: Mapping[str, Credentials]
    secrets: Secrets
    dsns: Mapping[str, str]
    extra: Mapping[str, str]

    def preparation(self, preparation: Preparation) -> ProcessSpec:
        """Return something that runs to its end before the services start."""
        name, service = preparation.name, preparation.service
        facts = self._facts(service)
        return ProcessSpec(
            name=name,
            argv=preparation.argv,
            log=self.data.log(name),
            env=service_environment(name, service, "api", 0, facts, self.extra),
            ready_within=120.0,
        )

    def process(self, process: ServiceProcess) -> ProcessSpec:
        """Return one process of a service."""
        name, service = process.name, process.service
        port, facts = self.ports[name], self._facts(service)
        return ProcessSpec(
            name=name,
            argv=process.command,
            log=self.data.log(name),
            env=service_environment(name, service, process.role, port, facts, self.extra),
            ready=ready_on(port),
        )

    def _facts(self, service: str) -> ServiceFacts:
        return ServiceFacts(
            dsn=self.dsns[service],
            credentials=self.credentials[service],
            issuer=f"http://127.0.0.1:{self.ports['identity']}",
            smtp_port=self.ports["smtp"],
            oproep_url=f"http://127.0.0.1:{self.ports['mailbox']}/oproepen",
            oproep_token=self.secrets.oproep_token,
            party_keys_file=self.data.party_keys_file,
            storage_key=self.secrets.service_keys[service],
        )
