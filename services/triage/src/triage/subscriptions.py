"""Topic → handler."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from vt_contracts.events.melding import MeldingOntvangenV1, MeldingStatusV1
from vt_contracts.events.overgedragen import MeldingOvergedragenV1
from vt_contracts.events.verrijking import VerrijkingGegevenV1, VerrijkingGeweigerdV1
from vt_contracts.topics import MELDING_ONTVANGEN, MELDING_OVERGEDRAGEN, MELDING_STATUS, acuut
from vt_messaging.routes import Route

from triage.handlers.acuut import AcuteMeldingen
from triage.handlers.klokken import Klokken
from triage.handlers.meldingen import TriageMeldingen
from triage.handlers.verrijking import Verrijking


class Consumers(NamedTuple):
    """Whoever handles what triage consumes."""

    meldingen: TriageMeldingen
    acute: AcuteMeldingen
    klokken: Klokken
    verrijking: Verrijking


def routes(consumers: Consumers, lane: str) -> Sequence[Route]:
    """What triage consumes in a lane: meldingen, who took over what is acute, who started, answers."""
    end = r"\.acuut" if lane == "acuut" else ""
    status = Route(
        name="status",
        topics=re.compile(re.escape(acuut(MELDING_STATUS))),
        events=(MeldingStatusV1,),
        handle=consumers.acute.follow_status,
    )
    return (
        *((status,) if lane == "acuut" else ()),
        Route(
            name="ontvangen",
            topics=re.compile(re.escape(MELDING_ONTVANGEN) + end),
            events=(MeldingOntvangenV1,),
            handle=consumers.meldingen.triage_meldingen,
        ),
        Route(
            name="overgedragen",
            topics=re.compile(re.escape(MELDING_OVERGEDRAGEN) + end),
            events=(MeldingOvergedragenV1,),
            handle=consumers.klokken.follow_overgedragen,
        ),
        Route(
            name="verrijking",
            topics=re.compile(rf"verrijking\.[a-z0-9-]+\.antwoord\.v1{end}"),
            events=(VerrijkingGegevenV1, VerrijkingGeweigerdV1),
            handle=consumers.verrijking.take_answers,
            strict=True,
        ),
    )
