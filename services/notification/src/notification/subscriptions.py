"""Topic → handler."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vt_contracts.events.melding import MelderGeregistreerdV1, MeldingStatusV1
from vt_contracts.topics import MELDER_GEREGISTREERD, MELDING_STATUS
from vt_messaging.routes import Route

from notification.handlers.telling import Notification


def routes(notification: Notification, lane: str) -> Sequence[Route]:
    """One route: who reported and what became of it concern the same dossier."""
    names = "|".join(re.escape(name) for name in (MELDER_GEREGISTREERD, MELDING_STATUS))
    end = r"\.acuut" if lane == "acuut" else ""
    return (
        Route(
            name="melder",
            topics=re.compile(f"(?:{names}){end}"),
            events=(MelderGeregistreerdV1, MeldingStatusV1),
            handle=notification.tell_melders,
        ),
    )
