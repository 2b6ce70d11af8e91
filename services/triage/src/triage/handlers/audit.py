"""What triage writes in the audit: who did what, about which melding, by which rules."""

from __future__ import annotations

from typing import Any

from vt_contracts.codes import Urgentie

from triage.domain.triage import Triage

BESLUIT = "besluit"
VRAAG = "besluit-gevraagd"
UITGELEGD = "regels-uitgelegd"
GELEZEN = "dossier-gelezen"


def besluit_details(triage: Triage, was: Urgentie) -> dict[str, Any]:
    """The decision in codes, beside the urgency it `was`; what a person wrote is kept sealed."""
    return {
        "versie": triage.version,
        "vervolg": None if triage.vervolg is None else triage.vervolg.value,
        "urgentie": triage.urgentie.value,
        "urgentieWas": was.value,
        "verlaagd": triage.urgentie.rank < was.rank,
        "regels": list(triage.regels),
        "reden": triage.reden,
    }
