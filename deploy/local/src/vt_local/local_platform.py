"""One environment on one data folder: engines, surroundings and services, as a library."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from vt_local.access_table import AccessTable
from vt_local.credentials import Credentials, Secrets
from vt_local.engines import Engines, check_broker_count, write_credentials
from vt_local.errors import AlreadyRunningError
from vt_local.folders import DataFolder
from vt_local.kafka import KafkaCluster
from vt_local.kafka_config import DEFAULT_RECORD, RUNTIME_PRINCIPAL, BrokerPorts
from vt_local.kafka_jars import Progress, ensure_jars
from vt_local.ports import choose_ports
from vt_local.postgres import PostgresServer
from vt_local.run_state import RecordedProcess, RunState, end_processes, leftovers, recorded
from vt_local.service_processes import (
    SERVICES,
    ServiceTable,
    service_table,
)
from vt_local.service_specs import ServiceSpecs
from vt_local.supervisor import Supervisor
from vt_local.surroundings import Surroundings

_log = logging.getLogger("vt_local")


class LocalPlatform:
    """A running environment; starts on entering the context, leaves nothing behind after it.

    `services` is True for the keten, False for the engines alone, or a table of one's own.
    `access` is the table of topics and rights, that of the contracts unless given.
    """

    def __init__(
        self,
        data_dir: Path | str,
        *,
        brokers: int | None = None,
        services: bool | ServiceTable = True,
        surroundings: bool | None = None,
        extra_env: Mapping[str, str] | None = None,
        access: AccessTable | None = None,
        fresh: bool = False,
        say: Callable[[str], None] = _log.info,
        progress: Progress | None = None,
    ) -> None:
        self.data = DataFolder(Path(data_dir).expanduser().resolve())
        self.extra_env = dict(extra_env or {})
        self._wanted_brokers = brokers
        self._table = self._service_table(services)
        self._with_surroundings = bool(services) if surroundings is None else surroundings
        self._access = access
        self._fresh = fresh
        self._say = say
        self._progress = progress
        self._ready = False
        self._lock: FileLock | None = None
        self._supervisor: Supervisor | None = None
        self._writing = threading.Lock()

    # -- starting and stopping

    def __enter__(self) -> Self:
        self.start_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop_all()

    def start_all(self) -> None:
        """Start everything and wait until it is ready; raises PlatformError, leaving nothing."""
        self._take_lock()
        try:
            self._clean_up()
            self._prepare()
            self._start_engines()
            self._start_surroundings()
            self._start_services()
            self._ready = True
            self._write_state()
        except BaseException:
            self.stop_all()
            raise

    def abort(self) -> None:
        """Make a start that is under way give up; safe to call from a signal handler."""
        if self._supervisor is not None:
            self._supervisor.abort()

    def stop_all(self) -> None:
        """Stop everything in order: services drain while the engines are still there."""
        self._ready = False
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            supervisor.stop([process.name for process in self._table.processes])
            supervisor.stop(Surroundings.NAMES)
            self._engines.stop()
            supervisor.close()
            self._write_state()
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()

    # -- what others need to use it

    @property
    def bootstrap(self) -> str:
        """Where Kafka's clients connect."""
        return self._kafka.bootstrap

    def credentials(self, principal: str) -> Credentials:
        """Return how a principal reaches Kafka."""
        return self._credentials[principal]

    def admin_kafka_config(self) -> dict[str, Any]:
        """Return librdkafka settings of the super user."""
        return self._credentials[RUNTIME_PRINCIPAL].librdkafka()

    def dsn(self, service: str) -> str:
        """Return how a service reaches its schema."""
        return self._postgres.dsn(service, self._secrets.role_passwords[service])

    @property
    def admin_dsn(self) -> str:
        """How to reach the database as its superuser."""
        return self._postgres.admin_dsn

    @property
    def urls(self) -> dict[str, str]:
        """Where the processes that speak HTTP listen."""
        names = [process.name for process in self._table.processes]
        if self._with_surroundings:
            names += Surroundings.NAMES
        return {name: f"http://127.0.0.1:{self._ports[name]}" for name in names}

    @property
    def processes(self) -> dict[str, int]:
        """The process id of each that runs now."""
        views = self._running().views()
        return {name: view.pid for name, view in views.items() if view.pid is not None}

    def kill(self, name: str) -> None:
        """End a process as an accident would (kill -9); the supervisor restarts it."""
        self._running().kill(name)

    def stop(self, name: str) -> None:
        """Stop a process and leave it stopped."""
        self._running().stop([name])

    def start(self, name: str) -> None:
        """Start a process that was stopped and wait until it is ready."""
        self._running().start_again(name)
        self._running().wait_ready([name])

    def restart(self, name: str) -> None:
        """Stop a process as on a normal day, start it and wait until it is ready."""
        self.stop(name)
        self.start(name)

    def wait_ready(self, *names: str) -> None:
        """Wait until these processes (all, when none is named) are ready again."""
        supervisor = self._running()
        supervisor.wait_ready(names or list(supervisor.views()))

    # -- the steps of starting

    def _take_lock(self) -> None:
        self.data.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.data.lock_file, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise AlreadyRunningError(self.data.root) from error
        self._lock = lock

    def _clean_up(self) -> None:
        remains = leftovers(RunState.read(self.data.state_file))
        if remains:
            self._say(f"Overgebleven processen van een vorige keer beëindigd: {', '.join(remains)}")
            end_processes(remains)
        if self._fresh:
            self.data.clear()

    def _prepare(self) -> None:
        self.data.prepare()
        self._brokers = check_broker_count(self.data, self._wanted_brokers)
        self._access_table = self._access or AccessTable.from_contracts()
        services = tuple(dict.fromkeys((*SERVICES, *self._table.services())))
        self._secrets = Secrets.ensure(self.data.secrets_file, services)
        self._ports = self._choose_ports()
        nodes = {
            node: BrokerPorts(
                *(self._ports[f"kafka-{node}{part}"] for part in ("", "-internal", "-controller"))
            )
            for node in range(1, self._brokers + 1)
        }
        self._kafka = KafkaCluster(
            self.data,
            ensure_jars(self._progress),
            nodes,
            self._secrets.cluster_id,
            self._secrets.kafka_password,
            self._access_table.largest_record(DEFAULT_RECORD),
        )
        self._postgres = PostgresServer(
            self.data, self._ports["postgres"], self._secrets.postgres_password
        )
        self._credentials = write_credentials(self.data, self._access_table, self.bootstrap)
        self._supervisor = Supervisor(say=self._say, changed=self._write_state)
        self._engines = Engines(self._kafka, self._postgres, self._supervisor, self._say)

    def _start_engines(self) -> None:
        self._engines.start(
            self._access_table,
            {name: each.password for name, each in self._credentials.items()},
            self._secrets.role_passwords,
        )

    def _start_surroundings(self) -> None:
        if not self._with_surroundings:
            return
        surroundings = Surroundings(self.data, self._ports, self._secrets.oproep_token)
        surroundings.write_identity(self._access_table)
        for spec in surroundings.specs():
            self._running().start(spec)
        self._running().wait_ready(Surroundings.NAMES)

    def _start_services(self) -> None:
        supervisor, specs = self._running(), self._service_specs()
        for together in self._table.preparations:
            with ThreadPoolExecutor(len(together)) as pool:
                list(pool.map(lambda p: supervisor.run(specs.preparation(p)), together))
        for process in self._table.processes:
            supervisor.start(specs.process(process))
        supervisor.wait_ready([process.name for process in self._table.processes])

    def _service_specs(self) -> ServiceSpecs:
        return ServiceSpecs(
            self.data,
            self._ports,
            self._credentials,
            self._secrets,
            {service: self.dsn(service) for service in self._table.services()},
            self.extra_env,
        )

    # -- bookkeeping

    @staticmethod
    def _service_table(services: bool | ServiceTable) -> ServiceTable:
        if isinstance(services, ServiceTable):
            return services
        return service_table() if services else ServiceTable(())

    def _choose_ports(self) -> dict[str, int]:
        names = ["postgres", "smtp", *Surroundings.NAMES]
        for node in range(1, self._brokers + 1):
            names += [f"kafka-{node}", f"kafka-{node}-internal", f"kafka-{node}-controller"]
        names += [process.name for process in self._table.processes]
        known = RunState.read(self.data.state_file)
        return choose_ports(names, known.ports if known else None)

    def _running(self) -> Supervisor:
        if self._supervisor is None:
            raise RuntimeError("de omgeving draait niet")
        return self._supervisor

    def _write_state(self) -> None:
        # Two threads write: what was seen first must not be written last.
        with self._writing:
            supervisor = self._supervisor
            RunState(
                supervisor=RecordedProcess.current() if supervisor is not None else None,
                brokers=self._brokers,
                ready=self._ready,
                ports=self._ports,
                bootstrap=self.bootstrap,
                urls=self.urls,
                processes=recorded(supervisor.views().values()) if supervisor is not None else {},
                extra_env=self.extra_env,
            ).write(self.data.state_file)
