"""A melding as it is kept ⇄ a melding to go on with."""

from __future__ import annotations

import base64
import json

from vt_contracts.events.melding import MeldingOntvangenV1
from vt_contracts.parties import PARTNERS

from intake.domain.betrokkenen import checked_betrokkenen
from intake.domain.melding import Afzender, Melding, Stored
from intake.domain.urgentie import Estimate, raised
from intake.translate import events, forms


def written(snapshot: MeldingOntvangenV1) -> bytes:
    """A snapshot as it is kept and sent."""
    return snapshot.__pydantic_serializer__.to_json(snapshot, by_alias=True, exclude_none=True)


def restored(stored: Stored, signals_in: forms.ReadText) -> tuple[Melding, MeldingOntvangenV1]:
    """The melding, and the newest snapshot of it.

    Of a melding that nobody added to yet, the snapshot is made from what came in, as it was made
    then; its urgency is never lower than what was kept.
    """
    opgave = forms.FORMS[stored.kanaal].model_validate_json(data_of(stored.inhoud))
    betrokkenen, bevindingen = checked_betrokkenen(opgave.betrokkenen)
    melding = Melding(
        id=stored.id,
        nummer=stored.nummer,
        afzender=Afzender(
            stored.kanaal,
            stored.bron,
            stored.bron if stored.bron in PARTNERS else None,
            stored.bericht_id,
        ),
        melder=forms.melder(opgave),
        ontvangen_op=stored.ontvangen_op,
        estimate=raised(Estimate(stored.urgentie, ()), forms.first_estimate(opgave, signals_in)),
        betrokkenen=betrokkenen,
        bevindingen=bevindingen,
        proefbericht=stored.proefbericht,
        vastgelegd_op=stored.vastgelegd_op,
        gebeurtenis=stored.gebeurtenis,
        verwijst_naar=stored.verwijst_naar,
        version=stored.version,
    )
    if stored.snapshot is not None:
        return melding, MeldingOntvangenV1.model_validate_json(stored.snapshot)
    return melding, events.ontvangen(melding, opgave)


def data_of(content: bytes) -> bytes:
    """The form in what came in: the bytes as they are, or the data of a structured CloudEvent."""
    if b"specversion" not in content:
        return content
    document = json.loads(content)
    if "specversion" not in document:
        return content
    if "data_base64" in document:
        return base64.b64decode(document["data_base64"])
    return json.dumps(document["data"]).encode()
