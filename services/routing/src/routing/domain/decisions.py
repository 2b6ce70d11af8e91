"""What happens to a dossier: a decision of triage, an answer, a deadline, a person's decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from vt_contracts.codes import Moment, Urgentie, Vervolg, WeigerReden
from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_contracts.events.overdracht import (
    OverdrachtGeaccepteerdV1,
    OverdrachtGestartV1,
    OverdrachtGeweigerdV1,
    OverdrachtOntvangenV1,
)
from vt_kalender import local_day

from routing.domain.answers import Answer, Question, respond
from routing.domain.choosing import AskPerson, Choice, Chosen, choose, contact_of
from routing.domain.dossier import Dossier, Reminded
from routing.domain.overdracht import OFFERED, Overdracht, State
from routing.domain.registry import Registry
from routing.domain.terms import Terms

PartyAnswer = (
    OverdrachtOntvangenV1 | OverdrachtGeaccepteerdV1 | OverdrachtGeweigerdV1 | OverdrachtGestartV1
)
_ANSWERS: Mapping[type, Answer] = {
    OverdrachtOntvangenV1: Answer.ONTVANGEN,
    OverdrachtGeaccepteerdV1: Answer.GEACCEPTEERD,
    OverdrachtGeweigerdV1: Answer.GEWEIGERD,
    OverdrachtGestartV1: Answer.GESTART,
}
_REASONS = {
    WeigerReden.NIET_ONZE_GEMEENTE: "niet onze gemeente",
    WeigerReden.GEEN_CAPACITEIT: "geen capaciteit",
    WeigerReden.ONVOLDOENDE_INFORMATIE: "onvoldoende informatie",
    WeigerReden.ANDERE_PARTIJ_BETROKKEN: "een andere partij is betrokken",
    WeigerReden.ANDERS: "anders",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What decisions are made with: the registry, the deadlines, the moment, fresh ids."""

    registry: Registry
    terms: Terms
    now: datetime
    fresh_id: Callable[[], UUID]
    today: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", local_day(self.now))


def take_besluit(dossier: Dossier, besluit: MeldingGetrieerdV1, rules: Rules) -> None:
    """A decision of triage that is newer than the one we know.

    Offered when it leads to an offer and the place is certain; else a person decides, or it is only
    remembered. Once something is in hand, a changed decision is a person's to follow up.
    """
    dossier.besluit_versie = besluit.versie
    dossier.vervolg = besluit.vervolg
    dossier.proefbericht = besluit.proefbericht
    dossier.changed = True
    dossier.raise_urgency(besluit.urgentie)
    if besluit.vervolg is Vervolg.DIRECT_INGRIJPEN:
        dossier.raise_urgency(Urgentie.ACUUT)
    if besluit.proefbericht:
        if not dossier.in_hand:
            dossier.tell(Moment.AFGESLOTEN, rules.now)
        return
    if dossier.in_hand:
        dossier.ask(
            Question.BESLUIT_GEWIJZIGD,
            f"Nieuw besluit bij {dossier.nummer}",
            f"Triage heeft een nieuw besluit genomen ({besluit.vervolg.value}), terwijl er al een "
            "aanbod of een vraag loopt. Beoordeel of daar iets aan moet veranderen.",
            rules.now,
            dossier.open,
        )
        return
    if besluit.vervolg not in OFFERED:
        return
    follow(dossier, choose_for(besluit, rules), rules)


def choose_for(besluit: MeldingGetrieerdV1, rules: Rules) -> Choice:
    """Whom this decision is offered to, or why a person must say."""
    return choose(
        besluit.betrokkenen,
        besluit.aanleiding,
        rules.registry,
        local_day(besluit.ontvangen_op),
        rules.today,
    )


def follow(dossier: Dossier, choice: Choice, rules: Rules) -> None:
    """Offers to whom was chosen, or asks a person."""
    match choice:
        case Chosen():
            dossier.offer(choice, rules.registry.version, rules.fresh_id(), rules.terms, rules.now)
        case AskPerson(uitleg, voorstel):
            dossier.ask(
                Question.ROUTERING,
                f"Bepaal wie {dossier.nummer} oppakt",
                uitleg,
                rules.now,
                voorstel=voorstel,
            )
            dossier.tell(Moment.WACHT_OP_ROUTERING, rules.now)


def take_answer(
    dossier: Dossier, overdracht: Overdracht, answer: PartyAnswer, now: datetime
) -> None:
    """An answer of the party that `overdracht` was offered to."""
    kind = _ANSWERS[type(answer)]
    response = respond(
        overdracht.state,
        overdracht.bevestiging,
        kind,
        dossier.elsewhere(overdracht),
        started=overdracht.gestart_op is not None,
    )
    if answer.zaaknummer is not None and answer.zaaknummer != overdracht.zaaknummer:
        overdracht.zaaknummer = answer.zaaknummer
        overdracht.changed = True
    match answer:
        case OverdrachtGeaccepteerdV1() if response.state is not overdracht.state:
            overdracht.door = answer.door
            overdracht.team = answer.team or overdracht.team
        case OverdrachtGeweigerdV1() if response.state is not overdracht.state:
            overdracht.weiger_reden = answer.reden
            overdracht.toelichting = answer.toelichting or None
            overdracht.voorgestelde_gemeente = answer.voorgestelde_gemeente
        case OverdrachtGestartV1() if overdracht.gestart_op is None:
            overdracht.gestart_op = answer.gestart_op
            overdracht.changed = True
        case _:
            pass
    if response.state is not overdracht.state:
        overdracht.geantwoord_op = now
        overdracht.become(response.state)
    if response.overtakes:
        dossier.overtake(overdracht)
    for moment in response.moments:
        dossier.tell(moment, now, overdracht)
    if response.question is not None:
        _ask_about_answer(dossier, overdracht, response.question, now)


def _ask_about_answer(
    dossier: Dossier, overdracht: Overdracht, question: Question, now: datetime
) -> None:
    if question is Question.GEWEIGERD:
        reden = _REASONS.get(overdracht.weiger_reden or WeigerReden.ANDERS, "anders")
        voorstel = overdracht.voorgestelde_gemeente
        dossier.ask(
            question,
            f"{overdracht.team} neemt {dossier.nummer} niet op zich",
            f"Reden: {reden}. Bepaal wie het oppakt.",
            now,
            overdracht,
            () if voorstel is None else (voorstel,),
        )
        return
    dossier.ask(
        question,
        f"{overdracht.team} accepteert {dossier.nummer} alsnog",
        "Intussen is verder gegaan met een ander team, of het is afgesloten. Stem met hen af wie "
        "het oppakt.",
        now,
        overdracht,
    )


def pass_time(dossier: Dossier, overdracht: Overdracht, rules: Rules) -> None:
    """An offer whose alarm rang: reminds half-way; at the deadline the deputy, else a person."""
    now = rules.now
    if not overdracht.state.open:
        overdracht.become(overdracht.state)
        return
    overdracht.changed = True
    if now < overdracht.deadline:
        overdracht.herinnerd_op = now
        overdracht.wekker_op = overdracht.deadline
        dossier.effects.append(Reminded(overdracht))
        dossier.tell(Moment.HERINNERD, now, overdracht)
        return
    overdracht.become(State.GEESCALEERD)
    deputy = deputy_for(dossier, overdracht, rules)
    if isinstance(deputy, Chosen):
        dossier.offer(deputy, rules.registry.version, rules.fresh_id(), rules.terms, now)
        return
    dossier.ask(
        Question.STIL,
        f"{overdracht.team} antwoordt niet op {dossier.nummer}",
        "De termijn is voorbij en er is geen (andere) vervanger. Bel het team, of bied het "
        "iemand anders aan.",
        now,
        overdracht,
        (overdracht.gemeente,),
    )
    dossier.tell(Moment.GEESCALEERD, now, overdracht)


def deputy_for(dossier: Dossier, silent: Overdracht, rules: Rules) -> Choice | None:
    """The next contact of the same gemeente not asked yet; None when the gemeente ended."""
    gemeente = rules.registry.gemeente(silent.gemeente, rules.today)
    if gemeente is None:
        return None
    asked = frozenset(o.contact for o in dossier.overdrachten if o.gemeente == silent.gemeente)
    return contact_of(
        gemeente, silent.doelgroep, rules.today, f"{silent.team} antwoordde niet op tijd.", asked
    )
