"""Whether a party has started with a melding: what the clock of the overdracht waits for."""

from __future__ import annotations

from pydantic import AwareDatetime

from vt_contracts.contract import contract
from vt_contracts.events.melding import OverMelding


@contract("melding.overgedragen", 1)
class MeldingOvergedragenV1(OverMelding):
    """A party started (`gestart_op`), or gave the melding back (without); `versie` is routing's."""

    op: AwareDatetime
    gestart_op: AwareDatetime | None = None
    partij: str | None = None
