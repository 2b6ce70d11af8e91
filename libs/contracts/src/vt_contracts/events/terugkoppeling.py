"""What the melder hears over a partner's answer topic. Never care content, never family data."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from vt_contracts.codes import Moment, Urgentie, Vervolg
from vt_contracts.contract import StrikteGegevens, contract


@contract("terugkoppeling.gegeven", 1)
class TerugkoppelingGegevenV1(StrikteGegevens):
    """How the melding is handled, at one moment: after triage, after the overdracht, at the end."""

    bericht_id: str
    kenmerk: str | None = None
    melding_id: UUID
    nummer: str
    moment: Moment
    op: AwareDatetime
    urgentie: Urgentie
    vervolg: Vervolg | None = None
    partij: str | None = None
    team: str | None = None
    politie_heeft_rol: bool = False
    tekst: str
