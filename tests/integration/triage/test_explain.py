"""`rules explain` on real PostgreSQL: by nummer or id, and the reading is on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from triage.rules.command import rules_command
from triage.settings import TriageSettings

pytestmark = pytest.mark.integration


async def explain(service: Any, melding: str) -> int:
    import asyncio

    # The command is a process of its own, with a loop of its own.
    settings = TriageSettings(database_dsn=service.dsn)
    return await asyncio.to_thread(rules_command, settings, ["explain", melding])


async def test_who_asks_sees_why_and_is_noted(service: Any, make: Any, capsys: Any) -> None:
    await service.receive(make(1, signalen={"wapen": "ja"}), make(2, signalen={}))
    assert await explain(service, "VT-2026-0000001-1") == 0
    shown = capsys.readouterr().out
    assert "besluit direct-ingrijpen, urgentie acuut" in shown
    assert "regel acuut-signaal" in shown
    assert "omdat signaal ja is" in shown
    assert await explain(service, str(UUID(int=2)).upper()) == 0
    assert "een medewerker gevraagd" in capsys.readouterr().out
    noted = await service.fetch("select who, about from audit where what = 'regels-uitgelegd'")
    assert [n["about"] for n in noted] == [UUID(int=1), UUID(int=2)]
    assert all(n["who"].startswith("commando ") for n in noted)


async def test_what_is_not_there_is_said_and_not_noted(service: Any, capsys: Any) -> None:
    assert await explain(service, "VT-2026-9999999-1") == 1
    assert "niet bekend" in capsys.readouterr().err
    assert await service.fetch("select from audit") == []
