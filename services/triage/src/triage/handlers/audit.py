"""What triage writes in the audit: who did what, about which melding, by which rules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from vt_contracts.codes import Urgentie

from triage.domain.linking import Koppeling
from triage.domain.triage import Triage

BESLUIT = "besluit"
VRAAG = "besluit-gevraagd"
UITGELEGD = "regels-uitgelegd"
GELEZEN = "dossier-gelezen"
KLOK_OPGESCHORT = "klok-opgeschort"
KLOK_HERVAT = "klok-hervat"
KLOK_HERBEREKEND = "klok-herberekend"
ONDERZOEK_GESTART = "onderzoek-gestart"
ONDERZOEK_OVERSCHRIJDING = "onderzoek-overschrijding"
ONDERZOEK_AFGEROND = "onderzoek-afgerond"
ONDERZOEK_VERVALLEN = "onderzoek-vervallen"
ONDERZOEK_GELEZEN = "onderzoek-gelezen"
ZICHT_AFGESPROKEN = "zicht-afgesproken"
CONTACTMOMENT = "contactmoment"
AFSTEMMING_AANGEMELD = "afstemming-aangemeld"
AFSTEMMING_BESPROKEN = "afstemming-besproken"
GEKOPPELD = "gekoppeld"
BEVESTIGD = "koppeling-bevestigd"
LOSGEMAAKT = "koppeling-losgemaakt"
KOPPELINGEN_GELEZEN = "koppelingen-gelezen"


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


def koppeling_details(koppeling: Koppeling, melding_id: UUID) -> dict[str, Any]:
    """A link of this melding in codes; what a person wrote with it is kept sealed."""
    return {
        "koppeling": str(koppeling.id),
        "versie": koppeling.version,
        "andereMelding": str(koppeling.other(melding_id)),
        "soort": koppeling.soort.value,
        "stand": koppeling.stand.value,
        "redenen": list(koppeling.redenen),
    }
