"""What is kept for anonymous melders: a keyed hash of each code, and the melding it is for."""

from __future__ import annotations

import asyncpg
from vt_contracts.codes import Moment, Vervolg
from vt_messaging.vault import Vault

from intake.domain.opzoeking import Feit
from intake.postgres.meldingen import code_hash


class Opzoekingen:
    """Looks up by code; a code that was never given out finds nothing."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def feiten(self, pool: asyncpg.Pool, code: str) -> list[Feit] | None:
        """The newest fact of each service about the melding, oldest first; None: no such code."""
        melding_id = await pool.fetchval(
            "select melding_id from opzoekcode where code_hash = $1", code_hash(self._vault, code)
        )
        if melding_id is None:
            return None
        rows = await pool.fetch(
            "select moment, vervolg from melding_status where melding_id = $1 "
            "order by op, schrijver",
            melding_id,
        )
        return [
            Feit(Moment(moment), None if vervolg is None else Vervolg(vervolg))
            for moment, vervolg in rows
        ]
