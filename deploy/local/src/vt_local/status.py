"""How an environment fares, seen from outside it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from vt_local.credentials import MECHANISM, SECURITY_PROTOCOL
from vt_local.folders import DataFolder
from vt_local.http_probe import answers_200
from vt_local.kafka_config import RUNTIME_PRINCIPAL
from vt_local.postgres import DATABASE
from vt_local.run_state import RunState
from vt_local.service_processes import AUDIENCE


@dataclass(frozen=True)
class ProcessStatus:
    """One process: what was written down of it, and what it says itself."""

    name: str
    pid: int | None
    state: str
    ready: bool | None
    restarts: int
    url: str | None
    log: str


@dataclass(frozen=True)
class Status:
    """A whole environment; `up` means that it runs and that everything answered when asked."""

    up: bool
    starting: bool
    data: str
    supervisor: int | None
    kafka: dict[str, Any]
    database: dict[str, Any]
    identity: dict[str, Any]
    mail: dict[str, Any]
    extra_env: dict[str, str]
    processes: tuple[ProcessStatus, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def read_status(data: DataFolder) -> Status | None:
    """Return how the environment on this data folder fares; None when nothing runs there."""
    state = RunState.read(data.state_file)
    if state is None or not state.is_alive():
        return None
    processes = _processes(data, state)
    well = all(each.pid is not None and each.ready is not False for each in processes)
    issuer = state.urls.get("identity")
    return Status(
        up=state.ready and well,
        starting=not state.ready,
        data=str(data.root),
        supervisor=state.supervisor.pid if state.supervisor else None,
        kafka={
            "bootstrap": state.bootstrap,
            "brokers": state.brokers,
            "security_protocol": SECURITY_PROTOCOL,
            "sasl_mechanism": MECHANISM,
            "credentials": str(data.credentials),
            "admin": str(data.credentials / f"{RUNTIME_PRINCIPAL}.json"),
            "party_keys": str(data.party_keys_file),
        },
        database={
            "host": "127.0.0.1",
            "port": state.ports.get("postgres"),
            "database": DATABASE,
            "passwords": str(data.secrets_file),
        },
        identity={
            "issuer": issuer,
            "audience": AUDIENCE,
            "credentials": str(data.oidc_credentials),
        },
        mail={
            "smtp": f"127.0.0.1:{state.ports.get('smtp')}",
            "page": state.urls.get("mailbox"),
            "folder": str(data.mail),
        },
        extra_env=state.extra_env,
        processes=processes,
    )


def _processes(data: DataFolder, state: RunState) -> tuple[ProcessStatus, ...]:
    alive = {name for name, process in state.recorded().items() if process.find() is not None}
    return tuple(
        _process(data, state, name, entry, name in alive) for name, entry in state.processes.items()
    )


def _process(
    data: DataFolder, state: RunState, name: str, entry: dict[str, Any], alive: bool
) -> ProcessStatus:
    url = state.urls.get(name)
    port = urlsplit(url).port if url else None
    return ProcessStatus(
        name=name,
        pid=entry["pid"] if alive else None,
        state=entry["state"] if alive or not entry["pid"] else "gestopt",
        ready=answers_200(port, timeout=1.0) if alive and port else None,
        restarts=entry["restarts"],
        url=url,
        log=str(data.log(name)),
    )
