"""A question as it goes to a partner: only that partner can read whom it is about."""

from __future__ import annotations

from collections.abc import Sequence

from vt_contracts.cloudevents import JOSE
from vt_contracts.codes import Urgentie
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_contracts.events.verrijking import VerrijkingGevraagdV1
from vt_contracts.melding import Betrokkene
from vt_contracts.topics import VERRIJKING_ANTWOORD, acuut, verrijking_antwoord, verrijking_verzoek
from vt_messaging.records import Cause, Outgoing
from vt_messaging.sealing import encrypt
from vt_messaging.unit import KAFKA, Unit

from triage.domain.triage import Triage
from triage.domain.verrijking import Verzoek

_TYPE: str = VerrijkingGevraagdV1.contract_type  # type: ignore[attr-defined]


def deliver(
    unit: Unit,
    cause: Cause,
    verzoek: Verzoek,
    triage: Triage,
    melding: MeldingOntvangenV1,
    jwk: str,
) -> None:
    """Sends the question, encrypted to the key `jwk`; its id stays the same for ever."""
    is_acute = triage.urgentie is Urgentie.ACUUT
    topic, answers = verrijking_verzoek(verzoek.partner), verrijking_antwoord(verzoek.partner)
    if is_acute:
        topic, answers = acuut(topic), acuut(answers)
    event = VerrijkingGevraagdV1(
        verzoek_id=verzoek.id,
        nummer=triage.nummer,
        doel=verzoek.doel,
        vragen=list(verzoek.vragen),
        urgentie=triage.urgentie,
        gevraagd_door=verzoek.gevraagd_door,
        gevraagd_op=verzoek.gevraagd_op,
        antwoord_voor=verzoek.antwoord_voor,
        antwoord_topic=answers,
        betrokkenen=known_to_others(melding.betrokkenen),
    )
    payload = event.model_dump_json(by_alias=True, exclude_none=True).encode()
    identity = f"{verzoek.id}:verzoek"
    unit.deliver_record(
        KAFKA,
        topic,
        identity,
        Outgoing(
            topic,
            verzoek.id.bytes,
            identity,
            _TYPE,
            JOSE,
            cause.traceparent,
            unit.now,
            encrypt(jwk, [payload])[0],
        ),
    )


def known_to_others(betrokkenen: Sequence[Betrokkene]) -> list[Betrokkene]:
    """The betrokkenen without any secret address: it is never sent on (domain, Address)."""
    return [
        one.model_copy(update={"adres": None})
        if one.adres is not None and one.adres.geheim
        else one
        for one in betrokkenen
    ]


def partner_of(topic: str) -> str:
    """Whose answer topic this is: who answers follows from there, not from a field."""
    match = VERRIJKING_ANTWOORD.fullmatch(topic)
    assert match is not None, "the subscription matches nothing else"
    return match["partner"]
