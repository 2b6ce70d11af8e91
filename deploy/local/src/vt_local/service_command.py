"""A service's own command, run as the service: in the running environment, or in a given one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from vt_local.credentials import CredentialStore, Secrets
from vt_local.errors import PlatformError
from vt_local.folders import DataFolder
from vt_local.postgres import PostgresServer
from vt_local.private_files import read_json
from vt_local.run_state import RunState
from vt_local.service_processes import Preparation
from vt_local.service_specs import ServiceSpecs

GIVEN = "VT_DATABASE_DSN"
"""With this in the environment a command is for that deployment, not for the local one."""


def run_service_command(folder: DataFolder, service: str, arguments: Sequence[str]) -> int:
    """Run `python -m <service> <arguments>` with the service's settings; returns its exit code.

    Without a local environment that runs, only the settings that are in the environment are given:
    enough for what needs no database.
    """
    argv = [sys.executable, "-m", service, *arguments]
    environment = dict(os.environ)
    if GIVEN not in environment:
        environment |= settings_of(folder, service) or {}
    return subprocess.run(argv, env=environment, check=False).returncode


def settings_of(folder: DataFolder, service: str) -> dict[str, str] | None:
    """The settings of a service of the environment in `folder`; None when nothing runs there."""
    state = RunState.read(folder.state_file)
    known = read_json(folder.secrets_file)
    credentials = CredentialStore(folder.credentials).read(service)
    if state is None or state.supervisor is None or not isinstance(known, dict):
        return None
    if credentials is None:
        raise PlatformError(f"de omgeving op {folder.root} kent geen dienst {service}")
    secrets = Secrets(**known)
    postgres = PostgresServer(folder, state.ports["postgres"], secrets.postgres_password)
    specs = ServiceSpecs(
        folder,
        state.ports,
        {service: credentials},
        secrets,
        {service: postgres.dsn(service, secrets.role_passwords[service])},
        state.extra_env,
    )
    return dict(specs.preparation(Preparation(service, service, ())).env)
