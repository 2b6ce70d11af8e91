"""The images: one pattern, not root, with a health check, built from what the context holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SERVICES = ("intake", "triage", "routing", "notification")


def dockerfile(root: Path, service: str) -> str:
    return (root / "services" / service / "Dockerfile").read_text()


@pytest.mark.parametrize("service", SERVICES)
def test_same_file_but_for_the_name(root: Path, service: str) -> None:
    pattern = dockerfile(root, "intake").replace("intake", service)
    assert dockerfile(root, service) == pattern


@pytest.mark.parametrize("service", SERVICES)
def test_runs_as_a_number_that_is_not_root(root: Path, service: str) -> None:
    users = re.findall(r"^USER (\d+):(\d+)$", dockerfile(root, service), re.MULTILINE)
    assert users == [("10001", "10001")]


def test_two_stages_on_the_agreed_image(root: Path) -> None:
    stages = re.findall(r"^FROM (\S+)", dockerfile(root, "intake"), re.MULTILINE)
    assert stages == ["python:3.11-slim", "python:3.11-slim"]


def test_starts_the_service_and_checks_its_liveness(root: Path) -> None:
    text = dockerfile(root, "triage")
    assert 'ENTRYPOINT ["python", "-m", "triage"]\nCMD ["run"]' in text
    assert "HEALTHCHECK" in text
    assert "/health/live" in text


def test_installs_copies_and_not_links_to_the_source(root: Path) -> None:
    # Workspace sources install as links to /src, which the final image does not have.
    files = [*root.glob("services/*/Dockerfile"), root / "deploy/compose/Dockerfile"]
    for file in files:
        installs = re.findall(r"uv pip install(.*)", file.read_text())
        assert installs
        assert all("--no-sources" in options for options in installs), file


def test_context_holds_what_is_copied(root: Path) -> None:
    lines = (root / ".dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    for file in [*root.glob("services/*/Dockerfile"), root / "deploy/compose/Dockerfile"]:
        for words in re.findall(r"^COPY (?!--from)(.+) \S+$", file.read_text(), re.MULTILINE):
            for source in words.split():
                inside = any(source == name or source.startswith(name + "/") for name in let_in)
                assert inside, f"{file}: {source} is not in the context"
                assert list(root.glob(source)), f"{file}: {source} does not exist"


def test_installs_the_locked_versions(root: Path) -> None:
    for file in [*root.glob("services/*/Dockerfile"), root / "deploy/compose/Dockerfile"]:
        assert "--constraints requirements.lock" in file.read_text(), file
