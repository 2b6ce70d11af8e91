"""What the simulated people decide about work items; one item always gets the same decision."""

from __future__ import annotations

import hashlib
from typing import Any

SERVICES = ("intake", "triage", "routing", "notification")
"""Whose work items people look at."""

TRIAGE_BESLUIT = "triage-besluit"
ROUTING_QUESTIONS = ("routering", "overdracht-geweigerd", "overdracht-stil")
TAKEN_QUESTIONS = ("overdracht-tegenstrijdig", "besluit-gewijzigd")
CONTACT_MELDER = ("terugbellen", "mail-onbestelbaar")
FALLBACK_GEMEENTE = "GM0935"
"""Where a family without an address is looked for first."""

PHONE_SHARE = 0.4
ADVICE_SHARE = 0.15
END_SHARE = 0.15


def decision(service: str, item: dict[str, Any], *, seed: int) -> dict[str, Any]:
    """The body of the decision on a work item, as it was shown with its dossier."""
    chance = _chance(f"{seed}:{item['id']}")
    kind = item["soort"]
    if service == "triage" and kind == TRIAGE_BESLUIT:
        return _triage(item, chance)
    if service == "routing" and kind in ROUTING_QUESTIONS:
        return _routing(item, chance)
    if service == "routing" and kind in TAKEN_QUESTIONS:
        # Somebody has the melding already; whoever looks leaves it there.
        return {"besluit": "gezien", "reden": "Nagevraagd; het team dat het heeft, houdt het."}
    if service == "notification" and kind in CONTACT_MELDER:
        return {"besluit": "verteld", "reden": "Gebeld en verteld."}
    if service == "intake":
        reden = "Bekeken; de afzender is gebeld en stuurt het bericht opnieuw."
        return {"besluit": "afgehandeld", "reden": reden}
    return {"besluit": "afgehandeld", "reden": "Bekeken en opgelost."}


def _triage(item: dict[str, Any], chance: float) -> dict[str, Any]:
    if chance < ADVICE_SHARE:
        return {"besluit": "omzetten-in-advies", "reden": "Er loopt al passende hulp."}
    if chance < ADVICE_SHARE + END_SHARE:
        return {"besluit": "einde-bemoeienis", "reden": "Bij navraag bleek er niets te zijn."}
    body: dict[str, Any] = {
        "besluit": "overdracht",
        "reden": "Het team in de gemeente kan dit het beste oppakken.",
    }
    if not item["dossier"]["melding"]["aanleiding"]:
        # Who hands over names what it is about, also where the melding did not.
        body |= {"aanleiding": ["09"], "aard": ["03"]}
    return body


def _routing(item: dict[str, Any], chance: float) -> dict[str, Any]:
    code = gemeente(item)
    if item["soort"] == "overdracht-stil" and chance < PHONE_SHARE:
        return {
            "besluit": "telefonisch-geaccepteerd",
            "naam": "Robin Voorbeeld",
            "team": "Toegangsteam",
            "reden": "Gebeld: het team neemt het op zich.",
        }
    return {"besluit": "aanbieden", "gemeente": code, "reden": "Opnieuw aangeboden na overleg."}


def gemeente(item: dict[str, Any]) -> str:
    """Whom to offer to: the first gemeente proposed, else the last one asked, else the fallback."""
    proposed = list(item["details"].get("voorstel") or [])
    routing = (item["dossier"] or {}).get("routering") or {}
    proposed += [line["gemeente"] for line in reversed(routing.get("overdrachten") or [])]
    return str(proposed[0]) if proposed else FALLBACK_GEMEENTE


def _chance(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48
