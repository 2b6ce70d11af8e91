"""Contract ⇄ domain: the facts and keys of a melding, and the events that tell of a decision."""

from __future__ import annotations

from datetime import datetime

from vt_contracts.codes import Antwoord, Klok, Moment, Urgentie, Vervolg, Voorselectie
from vt_contracts.events.melding import (
    MeldingGetrieerdV1,
    MeldingOntvangenV1,
    MeldingStatusV1,
)
from vt_contracts.melding import Betrokkene, Bevinding, Signalen
from vt_contracts.topics import MELDING_GETRIEERD, MELDING_STATUS, acuut
from vt_messaging.records import Cause, Incoming
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from triage.domain.facts import Eerder, Facts, Familie, Gegevens, Selectie, SignaalInTekst, yes
from triage.domain.triage import EINDIGT, REGELS, WACHT_OP_START, Stand, Triage, aard_past
from triage.motivation import Motivation

# Events are made with their ordinary constructor: validated in Rust it is twice as fast as
# `model_construct` (measured), and no wrong event can leave.
SCHRIJVER = "triage"
SIGNALEN = tuple(Signalen.model_fields)

_SELECTIE = {None: Selectie.GEEN} | {given: Selectie(given.value) for given in Voorselectie}
_DECISIVE = ("bsn", "postcode", "gemeentecode")
"""A bevinding about one of these makes a melding doubtful: it says which family, and where."""
_HANDED_ON = frozenset({Vervolg.DIRECT_INGRIJPEN, Vervolg.OVERDRACHT, Vervolg.DOORZETTEN})
"""Vervolgen with an addressee, who needs to know about whom it is."""


def facts(
    melding: MeldingOntvangenV1,
    urgentie: Urgentie,
    familie: Familie,
    eerder: Eerder = Eerder.GEEN,
) -> Facts:
    """The melding as the rules see it; `urgentie` is at least the melding's own."""
    politie = melding.politie
    return Facts(
        urgentie=urgentie,
        kanaal=melding.kanaal,
        voorselectie=_SELECTIE[None if politie is None else politie.voorselectie],
        signalen=signals(melding),
        gevaar_op_dit_moment=melding.signalen.gevaar_op_dit_moment,
        huiselijk_geweld_of_kindermishandeling=melding.huiselijk_geweld_of_kindermishandeling,
        aanleiding_gegeven=yes(melding.aanleiding),
        aard_past_bij_aanleiding=yes(aard_past(melding.aanleiding, melding.aard)),
        woonplaats_bekend=yes(any(map(_lives_somewhere, melding.betrokkenen))),
        gegevens=Gegevens.TWIJFELACHTIG
        if any(map(_is_decisive, melding.bevindingen))
        else Gegevens.BRUIKBAAR,
        familie=familie,
        eerdere_meldingen=eerder,
        signaal_in_tekst=signal_in_text(melding),
    )


def signal_in_text(melding: MeldingOntvangenV1) -> SignaalInTekst:
    """What intake found in the free text of the melding."""
    if melding.signalen_uit_tekst:
        return SignaalInTekst.ZEKER
    return SignaalInTekst.MOGELIJK if melding.mogelijke_signalen else SignaalInTekst.NEE


def signals(melding: MeldingOntvangenV1) -> tuple[str, ...]:
    """The names of the signals that were answered *ja*."""
    return answered_yes(melding.signalen)


def answered_yes(answers: Signalen) -> tuple[str, ...]:
    """As `signals`, of answers wherever they come from."""
    ja = Antwoord.JA
    return tuple([name for name in SIGNALEN if getattr(answers, name) is ja])


def sealed(record: Incoming[MeldingOntvangenV1], vault: Vault) -> bytes:
    """The melding as triage keeps it: just as it came."""
    return vault.seal(record.raw.value or b"", record.event.melding_id.bytes)


def opened(triage: Triage, vault: Vault) -> MeldingOntvangenV1:
    """The melding that is kept with a triage."""
    return MeldingOntvangenV1.model_validate_json(
        vault.open(triage.dossier, triage.melding_id.bytes)
    )


def announce_decision(
    unit: Unit, cause: Cause, triage: Triage, melding: MeldingOntvangenV1, told: Motivation
) -> None:
    """Emits what was decided, to who must act on it and to who follows."""
    event_id = _event_id(triage)
    unit.emit(
        cause,
        _lane(MELDING_GETRIEERD, triage.urgentie),
        triage.melding_id.bytes,
        getrieerd(triage, melding, told),
        event_id,
    )
    _emit_status(unit, cause, triage, Moment.GETRIEERD, event_id)


def announce_status(
    unit: Unit, cause: Cause, triage: Triage, moment: Moment, klok: Klok | None = None
) -> None:
    """Emits the fact alone."""
    _emit_status(unit, cause, triage, moment, _event_id(triage), klok)


def getrieerd(triage: Triage, melding: MeldingOntvangenV1, told: Motivation) -> MeldingGetrieerdV1:
    """The decision; about whom and what only where an addressee takes it on."""
    assert triage.vervolg is not None
    assert triage.besloten_op is not None
    handed_on = triage.vervolg in _HANDED_ON
    return MeldingGetrieerdV1(
        melding_id=triage.melding_id,
        nummer=triage.nummer,
        versie=triage.version,
        vervolg=triage.vervolg,
        urgentie=triage.urgentie,
        ontvangen_op=triage.ontvangen_op,
        besloten_op=triage.besloten_op,
        besloten_door=triage.besloten_door or REGELS,
        regelset=triage.regelset,
        regels=list(triage.regels),
        reden=told.reden,
        aanleiding=told.aanleiding,
        aard=told.aard,
        toelichting=_story(melding) if handed_on else "",
        risicofactoren=told.risicofactoren if handed_on else [],
        advies=told.advies if handed_on else "",
        betrokkenen=melding.betrokkenen if handed_on else [],
        proefbericht=triage.proefbericht,
    )


def status(
    triage: Triage, moment: Moment, at: datetime, klok: Klok | None = None
) -> MeldingStatusV1:
    """Which moment, how urgent, and the vervolg once there is one that nobody must look at anew."""
    return MeldingStatusV1(
        melding_id=triage.melding_id,
        nummer=triage.nummer,
        versie=triage.version,
        schrijver=SCHRIJVER,
        moment=moment,
        op=at,
        urgentie=triage.urgentie,
        vervolg=triage.vervolg if triage.stand is Stand.BESLOTEN else None,
        klok=klok,
        proefbericht=triage.proefbericht,
    )


def ends_here(triage: Triage) -> bool:
    """Whether nobody has to do anything after this decision."""
    return triage.vervolg in EINDIGT


def waits_for_start(triage: Triage) -> bool:
    """Whether this decision is done only once a named party has started."""
    return (
        triage.stand is Stand.BESLOTEN
        and triage.vervolg in WACHT_OP_START
        and not triage.proefbericht
    )


def _emit_status(
    unit: Unit,
    cause: Cause,
    triage: Triage,
    moment: Moment,
    event_id: str,
    klok: Klok | None = None,
) -> None:
    unit.emit(
        cause,
        _lane(MELDING_STATUS, triage.urgentie),
        triage.melding_id.bytes,
        status(triage, moment, unit.now, klok),
        f"{event_id}:status",
    )


def _event_id(triage: Triage) -> str:
    return f"{triage.melding_id}:{SCHRIJVER}:{triage.version}"


def _lane(topic: str, urgentie: Urgentie) -> str:
    return acuut(topic) if urgentie is Urgentie.ACUUT else topic


def _is_decisive(bevinding: Bevinding) -> bool:
    return bevinding.veld.rsplit(".", 1)[-1] in _DECISIVE


def _lives_somewhere(betrokkene: Betrokkene) -> bool:
    """A secret address counts only by its gemeente; the address itself is never used."""
    adres = betrokkene.adres
    if adres is None:
        return False
    return adres.gemeentecode is not None or (adres.postcode is not None and not adres.geheim)


def _story(melding: MeldingOntvangenV1) -> str:
    """What happened in the melder's words; a police message may tell it in its mutatie alone."""
    if melding.toelichting or melding.politie is None:
        return melding.toelichting
    return melding.politie.mutatie
