"""The tools that judge deployment files: the real ones where they are, built once where Go is.

`docker compose config` and `kustomize build` are the truth. Where neither the tool nor a built copy
is at hand they are built from their Go modules into the user's cache folder, but only when
`VT_BUILD_TOOLS=1` says so: that takes minutes. Everything else in this folder needs no tool.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
import pytest
from vt_messaging.settings import ServiceSettings

ROOT = Path(__file__).parents[3]
TOOLS = platformdirs.user_cache_path("veilig-thuis") / "tools"
COMPOSE = ("github.com/docker/compose/v2", "v2.40.3", "github.com/docker/compose/v2/cmd")
KUSTOMIZE = ("sigs.k8s.io/kustomize/kustomize/v5", "v5.7.1", "sigs.k8s.io/kustomize/kustomize/v5")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def compose() -> list[str]:
    """The command line of docker compose; skips where there is none."""
    if shutil.which("docker") and _answers("docker", "compose", "version"):
        return ["docker", "compose"]
    if found := shutil.which("docker-compose"):
        return [found]
    return [str(_built("docker-compose", *COMPOSE))]


@pytest.fixture(scope="session")
def kustomize() -> list[str]:
    """The command line that renders a kustomization; skips where there is none."""
    if found := shutil.which("kustomize"):
        return [found, "build"]
    if shutil.which("kubectl") and _answers("kubectl", "kustomize", "--help"):
        return ["kubectl", "kustomize"]
    return [str(_built("kustomize", *KUSTOMIZE)), "build"]


def _answers(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _built(name: str, module: str, version: str, package: str) -> Path:
    program = TOOLS / f"{name}-{version}"
    if program.exists():
        return program
    if os.environ.get("VT_BUILD_TOOLS") != "1" or not shutil.which("go"):
        pytest.skip(f"no {name} here; with Go and VT_BUILD_TOOLS=1 the test builds it once")
    folder = TOOLS / f"{name}-build"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "GOFLAGS": "-mod=mod -buildvcs=false"}
    (folder / "go.mod").write_text(f"module build\n\nrequire {module} {version}\n")
    unfinished = program.with_suffix(".new")
    subprocess.run(
        ["go", "build", "-o", str(unfinished), package], cwd=folder, env=environment, check=True
    )
    unfinished.rename(program)
    return program


@pytest.fixture(scope="session")
def known_settings() -> Callable[[str], set[str]]:
    """Gives the environment names that a service's own settings class reads."""

    def names(service: str) -> set[str]:
        try:
            module = importlib.import_module(f"{service}.settings")
        except ModuleNotFoundError as error:
            if error.name != f"{service}.settings":
                raise
            kinds: list[type[ServiceSettings]] = [ServiceSettings]
        else:
            kinds = [
                kind
                for kind in vars(module).values()
                if isinstance(kind, type) and issubclass(kind, ServiceSettings)
            ]
        return {f"VT_{field}".upper() for kind in kinds for field in kind.model_fields}

    return names


@pytest.fixture(scope="session")
def script_folder(root: Path) -> Iterator[Path]:
    """The programs of docker-compose.yml, importable as they are in their image."""
    folder = root / "deploy" / "compose"
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
