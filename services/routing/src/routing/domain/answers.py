"""What an answer of a party does to an offer: a pure state machine, every combination defined.

A repeat changes nothing. A late acceptance counts. What contradicts an earlier answer, another
round or a person's decision goes to a person; nothing is undone by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from vt_contracts.codes import Moment

from routing.domain.overdracht import Bevestiging, State


class Answer(StrEnum):
    """What a party can say."""

    ONTVANGEN = "ontvangen"
    GEACCEPTEERD = "geaccepteerd"
    GEWEIGERD = "geweigerd"
    GESTART = "gestart"


class Elsewhere(Enum):
    """How the other rounds of the same household stand."""

    NOTHING = auto()
    OPEN = auto()
    TAKEN = auto()


class Question(StrEnum):
    """Why a person is needed; the kind of the work item."""

    ROUTERING = "routering"
    GEWEIGERD = "overdracht-geweigerd"
    STIL = "overdracht-stil"
    TEGENSTRIJDIG = "overdracht-tegenstrijdig"
    BESLUIT_GEWIJZIGD = "besluit-gewijzigd"


@dataclass(frozen=True, slots=True)
class Response:
    """The new state, the facts to tell, and the question to a person.

    `overtakes`: open offers in other rounds are not waited for any longer.
    """

    state: State
    moments: tuple[Moment, ...] = ()
    question: Question | None = None
    overtakes: bool = False


def respond(
    state: State, bevestiging: Bevestiging, answer: Answer, elsewhere: Elsewhere, *, started: bool
) -> Response:
    """What `answer` does to an offer in `state`.

    `started`: the party said before that the work has started. That alone is no acceptance; it
    counts as soon as a named person accepts.
    """
    match answer:
        case Answer.ONTVANGEN:
            return _received(state, bevestiging, elsewhere)
        case Answer.GEACCEPTEERD:
            return _accepted(state, bevestiging, elsewhere, started=started)
        case Answer.GEWEIGERD:
            return _refused(state, elsewhere)
        case Answer.GESTART:
            return _started(state, bevestiging, elsewhere)


def _received(state: State, bevestiging: Bevestiging, elsewhere: Elsewhere) -> Response:
    if bevestiging is Bevestiging.ACCEPTATIE:
        return Response(State.ONTVANGEN if state is State.AANGEBODEN else state)
    if state.open or state is State.GEESCALEERD:
        if elsewhere is Elsewhere.TAKEN:
            return Response(State.INGEHAALD)
        return Response(State.BEZORGD, (Moment.BEZORGD,), overtakes=True)
    return Response(state)


def _accepted(
    state: State, bevestiging: Bevestiging, elsewhere: Elsewhere, *, started: bool
) -> Response:
    match state:
        case State.GEACCEPTEERD | State.GESTART | State.TEGENSTRIJDIG:
            return Response(state)
        case State.INGEHAALD | State.AFGESLOTEN:
            return _contradiction()
        case State.GEWEIGERD if elsewhere is not Elsewhere.NOTHING:
            return _contradiction()
        case _ if elsewhere is Elsewhere.TAKEN:
            return _contradiction()
    moments: tuple[Moment, ...] = (Moment.GEACCEPTEERD,)
    if bevestiging is Bevestiging.ONTVANGST and state is not State.BEZORGD:
        moments = (Moment.BEZORGD, *moments)
    if started:
        return Response(State.GESTART, (*moments, Moment.GESTART), overtakes=True)
    return Response(State.GEACCEPTEERD, moments, overtakes=True)


def _refused(state: State, elsewhere: Elsewhere) -> Response:
    match state:
        case State.GEWEIGERD | State.INGEHAALD | State.TEGENSTRIJDIG | State.AFGESLOTEN:
            return Response(state)
        case State.GEESCALEERD if elsewhere is not Elsewhere.NOTHING:
            return Response(State.GEWEIGERD)  # the deputy was asked already, or has it
    # Also after acceptance or start: whoever gives it back leaves a household with nobody.
    return Response(State.GEWEIGERD, (Moment.GEWEIGERD,), Question.GEWEIGERD)


def _started(state: State, bevestiging: Bevestiging, elsewhere: Elsewhere) -> Response:
    if state in (State.GEACCEPTEERD, State.BEZORGD):
        return Response(State.GESTART, (Moment.GESTART,))
    waiting = state.open or state is State.GEESCALEERD
    if bevestiging is Bevestiging.ONTVANGST and waiting:
        if elsewhere is Elsewhere.TAKEN:
            return _contradiction()
        return Response(State.GESTART, (Moment.BEZORGD, Moment.GESTART), overtakes=True)
    return Response(state)


def _contradiction() -> Response:
    return Response(State.TEGENSTRIJDIG, question=Question.TEGENSTRIJDIG)
