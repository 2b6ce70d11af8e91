"""What the architecture tests look at: the project's files, as git knows them."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = {
    "vt_contracts": "libs/contracts/src",
    "vt_kalender": "libs/kalender/src",
    "vt_messaging": "libs/messaging/src",
    "intake": "services/intake/src",
    "triage": "services/triage/src",
    "routing": "services/routing/src",
    "notification": "services/notification/src",
    "vt_local": "deploy/local/src",
    "vt_demo": "demo/src",
    "vt_cli": "cli/src",
}
"""Every package of the workspace and where its source is."""


@dataclass(frozen=True)
class SourceFile:
    """One Python file, read and parsed once."""

    path: Path
    """Relative to the root."""
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def package(self) -> str | None:
        """The package of the workspace that it belongs to, if any."""
        for package, folder in SOURCES.items():
            if self.path.is_relative_to(Path(folder) / package):
                return package
        return None

    def __str__(self) -> str:
        return str(self.path)


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> dict[str, Path]:
    """Every package of the workspace and the folder that holds it."""
    return {package: ROOT / folder / package for package, folder in SOURCES.items()}


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    """All files that are or would be committed, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = [Path(name) for name in sorted(set(listed.split("\0"))) if name]
    return [file for file in files if (ROOT / file).is_file()]


@pytest.fixture(scope="session")
def python_files(project_files: list[Path]) -> list[SourceFile]:
    """All Python files of the project."""
    return [
        SourceFile(path, (ROOT / path).read_text(encoding="utf-8"))
        for path in project_files
        if path.suffix == ".py"
    ]
