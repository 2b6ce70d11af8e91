"""A melding that was written on paper and is typed in later."""

from __future__ import annotations

from datetime import datetime, timedelta

from vt_contracts.melding import Bevinding

ZONDER_REDEN = timedelta(days=14)
"""So long ago needs no reason yet (default)."""


def nainvoer_faults(
    ontvangen_op: datetime | None, reden: str | None, now: datetime, zonder_reden: timedelta
) -> tuple[Bevinding, ...]:
    """Why this cannot be when the melding reached Veilig Thuis; empty when it can.

    Clocks run from `ontvangen_op` (domain, Clocks), so a moment that is far back must be explained.
    """
    if ontvangen_op is None:
        return ()
    if ontvangen_op > now:
        return (Bevinding(veld="ontvangenOp", tekst="ligt in de toekomst"),)
    if now - ontvangen_op > zonder_reden and not (reden or "").strip():
        tekst = f"vertel waarom de melding meer dan {zonder_reden.days} dagen later wordt ingevoerd"
        return (Bevinding(veld="ontvangenOpReden", tekst=tekst),)
    return ()
