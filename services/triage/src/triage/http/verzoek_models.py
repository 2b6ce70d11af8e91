"""What the API takes and gives of questions to others, as JSON."""

from __future__ import annotations

import json
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field
from vt_contracts.contract import Gegevens, StrikteGegevens
from vt_contracts.events.verrijking import VerrijkingDoel, VerrijkingVraag, VerrijkingWeigering

from triage.domain.verrijking import Stand, Verzoek
from triage.handlers.vragen import Vraag


class VerzoekForm(StrikteGegevens):
    """What to ask, whom, for what; without `antwoordVoor` as long as the urgency allows."""

    partner: Annotated[str, Field(max_length=60)]
    doel: VerrijkingDoel
    vragen: Annotated[list[VerrijkingVraag], Field(min_length=1, max_length=20)]
    antwoord_voor: AwareDatetime | None = None

    def to_domain(self, melding_id: UUID, who: str) -> Vraag:
        """The question, each code once and in the order of the list."""
        vragen = tuple(vraag for vraag in VerrijkingVraag if vraag in self.vragen)
        return Vraag(melding_id, who, self.partner, self.doel, vragen, self.antwoord_voor)


class VerzoekModel(Gegevens):
    """A question and how it stands; `antwoord` is what the partner sent."""

    id: UUID
    partner: str
    doel: VerrijkingDoel
    vragen: list[VerrijkingVraag]
    gevraagd_door: str
    gevraagd_op: AwareDatetime
    antwoord_voor: AwareDatetime
    stand: Stand
    weigering: VerrijkingWeigering | None
    beantwoord_op: AwareDatetime | None
    laat: bool
    antwoord: dict[str, Any] | None

    @classmethod
    def of(cls, verzoek: Verzoek, inhoud: bytes | None) -> VerzoekModel:
        return cls(
            id=verzoek.id,
            partner=verzoek.partner,
            doel=verzoek.doel,
            vragen=list(verzoek.vragen),
            gevraagd_door=verzoek.gevraagd_door,
            gevraagd_op=verzoek.gevraagd_op,
            antwoord_voor=verzoek.antwoord_voor,
            stand=verzoek.stand,
            weigering=verzoek.weigering,
            beantwoord_op=verzoek.beantwoord_op,
            laat=verzoek.is_laat,
            antwoord=None if inhoud is None else json.loads(inhoud),
        )
