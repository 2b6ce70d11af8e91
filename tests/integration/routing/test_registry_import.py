"""Importing the registry: as a whole, once, and seen by running processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import asyncpg
import pytest

pytestmark = pytest.mark.integration


async def versions(platform: Any) -> list[int]:
    connection = await asyncpg.connect(platform.settings.database_dsn.get_secret_value())
    try:
        rows = await connection.fetch("select version from registry order by version")
        return [row["version"] for row in rows]
    finally:
        await connection.close()


async def test_a_second_import_changes_nothing(platform: Any, capsys: Any) -> None:
    assert await versions(platform) == [1]
    assert await platform.import_registry() == 0
    assert await versions(platform) == [1]
    assert "al gelijk" in capsys.readouterr().out


async def test_a_faulty_file_imports_nothing(platform: Any, tmp_path: Path, capsys: Any) -> None:
    faulty = tmp_path / "faulty.toml"
    text = (Path(__file__).parents[3] / "services/routing/src/routing/registry").joinpath(
        "zuid-limburg.toml"
    )
    faulty.write_text(text.read_text().replace('partij = "gm0888"', 'partij = "gm9999"'))
    assert await platform.import_registry(faulty) == 1
    errors = capsys.readouterr().err
    assert "faulty.toml:" in errors
    assert "gemeente[2].contact[1].partij" in errors
    assert await versions(platform) == [1]


async def test_running_processes_see_a_new_version(
    platform: Any, getrieerd: Any, tmp_path: Path
) -> None:
    replica = await platform.replica()
    await replica.besluiten(getrieerd(1))
    text = (
        Path(__file__).parents[3] / "services/routing/src/routing/registry/zuid-limburg.toml"
    ).read_text()
    changed = tmp_path / "changed.toml"
    changed.write_text(text.replace('"Sociaal Team Maastricht"', '"Team Nieuw"'))
    assert await platform.import_registry(changed, "check") == 0
    assert await versions(platform) == [1]
    assert await platform.import_registry(changed) == 0
    assert await versions(platform) == [1, 2]
    await replica.besluiten(getrieerd(2))
    rows = await replica.pool.fetch(
        "select team, register_versie from overdracht order by register_versie"
    )
    assert [tuple(row) for row in rows] == [("Sociaal Team Maastricht", 1), ("Team Nieuw", 2)]
