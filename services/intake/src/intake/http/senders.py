"""Who sends, by the token: channel, partner and sender; never from a field."""

from __future__ import annotations

from typing import NamedTuple

from vt_contracts.codes import Kanaal
from vt_contracts.parties import PARTNERS
from vt_messaging.identity import Caller
from vt_messaging.web import ProblemError

FRONTOFFICE = "frontoffice"
PARTNER = "partner:"


class Sender(NamedTuple):
    """The channel of a caller, its partner system if it is one, and how its messages are known."""

    kanaal: Kanaal
    partner: str | None
    name: str

    @property
    def bron(self) -> str:
        """The source of its meldingen."""
        return self.partner or self.kanaal.value


def sender_of(caller: Caller) -> Sender:
    """The sender that this caller is. Raises ProblemError 403 for a system nobody knows."""
    partner = caller.partner
    if partner is None:
        return Sender(Kanaal.TELEFOON, None, f"http:{caller.subject}")
    if partner not in PARTNERS:
        raise ProblemError(403, "Geen toegang", "Dit systeem is niet als partner bekend.")
    return Sender(PARTNERS[partner], partner, f"http:{partner}")
