"""The state machine of answers: every combination has one outcome."""

from __future__ import annotations

import itertools

import pytest
from routing.domain.answers import Answer, Elsewhere, Question, Response, respond
from routing.domain.overdracht import Bevestiging, State
from vt_contracts.codes import Moment

S, A, E, Q, M = State, Answer, Elsewhere, Question, Moment
ACCEPT, RECEIPT = Bevestiging.ACCEPTATIE, Bevestiging.ONTVANGST
EVERYTHING = list(itertools.product(State, Bevestiging, Answer, Elsewhere, (False, True)))


@pytest.mark.parametrize(
    ("state", "asked", "answer", "elsewhere", "outcome"),
    [
        # asked for acceptance
        (S.AANGEBODEN, ACCEPT, A.ONTVANGEN, E.NOTHING, Response(S.ONTVANGEN)),
        (S.AANGEBODEN, ACCEPT, A.GEACCEPTEERD, E.NOTHING,
         Response(S.GEACCEPTEERD, (M.GEACCEPTEERD,), overtakes=True)),
        (S.ONTVANGEN, ACCEPT, A.GEACCEPTEERD, E.NOTHING,
         Response(S.GEACCEPTEERD, (M.GEACCEPTEERD,), overtakes=True)),
        (S.GEACCEPTEERD, ACCEPT, A.GESTART, E.NOTHING, Response(S.GESTART, (M.GESTART,))),
        (S.AANGEBODEN, ACCEPT, A.GESTART, E.NOTHING, Response(S.AANGEBODEN)),
        (S.AANGEBODEN, ACCEPT, A.GEWEIGERD, E.NOTHING,
         Response(S.GEWEIGERD, (M.GEWEIGERD,), Q.GEWEIGERD)),
        # given back afterwards
        (S.GEACCEPTEERD, ACCEPT, A.GEWEIGERD, E.NOTHING,
         Response(S.GEWEIGERD, (M.GEWEIGERD,), Q.GEWEIGERD)),
        (S.GESTART, ACCEPT, A.GEWEIGERD, E.NOTHING,
         Response(S.GEWEIGERD, (M.GEWEIGERD,), Q.GEWEIGERD)),
        # accepted after a refusal
        (S.GEWEIGERD, ACCEPT, A.GEACCEPTEERD, E.NOTHING,
         Response(S.GEACCEPTEERD, (M.GEACCEPTEERD,), overtakes=True)),
        (S.GEWEIGERD, ACCEPT, A.GEACCEPTEERD, E.OPEN,
         Response(S.TEGENSTRIJDIG, question=Q.TEGENSTRIJDIG)),
        # late
        (S.GEESCALEERD, ACCEPT, A.GEACCEPTEERD, E.OPEN,
         Response(S.GEACCEPTEERD, (M.GEACCEPTEERD,), overtakes=True)),
        (S.GEESCALEERD, ACCEPT, A.GEACCEPTEERD, E.TAKEN,
         Response(S.TEGENSTRIJDIG, question=Q.TEGENSTRIJDIG)),
        (S.GEESCALEERD, ACCEPT, A.GEWEIGERD, E.OPEN, Response(S.GEWEIGERD)),
        (S.GEESCALEERD, ACCEPT, A.ONTVANGEN, E.NOTHING, Response(S.GEESCALEERD)),
        # after somebody else, or a person
        (S.INGEHAALD, ACCEPT, A.GEACCEPTEERD, E.TAKEN,
         Response(S.TEGENSTRIJDIG, question=Q.TEGENSTRIJDIG)),
        (S.AFGESLOTEN, ACCEPT, A.GEACCEPTEERD, E.NOTHING,
         Response(S.TEGENSTRIJDIG, question=Q.TEGENSTRIJDIG)),
        (S.INGEHAALD, ACCEPT, A.GEWEIGERD, E.TAKEN, Response(S.INGEHAALD)),
        # asked for receipt alone
        (S.AANGEBODEN, RECEIPT, A.ONTVANGEN, E.NOTHING,
         Response(S.BEZORGD, (M.BEZORGD,), overtakes=True)),
        (S.GEESCALEERD, RECEIPT, A.ONTVANGEN, E.NOTHING,
         Response(S.BEZORGD, (M.BEZORGD,), overtakes=True)),
        (S.GEESCALEERD, RECEIPT, A.ONTVANGEN, E.TAKEN, Response(S.INGEHAALD)),
        (S.AANGEBODEN, RECEIPT, A.GEACCEPTEERD, E.NOTHING,
         Response(S.GEACCEPTEERD, (M.BEZORGD, M.GEACCEPTEERD), overtakes=True)),
        (S.BEZORGD, RECEIPT, A.GEACCEPTEERD, E.NOTHING,
         Response(S.GEACCEPTEERD, (M.GEACCEPTEERD,), overtakes=True)),
        (S.BEZORGD, RECEIPT, A.GEWEIGERD, E.NOTHING,
         Response(S.GEWEIGERD, (M.GEWEIGERD,), Q.GEWEIGERD)),
        (S.AANGEBODEN, RECEIPT, A.GESTART, E.NOTHING,
         Response(S.GESTART, (M.BEZORGD, M.GESTART), overtakes=True)),
    ],
)  # fmt: skip
def test_transitions(
    state: State, asked: Bevestiging, answer: Answer, elsewhere: Elsewhere, outcome: Response
) -> None:
    assert respond(state, asked, answer, elsewhere, started=False) == outcome


def test_a_start_that_came_first_counts_with_the_acceptance() -> None:
    response = respond(S.ONTVANGEN, ACCEPT, A.GEACCEPTEERD, E.NOTHING, started=True)
    assert response.state is S.GESTART
    assert response.moments == (M.GEACCEPTEERD, M.GESTART)


@pytest.mark.parametrize(("state", "asked", "answer", "elsewhere", "started"), EVERYTHING)
def test_a_repeat_changes_nothing(
    state: State, asked: Bevestiging, answer: Answer, elsewhere: Elsewhere, started: bool
) -> None:
    first = respond(state, asked, answer, elsewhere, started=started)
    after = E.NOTHING if first.overtakes and elsewhere is E.OPEN else elsewhere
    again = respond(first.state, asked, answer, after, started=started or answer is A.GESTART)
    assert again == Response(first.state)


@pytest.mark.parametrize(("state", "asked", "answer", "elsewhere", "started"), EVERYTHING)
def test_nothing_is_told_or_asked_without_a_change(
    state: State, asked: Bevestiging, answer: Answer, elsewhere: Elsewhere, started: bool
) -> None:
    response = respond(state, asked, answer, elsewhere, started=started)
    if response.state is state:
        assert response == Response(state)
    if response.state.taken:
        # Nobody takes over from another who has it without a person.
        assert elsewhere is not E.TAKEN or state.taken
