"""Whatever happens in whatever order: one open offer, urgency only up, never nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from routing.domain import beslissing
from routing.domain.decisions import Rules, pass_time, take_answer, take_besluit
from routing.domain.dossier import Asked, Dossier, Offered, Reminded, Told
from routing.domain.registry import Contact, Doelgroep, Gemeente, Registry
from routing.domain.terms import Terms
from vt_contracts.codes import Moment, Rol, Urgentie, Vervolg, WeigerReden
from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_contracts.events.overdracht import (
    OverdrachtGeaccepteerdV1,
    OverdrachtGestartV1,
    OverdrachtGeweigerdV1,
    OverdrachtOntvangenV1,
)
from vt_contracts.melding import Adres, Betrokkene

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
MELDING = UUID("01990000-0000-7000-8000-000000000001")


def gemeente(code: str, naam: str, contacts: int) -> Gemeente:
    return Gemeente(
        code, naam, START.date(), None,
        tuple(
            Contact(
                id=f"{code.lower()}-{n}", gemeente=code, partij=code.lower(), team=f"{naam} {n}",
                functie="regisseur", doelgroepen=frozenset(Doelgroep), plaatsvervanger=n > 0,
                actief=True, geldig_van=START.date(), geldig_tot=None, sleutel="{}",
            )
            for n in range(contacts)
        ),
    )  # fmt: skip


REGISTRY = Registry(
    1,
    {"GM0935": gemeente("GM0935", "Maastricht", 2), "GM0981": gemeente("GM0981", "Vaals", 1)},
    {"6211": ("GM0935",), "6291": ("GM0981",)},
)
VERVOLG = st.sampled_from([Vervolg.OVERDRACHT, Vervolg.DOORZETTEN, Vervolg.DIRECT_INGRIJPEN])
POSTCODE = st.sampled_from(["6211AB", "6291AB", "1012AB", None])


def besluit(
    versie: int, vervolg: Vervolg, urgentie: Urgentie, postcode: str | None, **more: Any
) -> MeldingGetrieerdV1:
    return MeldingGetrieerdV1(
        melding_id=MELDING, nummer="VT-2026-0000001-1", versie=versie, vervolg=vervolg,
        urgentie=urgentie, ontvangen_op=START, besloten_op=START, besloten_door="regels",
        regelset="1", reden="", toelichting="",
        betrokkenen=[
            Betrokkene(rol=Rol.KIND, adres=None if postcode is None else Adres(postcode=postcode))
        ],
        **more,
    )  # fmt: skip


class Life(RuleBasedStateMachine):
    """A melding at routing, with everything that can happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.dossier = Dossier(MELDING, "VT-2026-0000001-1")
        self.told: list[Told] = []
        self.asked: list[Asked] = []
        self.offered: list[Offered] = []
        self.reminded: list[UUID] = []
        self.newest: MeldingGetrieerdV1
        self.urgentie = Urgentie.REGULIER

    def made_with(self) -> Rules:
        return Rules(REGISTRY, Terms(), self.now, uuid4)

    def drain(self) -> None:
        for effect in self.dossier.drain():
            match effect:
                case Told():
                    self.told.append(effect)
                case Asked():
                    self.asked.append(effect)
                case Offered():
                    self.offered.append(effect)
                case Reminded():
                    self.reminded.append(effect.overdracht.id)

    @initialize(vervolg=VERVOLG, urgentie=st.sampled_from(Urgentie), postcode=POSTCODE)
    def first(self, vervolg: Vervolg, urgentie: Urgentie, postcode: str | None) -> None:
        self.newest = besluit(1, vervolg, urgentie, postcode)
        take_besluit(self.dossier, self.newest, self.made_with())
        self.drain()

    @rule(vervolg=st.sampled_from(Vervolg), urgentie=st.sampled_from(Urgentie), postcode=POSTCODE)
    def another_besluit(self, vervolg: Vervolg, urgentie: Urgentie, postcode: str | None) -> None:
        self.newest = besluit(self.newest.versie + 1, vervolg, urgentie, postcode)
        take_besluit(self.dossier, self.newest, self.made_with())
        self.drain()

    @precondition(lambda self: bool(self.dossier.overdrachten))
    @rule(data=st.data(), kind=st.integers(0, 3))
    def answer(self, data: st.DataObject, kind: int) -> None:
        overdracht = data.draw(st.sampled_from(self.dossier.overdrachten))
        make = (
            OverdrachtOntvangenV1,
            partial(OverdrachtGeaccepteerdV1, door="Naam"),
            partial(OverdrachtGeweigerdV1, reden=WeigerReden.ANDERS),
            partial(OverdrachtGestartV1, gestart_op=self.now),
        )[kind]
        taken = [o for o in self.dossier.overdrachten if o.state.taken and o is not overdracht]
        take_answer(self.dossier, overdracht, make(overdracht_id=overdracht.id), self.now)
        assert not (overdracht.state.taken and taken), "two parties have it without a person"
        self.drain()

    @rule(hours=st.sampled_from([0.1, 1, 3, 30, 200]))
    def time_passes(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        for overdracht in tuple(self.dossier.overdrachten):
            if overdracht.wekker_op is not None and overdracht.wekker_op <= self.now:
                pass_time(self.dossier, overdracht, self.made_with())
        self.drain()

    @precondition(lambda self: bool(self.asked))
    @rule(
        which=st.sampled_from(
            [
                beslissing.Aanbieden("GM0935", "x"),
                beslissing.Aanbieden("GM0981", "x"),
                beslissing.Aanbieden("GM0001", "x"),
                beslissing.TelefonischGeaccepteerd("Naam", "Team", "x", "GM0981"),
                beslissing.TelefonischGeaccepteerd("Naam", "Team", "x"),
                beslissing.Afsluiten("x"),
                beslissing.Gezien("x"),
            ]
        ),
        data=st.data(),
    )
    def person(self, which: beslissing.Beslissing, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(self.asked))
        about = next((o for o in self.dossier.overdrachten if o.id == item.overdracht_id), None)
        refused = beslissing.carry_out(self.dossier, self.newest, about, which, self.made_with())
        if refused is None:
            self.asked.remove(item)
        self.drain()

    @invariant()
    def one_open_offer_and_one_taker(self) -> None:
        states = [o.state for o in self.dossier.overdrachten]
        assert sum(state.open for state in states) <= 1
        assert sum(state.taken for state in states) <= 1
        assert not (any(s.open for s in states) and any(s.taken for s in states))

    @invariant()
    def rounds_are_numbered(self) -> None:
        rounds = [o.ronde for o in self.dossier.overdrachten]
        assert rounds == list(range(1, len(rounds) + 1))
        assert len({(o.overdracht.partij, o.overdracht.ronde) for o in self.offered}) == len(
            self.offered
        )

    @invariant()
    def urgency_only_rises(self) -> None:
        assert self.dossier.urgentie.rank >= self.urgentie.rank
        self.urgentie = self.dossier.urgentie
        ranks = [told.urgentie.rank for told in self.told]
        assert ranks == sorted(ranks)

    @invariant()
    def versions_count_on(self) -> None:
        assert [told.versie for told in self.told] == list(range(1, len(self.told) + 1))

    @invariant()
    def the_alarm_is_set_exactly_while_waiting(self) -> None:
        for overdracht in self.dossier.overdrachten:
            assert (overdracht.wekker_op is not None) == overdracht.state.open
        assert len(self.reminded) == len(set(self.reminded))

    @invariant()
    def somebody_has_it(self) -> None:
        if not self.told:
            return
        held = any(o.state.open or o.state.taken for o in self.dossier.overdrachten)
        closed = any(told.moment is Moment.AFGESLOTEN for told in self.told)
        assert held or self.asked or closed


Life.TestCase.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase


def rules() -> Rules:
    return Rules(REGISTRY, Terms(), START, uuid4)


def test_a_proefbericht_is_closed_and_never_offered() -> None:
    dossier = Dossier(MELDING, "n")
    take_besluit(
        dossier,
        besluit(1, Vervolg.OVERDRACHT, Urgentie.ACUUT, "6211AB", proefbericht=True),
        rules(),
    )
    (told,) = dossier.drain()
    assert isinstance(told, Told)
    assert (told.moment, told.partij) == (Moment.AFGESLOTEN, None)
    assert not dossier.overdrachten


def test_another_vervolg_is_only_remembered_and_a_later_overdracht_offered() -> None:
    dossier = Dossier(MELDING, "n")
    take_besluit(dossier, besluit(1, Vervolg.ONDERZOEK, Urgentie.HOOG, "6211AB"), rules())
    assert not list(dossier.drain())
    assert dossier.besluit_versie == 1
    take_besluit(dossier, besluit(2, Vervolg.OVERDRACHT, Urgentie.REGULIER, "6211AB"), rules())
    assert dossier.open is not None
    assert dossier.open.urgentie is Urgentie.HOOG


def test_direct_ingrijpen_is_acuut() -> None:
    dossier = Dossier(MELDING, "n")
    take_besluit(
        dossier, besluit(1, Vervolg.DIRECT_INGRIJPEN, Urgentie.REGULIER, "6211AB"), rules()
    )
    assert dossier.open is not None
    assert dossier.open.urgentie is Urgentie.ACUUT


def test_silence_reminds_asks_the_deputy_and_then_a_person() -> None:
    dossier = Dossier(MELDING, "n")
    take_besluit(dossier, besluit(1, Vervolg.OVERDRACHT, Urgentie.ACUUT, "6211AB"), rules())
    moments = []
    for minutes in (8, 16, 24, 32):
        ring = Rules(REGISTRY, Terms(), START + timedelta(minutes=minutes), uuid4)
        for overdracht in tuple(dossier.overdrachten):
            if overdracht.wekker_op is not None and overdracht.wekker_op <= ring.now:
                pass_time(dossier, overdracht, ring)
        moments.append(dossier.moment)
    assert moments == [
        Moment.HERINNERD,
        Moment.AANGEBODEN,
        Moment.HERINNERD,
        Moment.GEESCALEERD,
    ]
    assert [o.contact for o in dossier.overdrachten] == ["gm0935-0", "gm0935-1"]
    questions = [e for e in dossier.drain() if isinstance(e, Asked)]
    assert [q.question for q in questions] == ["overdracht-stil"]
    assert questions[0].urgentie is Urgentie.ACUUT


def test_a_zaaknummer_is_kept_and_echoed_in_the_next_round() -> None:
    dossier = Dossier(MELDING, "n")
    take_besluit(dossier, besluit(1, Vervolg.OVERDRACHT, Urgentie.ACUUT, "6211AB"), rules())
    first = dossier.overdrachten[0]
    answer = OverdrachtOntvangenV1(overdracht_id=first.id, zaaknummer="Z-1")
    take_answer(dossier, first, answer, START)
    pass_time(dossier, first, Rules(REGISTRY, Terms(), START + timedelta(hours=1), uuid4))
    assert dossier.overdrachten[1].zaaknummer == "Z-1"
