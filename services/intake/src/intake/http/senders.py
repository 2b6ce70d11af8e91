"""Who sends, by the token: channel, partner and sender; never from a field."""

from __future__ import annotations

from typing import NamedTuple

from vt_contracts.codes import Kanaal
from vt_contracts.parties import PARTNERS
from vt_messaging.identity import Caller
from vt_messaging.web import ProblemError

FRONTOFFICE = "frontoffice"
PARTNER = "partner:"
GEMEENTE = "gemeente:"


class Sender(NamedTuple):
    """The channel of a caller, its source, its partner system if it is one, and how it is known."""

    kanaal: Kanaal
    bron: str
    partner: str | None
    name: str


def sender_of(caller: Caller) -> Sender:
    """The sender that this caller is. Raises ProblemError 403 for a system nobody knows.

    Who works for a gemeente and sends something is its procesregisseur.
    """
    partner = caller.partner
    if partner is not None:
        if partner not in PARTNERS:
            raise ProblemError(403, "Geen toegang", "Dit systeem is niet als partner bekend.")
        return Sender(PARTNERS[partner], partner, partner, f"http:{partner}")
    name = f"http:{caller.subject}"
    gemeente = next((r for r in caller.roles if r.startswith(GEMEENTE)), None)
    if gemeente is not None and FRONTOFFICE not in caller.roles:
        bron = gemeente.removeprefix(GEMEENTE).lower()
        return Sender(Kanaal.PROCESREGISSEUR, bron, None, name)
    return Sender(Kanaal.TELEFOON, Kanaal.TELEFOON.value, None, name)
