"""Contract ⇄ domain: what an offer tells its addressee, and which events tell of a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vt_contracts.codes import Moment, Urgentie
from vt_contracts.events.melding import MeldingGetrieerdV1, MeldingStatusV1
from vt_contracts.events.overdracht import OverdrachtAangebodenV1, OverdrachtHerinnerdV1
from vt_contracts.events.overgedragen import MeldingOvergedragenV1
from vt_contracts.melding import Adres, Betrokkene
from vt_contracts.topics import OVERDRACHT_ANTWOORD, acuut, overdracht_antwoord
from vt_contracts.topics import overdracht as overdracht_topic
from vt_messaging.records import Incoming

from routing.domain.dossier import Dossier, Told
from routing.domain.overdracht import Overdracht

SCHRIJVER = "routing"
OVERGEDRAGEN = frozenset({Moment.GESTART, Moment.GEWEIGERD})
"""The facts that say whether somebody has started: a refusal may come after a start."""
_BINARY_MODE = "ce_type"
_SECRET = Adres(geheim=True)


def in_lane(topic: str, urgentie: Urgentie) -> str:
    """The topic itself, or the acute one beside it."""
    return acuut(topic) if urgentie is Urgentie.ACUUT else topic


def party_of(topic: str) -> str:
    """Who wrote an answer follows from the topic, never from a field."""
    match = OVERDRACHT_ANTWOORD.fullmatch(topic)
    if match is None:
        raise ValueError(f"{topic} is no topic of answers")
    return match["party"]


def content(record: Incoming[MeldingGetrieerdV1]) -> bytes:
    """The decision as JSON; in binary mode the bytes as they came."""
    raw = record.raw
    if raw.value is not None:
        # A loop, because a generator costs more than all that it looks at here.
        for name, _ in raw.headers:
            if name == _BINARY_MODE:
                return raw.value
    return record.event.model_dump_json(by_alias=True, exclude_none=True).encode()


def offer(
    dossier: Dossier, overdracht: Overdracht, besluit: MeldingGetrieerdV1, vragen_aan: str
) -> bytes:
    """The offer as JSON, for the addressee alone; secret addresses and unusable BSNs stay here."""
    event = OverdrachtAangebodenV1(
        overdracht_id=overdracht.id,
        melding_id=dossier.id,
        nummer=dossier.nummer,
        ronde=overdracht.ronde,
        partij=overdracht.partij,
        gemeente=overdracht.gemeente,
        team=overdracht.team,
        urgentie=overdracht.urgentie,
        vervolg=overdracht.vervolg,
        bevestiging=overdracht.bevestiging.value,
        aangeboden_op=overdracht.aangeboden_op,
        antwoord_voor=overdracht.deadline,
        antwoord_topic=answer_topic(overdracht),
        aanleiding=besluit.aanleiding,
        aard=besluit.aard,
        toelichting=besluit.toelichting,
        risicofactoren=besluit.risicofactoren,
        advies=besluit.advies,
        betrokkenen=for_addressee(besluit.betrokkenen),
        vragen_aan=vragen_aan,
        zaaknummer=overdracht.zaaknummer,
        proefbericht=False,
    )
    return OverdrachtAangebodenV1.__pydantic_serializer__.to_json(
        event, by_alias=True, exclude_none=True
    )


def answer_topic(overdracht: Overdracht) -> str:
    """Where the party answers this offer."""
    return in_lane(overdracht_antwoord(overdracht.partij), overdracht.urgentie)


def offer_topic(overdracht: Overdracht) -> str:
    """Where the party reads this offer and what follows on it."""
    return in_lane(overdracht_topic(overdracht.partij), overdracht.urgentie)


def for_addressee(betrokkenen: Sequence[Betrokkene]) -> list[Betrokkene]:
    """The persons as another organisation may know them.

    A secret address is gone from whoever has it, also where it was given for somebody who lives in
    the same house without being marked.
    """
    secret = {door for b in betrokkenen if b.adres and b.adres.geheim for door in _doors(b.adres)}
    return [_for_addressee(b, secret) for b in betrokkenen]


def _for_addressee(person: Betrokkene, secret: set[tuple[str, str]]) -> Betrokkene:
    changes: dict[str, Any] = {}
    if person.bsn_opgegeven is not None:
        changes["bsn_opgegeven"] = None
    adres = person.adres
    if adres is not None and (adres.geheim or (secret and secret & _doors(adres))):
        changes["adres"] = _SECRET
    return person.model_copy(update=changes) if changes else person


def _doors(adres: Adres) -> set[tuple[str, str]]:
    """What a front door is known by: house number with postcode, house number with street."""
    number = (adres.huisnummer or "").strip().lower()
    streets = (adres.postcode, (adres.straat or "").strip().lower())
    return {(street, number) for street in streets if street and number}


def status(dossier: Dossier, told: Told) -> MeldingStatusV1:
    """A fact for whoever follows the melding."""
    return MeldingStatusV1(
        melding_id=dossier.id,
        nummer=dossier.nummer,
        versie=told.versie,
        schrijver=SCHRIJVER,
        moment=told.moment,
        op=told.op,
        urgentie=told.urgentie,
        vervolg=told.vervolg,
        gemeente=told.gemeente,
        partij=told.partij,
        team=told.team,
        politie_heeft_rol=False,
        proefbericht=dossier.proefbericht,
    )


def overgedragen(dossier: Dossier, told: Told) -> MeldingOvergedragenV1:
    """Whether a party has started, for the clock of the overdracht."""
    return MeldingOvergedragenV1(
        melding_id=dossier.id,
        nummer=dossier.nummer,
        versie=told.versie,
        op=told.op,
        gestart_op=told.op if told.moment is Moment.GESTART else None,
        partij=told.partij,
    )


def herinnerd(dossier: Dossier, overdracht: Overdracht) -> OverdrachtHerinnerdV1:
    """The reminder to the party; no personal data."""
    return OverdrachtHerinnerdV1(
        overdracht_id=overdracht.id,
        melding_id=dossier.id,
        nummer=dossier.nummer,
        ronde=overdracht.ronde,
        urgentie=overdracht.urgentie,
        antwoord_voor=overdracht.deadline,
        antwoord_topic=answer_topic(overdracht),
    )
