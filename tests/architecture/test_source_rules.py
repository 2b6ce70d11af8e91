"""Rules of style that a reader cannot be asked to remember; each with a planted violation."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SERVICES = ("intake", "triage", "routing", "notification")
RUNNING = ("vt_contracts", "vt_kalender", "vt_messaging", *SERVICES)
"""Packages whose code runs in a service."""
LONGEST = 400

Finding = tuple[int, str]


def lines(found: Iterator[Finding]) -> list[str]:
    return [f"{line}: {what}" for line, what in found]


def assert_none(
    files: list[Any],
    rule: Callable[[ast.Module], Iterator[Finding]],
    *,
    but: set[str] = frozenset(),  # type: ignore[assignment]
) -> None:
    """No file breaks the rule; files in `but` may, and still do (or should leave the list)."""
    broken = {str(file): lines(rule(file.tree)) for file in files}
    assert {name: found for name, found in broken.items() if found and name not in but} == {}
    assert {name for name in but if not broken.get(name)} == set()


@pytest.fixture(scope="module")
def running(python_files: list[Any]) -> list[Any]:
    return [file for file in python_files if file.package in RUNNING]


# -- time


WALL_CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip
SQL_CLOCKS = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(\s*\)"
    r"|\bcurrent_(timestamp|date|time)\b|\blocaltimestamp\b",
    re.IGNORECASE,
)


def wall_clocks(tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            holder = ast.unparse(node.value).rsplit(".", 1)[-1]
            if (holder, node.attr) in WALL_CLOCKS:
                yield node.lineno, f"{holder}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            for name in node.names:
                if ("time", name.name) in WALL_CLOCKS:
                    yield node.lineno, f"from time import {name.name}"


def sql_clocks(tree: ast.Module) -> Iterator[Finding]:
    told = docstrings(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node in told:
            continue
        if match := SQL_CLOCKS.search(node.value):
            yield node.lineno, match[0]


def docstrings(tree: ast.Module) -> set[ast.expr]:
    return {
        node.value
        for parent in ast.walk(tree)
        if isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for node in parent.body
        if isinstance(node, ast.Expr)
    }


def test_nobody_reads_the_wall_clock_but_the_clock(running: list[Any]) -> None:
    allowed = {
        "libs/messaging/src/vt_messaging/clock.py",
        # A metric: how old a record is, by the broker's own timestamp.
        "libs/messaging/src/vt_messaging/consumer.py",
    }
    assert_none(running, wall_clocks, but=allowed)


def test_sql_uses_no_clock_of_the_database(running: list[Any]) -> None:
    assert_none(running, sql_clocks)


# -- what a domain and the contracts may import


def imports(tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


PURE = {
    "__future__", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal",
    "enum", "fractions", "functools", "hashlib", "itertools", "json", "math", "operator", "re",
    "string", "typing", "unicodedata", "uuid", "zoneinfo",
    # Tables and check digits that others keep.
    "holidays", "rapidfuzz", "stdnum", "vt_contracts", "vt_kalender",
}  # fmt: skip
"""What a pure decision can be made of."""


def test_a_domain_imports_values_and_itself(python_files: list[Any]) -> None:
    for file in python_files:
        service = file.package
        inside = file.path.parts[file.path.parts.index("src") + 2] if service else ""
        if service in SERVICES and inside in ("domain", "domain.py"):
            for line, module in imports(file.tree):
                own = module == f"{service}.domain" or module.startswith(f"{service}.domain.")
                assert own or module.split(".")[0] in PURE, f"{file}:{line} imports {module}"


def test_contracts_import_pydantic_and_the_standard_library(running: list[Any]) -> None:
    allowed = {"pydantic", "pydantic_core", "vt_contracts", *sys.stdlib_module_names}
    for file in running:
        if file.package == "vt_contracts":
            for line, module in imports(file.tree):
                assert module.split(".")[0] in allowed, f"{file}:{line} imports {module}"


def test_the_kalender_is_made_of_values_alone(running: list[Any]) -> None:
    seen = [file for file in running if file.package == "vt_kalender"]
    assert seen
    for file in seen:
        for line, module in imports(file.tree):
            assert module.split(".")[0] in PURE, f"{file}:{line} imports {module}"


def test_the_checker_of_the_demo_shares_no_code(python_files: list[Any]) -> None:
    # Not even with the rest of the demo, which sends what it checks.
    ours = {"vt_contracts", "vt_messaging", "vt_local", "vt_cli", *RUNNING}
    folder = Path("demo/src/vt_demo/checker")
    seen = [file for file in python_files if file.path.is_relative_to(folder)]
    assert seen
    for file in seen:
        for line, module in imports(file.tree):
            outside = module.startswith("vt_demo") and not module.startswith("vt_demo.checker")
            assert not outside, f"{file}:{line} imports {module}"
            assert module.split(".")[0] not in ours, f"{file}:{line} imports {module}"


# -- what is said aloud


PERSONAL = re.compile(
    r"bsn|naam|naw|adres|postcode|email|telefoon|geboorte|betrokken|melder|toelichting|mutatie"
    r"|payload|body|value|content|inhoud|record|event$|headers?|password|token|secret|dsn",
    re.IGNORECASE,
)
LEVELS = {"debug", "info", "warning", "error", "critical"}


def spoken(tree: ast.Module) -> Iterator[Finding]:
    """Log calls that could say something of somebody: free text, telling names, whole errors."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if ast.unparse(node.func.value) not in ("log", "logger", "self._log", "_log", "logging"):
            continue
        if node.func.attr == "exception":
            yield node.lineno, "an error's text can hold a value: log its type"
        elif node.func.attr in LEVELS:
            yield from _said(node)


def _said(call: ast.Call) -> Iterator[Finding]:
    text, *more = call.args
    if more or not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
        yield call.lineno, "the text of a log line is fixed; what varies is a named value"
    for keyword in call.keywords:
        if keyword.arg is not None and PERSONAL.search(keyword.arg):
            yield call.lineno, f"{keyword.arg}= may be about a person"
        if keyword.arg in ("exc_info", "stack_info"):
            yield call.lineno, f"{keyword.arg} shows values"
        if isinstance(keyword.value, ast.JoinedStr):
            yield call.lineno, f"{keyword.arg}= is composed"


def printed(tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "pprint"):
            yield node.lineno, "print"


def test_log_lines_say_nothing_of_anybody(running: list[Any]) -> None:
    assert_none(running, spoken)


def test_only_commands_for_people_print(running: list[Any]) -> None:
    commands = ("__main__.py", "command.py", "command_line.py", "schema_files.py")
    assert_none([file for file in running if file.path.name not in commands], printed)


# -- names and sizes


EMPTY_NAMES = {"util", "utils", "common", "helper", "helpers", "base", "manager", "misc"}


def test_no_module_has_a_name_that_says_nothing(project_files: list[Path]) -> None:
    for file in project_files:
        words = {word for part in (*file.parts[:-1], file.stem) for word in part.split("_")}
        # A kustomize base is called that by kustomize.
        if file.is_relative_to("deploy/k8s/base"):
            words.discard("base")
        if file.suffix == ".py" or "src" in file.parts:
            assert not words & EMPTY_NAMES, file


def test_no_module_is_too_long(python_files: list[Any]) -> None:
    long = {str(f): f.text.count("\n") for f in python_files if f.text.count("\n") > LONGEST}
    assert long == {}


# -- tests


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


CLAIMS = re.compile(r"raises$|warns$|fail$|assert|until|check|(model_)?validate")
"""Calls that claim something: they raise when it is not so."""


def without_assertion(tree: ast.Module) -> Iterator[Finding]:
    """Tests that assert nothing, themselves or by a function of the same file that they call."""
    asserting = {each.name for each in functions(tree) if _asserts(each, set())}
    # By way of functions that call functions that assert.
    for _ in range(3):
        asserting |= {each.name for each in functions(tree) if _asserts(each, asserting)}
    for each in functions(tree):
        if each.name.startswith("test_") and each.name not in asserting:
            yield each.lineno, each.name


def _asserts(function: ast.AST, known: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rsplit(".", 1)[-1]
            if name in known or CLAIMS.match(name):
                return True
    return False


def test_no_test_is_without_an_assertion(python_files: list[Any]) -> None:
    tests = [file for file in python_files if file.path.parts[0] == "tests"]
    assert len(tests) > 20
    assert_none(tests, without_assertion)


# -- what a file must never say


HOSTS = "|".join(
    re.escape(host).replace("_", "[.]")
    for host in (
        "pypi_org", "pythonhosted_org", "npmjs_org", "npmjs_com", "maven_org", "maven_apache_org",
        "proxy_golang_org", "ghcr_io", "docker_io", "quay_io", "gcr_io", "crates_io",
    )
)  # fmt: skip
PLACES = "|".join(
    rf"(?<![\w.$}}]){folder}"
    for folder in (r"/work/\w", r"/root/", r"/home/[a-z]", r"/Users/[a-z]")
)
FORBIDDEN = re.compile(f"{HOSTS}|{PLACES}|--(extra-)?index-url|registry=http")


def test_no_file_names_a_registry_or_a_place_on_a_machine(
    root: Path, project_files: list[Path]
) -> None:
    found = {}
    for file in project_files:
        if file == Path("tests/architecture/test_source_rules.py"):
            continue
        text = (root / file).read_bytes().decode("utf-8", errors="ignore")
        if matches := {match[0] for match in FORBIDDEN.finditer(text)}:
            found[str(file)] = matches
    assert found == {}


# -- planted violations


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (wall_clocks, "from datetime import datetime, UTC\nat = datetime.now(UTC)"),
        (wall_clocks, "import datetime\nat = datetime.datetime.utcnow()"),
        (wall_clocks, "from datetime import date\nday = date.today()"),
        (wall_clocks, "import time\nat = time.time()"),
        (wall_clocks, "from time import time"),
        (wall_clocks, "from datetime import datetime\nclock = datetime.now"),
        (sql_clocks, "q = 'update offer set closed_at = now()'"),
        (sql_clocks, "q = f'select {x} where d < CURRENT_DATE'"),
        (spoken, "log.info(f'melding van {naam}')"),
        (spoken, "log.info('x', naam=naam)"),
        (spoken, "log.warning('x', body=b)"),
        (spoken, "log.error('x', exc_info=True)"),
        (spoken, "log.exception('x')"),
        (spoken, "log.info('x %s', naam)"),
        (spoken, "log.info('x', reason=f'{error}')"),
        (printed, "print(1)"),
        (without_assertion, "def test_x():\n    run()"),
        (without_assertion, "class TestX:\n    async def test_x(self):\n        await run()"),
    ],
)
def test_a_planted_violation_is_noticed(
    rule: Callable[[ast.Module], Iterator[Finding]], code: str
) -> None:
    assert lines(rule(ast.parse(code)))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (wall_clocks, "import time\nat = time.monotonic()"),
        (wall_clocks, "def f(unit): return unit.now"),
        (sql_clocks, "def f():\n    'Uses no now().'"),
        (spoken, "log.info('started', error=type(error).__name__)"),
        (without_assertion, "def test_x():\n    look()\ndef look():\n    assert 1"),
        (without_assertion, "def test_x():\n    with pytest.raises(ValueError):\n        run()"),
    ],
)
def test_what_is_right_is_left_alone(
    rule: Callable[[ast.Module], Iterator[Finding]], code: str
) -> None:
    assert not lines(rule(ast.parse(code)))


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + "pypi" + ".org/simple",
        "image: " + "ghcr" + ".io/x/y",
        "cd /" + "work/main",
        "'/" + "root/.cache'",
        "/" + "home/jan/x",
        "pip install --" + "index-url x",
    ],
)
def test_a_planted_place_is_noticed(text: str) -> None:
    assert FORBIDDEN.search(text)
