"""The checker shares no code with what it checks; simulators use public formats alone."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import vt_demo

PACKAGE = Path(vt_demo.__file__).parent
CHECKER = PACKAGE / "checker"
MAY_CHECK_WITH = {"confluent_kafka", "httpx", "joserfc", *sys.stdlib_module_names}
KETEN = {"vt_contracts", "vt_messaging", "intake", "triage", "routing", "notification"}
DIRECTORS = {"__main__.py", "director.py"}


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def foreign_to_checker(source: str) -> set[str]:
    return {
        name
        for name in imported(source)
        if name.split(".")[0] not in MAY_CHECK_WITH and not name.startswith("vt_demo.checker")
    }


@pytest.mark.parametrize("path", sorted(CHECKER.glob("*.py")), ids=lambda p: p.name)
def test_the_checker_shares_no_code_with_what_it_checks(path: Path) -> None:
    assert foreign_to_checker(path.read_text()) == set()


@pytest.mark.parametrize(
    "planted", ["import vt_contracts", "from vt_local import x", "from vt_demo import scenario"]
)
def test_a_planted_import_is_found(planted: str) -> None:
    assert foreign_to_checker(f"import json\ndef f():\n    {planted}\n")


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda p: p.name)
def test_simulators_use_no_code_of_the_keten(path: Path) -> None:
    found = {name.split(".")[0] for name in imported(path.read_text())}
    assert not found & KETEN
    if path.name not in DIRECTORS:
        assert "vt_local" not in found
