"""The import contracts hold, and each of them notices what it is there for."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLANTED = [
    ("independent-services", "intake/domain", "import triage.domain"),
    ("independent-services", "notification/translate", "from routing import translate"),
    ("libraries-below-services", "vt_messaging/clock", "import intake.domain"),
    ("libraries-below-services", "vt_contracts/values", "import vt_messaging.clock"),
    ("libraries-below-services", "vt_kalender", "import vt_messaging.clock"),
    ("libraries-below-services", "vt_contracts/values", "import vt_kalender"),
    ("contracts-alone", "vt_contracts/codes", "import fastapi"),
    ("contracts-alone", "vt_contracts/topics", "def late() -> None:\n    import vt_local"),
    *(
        ("layers-intake", f"intake/{module}", f"import intake.{above}")
        for module, above in (
            ("domain", "ports"),
            ("translate", "handlers"),
            ("ports", "translate"),
            ("handlers", "postgres"),
            ("postgres", "http"),
            ("subscriptions", "http"),
            ("http", "main"),
        )
    ),
    *(
        (f"layers-{service}", f"{service}/{module}", f"import {service}.{above}")
        for service in ("triage", "routing", "notification")
        for module, above in (("domain", "handlers"), ("handlers", "http"))
    ),
    ("pure-domain", "triage/domain", "import asyncpg"),
    ("pure-domain", "routing/domain", "from vt_messaging.clock import system_clock"),
    ("pure-domain", "notification/domain", "import time"),
    ("technology-in-adapters", "routing/handlers", "import asyncpg"),
    ("technology-in-adapters", "notification/translate", "import aiosmtplib"),
    ("runtime-outside", "vt_local/ports", "import vt_messaging.clock"),
    ("services-know-no-tools", "intake/main", "import vt_demo"),
    ("tools-know-no-services", "vt_demo/scenario", "import intake.domain"),
    ("tools-know-no-services", "vt_cli/main", "import vt_messaging.clock"),
    ("checker-alone", "vt_demo/checker", "import vt_contracts.topics"),
]


@pytest.fixture(scope="module")
def source(root: Path, sources: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of every package, side by side."""
    folder = tmp_path_factory.mktemp("source")
    for package, place in sources.items():
        shutil.copytree(place, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / ".importlinter", folder / ".importlinter")
    return folder


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
            *options,
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_is_kept(source: Path) -> None:
    done = lint(source)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("contract", "module", "statement"), PLANTED, ids=lambda value: str(value).split("\n")[0]
)
def test_a_planted_violation_is_noticed(
    source: Path, contract: str, module: str, statement: str
) -> None:
    file = source / f"{module}.py"
    if not file.exists():
        file = source / module / "__init__.py"
    before = file.read_text()
    file.write_text(f"{before}\n\n{statement}\n")
    try:
        done = lint(source, "--contract", contract)
    finally:
        file.write_text(before)
    assert done.returncode == 1, done.stdout[-2000:] + done.stderr
    assert "1 broken" in done.stdout


def test_each_contract_has_a_planted_violation(root: Path) -> None:
    config = configparser.ConfigParser()
    config.read(root / ".importlinter")
    contracts = {
        section.removeprefix("importlinter:contract:")
        for section in config.sections()
        if section.startswith("importlinter:contract:")
    }
    assert contracts == {contract for contract, _, _ in PLANTED}


def test_every_package_of_the_workspace_is_looked_at(root: Path, sources: dict[str, Path]) -> None:
    config = configparser.ConfigParser()
    config.read(root / ".importlinter")
    assert set(config["importlinter"]["root_packages"].split()) == set(sources)
    found = {path.parent.name for path in root.glob("*/src/*/__init__.py")}
    found |= {path.parent.name for path in root.glob("*/*/src/*/__init__.py")}
    assert found == set(sources)
