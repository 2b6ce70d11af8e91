"""What a person may decide on a work item, and what it does to the dossier."""

from __future__ import annotations

from dataclasses import dataclass

from vt_contracts.codes import Moment
from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_kalender import local_day

from routing.domain.answers import Question
from routing.domain.choosing import AskPerson, Chosen, contact_of, doelgroep
from routing.domain.decisions import Rules
from routing.domain.dossier import Dossier
from routing.domain.overdracht import Overdracht, State


@dataclass(frozen=True, slots=True)
class Aanbieden:
    """Offer it to this gemeente, in a new round."""

    gemeente: str
    reden: str
    besluit: str = "aanbieden"


@dataclass(frozen=True, slots=True)
class TelefonischGeaccepteerd:
    """A named person took it on by phone; `gemeente` when it was not the one that was asked."""

    naam: str
    team: str
    reden: str
    gemeente: str | None = None
    besluit: str = "telefonisch-geaccepteerd"


@dataclass(frozen=True, slots=True)
class Afsluiten:
    """Nothing more is to be done here."""

    reden: str
    besluit: str = "afsluiten"


@dataclass(frozen=True, slots=True)
class Gezien:
    """The question is answered; whoever has the melding keeps it."""

    reden: str
    besluit: str = "gezien"


Beslissing = Aanbieden | TelefonischGeaccepteerd | Afsluiten | Gezien


@dataclass(frozen=True, slots=True)
class NotPossible:
    """Why a decision cannot be carried out; `veld` names the field to correct, if it is one."""

    uitleg: str
    veld: str | None = None


QUESTIONS = frozenset(question.value for question in Question)


def carry_out(
    dossier: Dossier,
    besluit: MeldingGetrieerdV1,
    about: Overdracht | None,
    beslissing: Beslissing,
    rules: Rules,
) -> NotPossible | None:
    """Applies a person's decision on a question `about` an overdracht (or about none yet)."""
    if dossier.proefbericht and not isinstance(beslissing, Afsluiten | Gezien):
        return NotPossible("Dit is een proefbericht; dat gaat nooit naar een team.")
    match beslissing:
        case Aanbieden(gemeente=code):
            chosen = _contact(besluit, code, rules)
            if isinstance(chosen, NotPossible):
                return chosen
            _pass_on(dossier)
            dossier.offer(chosen, rules.registry.version, rules.fresh_id(), rules.terms, rules.now)
        case TelefonischGeaccepteerd():
            return _accept_by_phone(dossier, besluit, about, beslissing, rules)
        case Afsluiten():
            for overdracht in dossier.overdrachten:
                if overdracht.state.open:
                    overdracht.become(State.AFGESLOTEN)
            dossier.tell(Moment.AFGESLOTEN, rules.now)
        case Gezien():
            # Only leaves things as they are, so somebody must have it (guarantee U).
            if not any(o.state.open or o.state.taken for o in dossier.overdrachten):
                return NotPossible(
                    "Niemand heeft deze melding nu. Bied haar aan, leg een telefonische acceptatie "
                    "vast, of sluit haar af."
                )
    return None


def _contact(besluit: MeldingGetrieerdV1, code: str, rules: Rules) -> Chosen | NotPossible:
    gemeente = rules.registry.gemeente(code, rules.today)
    if gemeente is None:
        return NotPossible(f"{code} staat nu niet in het register", "gemeente")
    group = doelgroep(besluit.betrokkenen, besluit.aanleiding, local_day(besluit.ontvangen_op))
    choice = contact_of(gemeente, group, rules.today, "Gekozen door een medewerker.")
    if isinstance(choice, AskPerson):
        return NotPossible(f"{gemeente.naam} heeft nu geen contact voor {group.value}", "gemeente")
    return choice


def _accept_by_phone(
    dossier: Dossier,
    besluit: MeldingGetrieerdV1,
    about: Overdracht | None,
    beslissing: TelefonischGeaccepteerd,
    rules: Rules,
) -> NotPossible | None:
    overdracht = about
    code = beslissing.gemeente
    if overdracht is None or (code is not None and code != overdracht.gemeente):
        if code is None:
            return NotPossible("zeg welke gemeente het op zich neemt", "gemeente")
        chosen = _contact(besluit, code, rules)
        if isinstance(chosen, NotPossible):
            return chosen
        _pass_on(dossier)
        overdracht = dossier.next_round(
            chosen, rules.registry.version, rules.fresh_id(), rules.terms, rules.now
        )
    else:
        _pass_on(dossier, overdracht)
    had = overdracht.state
    overdracht.door = beslissing.naam
    overdracht.team = beslissing.team
    overdracht.geantwoord_op = rules.now
    overdracht.gestart_op = overdracht.gestart_op or rules.now
    overdracht.changed = True
    dossier.changed = True
    overdracht.become(State.GESTART)
    if had not in (State.GEACCEPTEERD, State.GESTART):
        dossier.tell(Moment.GEACCEPTEERD, rules.now, overdracht)
    if had is not State.GESTART:
        dossier.tell(Moment.GESTART, rules.now, overdracht)
    return None


def _pass_on(dossier: Dossier, keep: Overdracht | None = None) -> None:
    """A person goes on with somebody else: whoever had it or was asked is overtaken."""
    for overdracht in dossier.overdrachten:
        if overdracht is not keep and (overdracht.state.open or overdracht.state.taken):
            overdracht.become(State.INGEHAALD)
