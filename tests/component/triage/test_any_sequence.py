"""Guarantee U over time: whatever comes in and whatever people do, in any order and any batch.

No sequence lowers an urgency or ends a melding without a person who said so by name.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from triage.domain.rules import AUTOMATISCH
from triage.domain.triage import EINDIGT, REGELS, Beslissing
from vt_contracts.codes import Aanleiding, Antwoord, Kanaal, Moment, Urgentie, Vervolg
from vt_contracts.melding import Signalen
from vt_messaging.work_items.handlers import Act, Decide

FAMILIES = 3
BSNS = ("123456782", "111222333", None)
SIGNALEN = st.dictionaries(
    st.sampled_from(sorted(Signalen.model_fields)), st.sampled_from(["ja", "nee"]), max_size=3
)
CHANGES = st.fixed_dictionaries(
    {
        "signalen": SIGNALEN,
        "urgentie": st.sampled_from(Urgentie),
        "huiselijk_geweld_of_kindermishandeling": st.sampled_from(Antwoord),
        "kanaal": st.sampled_from([Kanaal.PROFESSIONAL, Kanaal.POLITIE]),
        "aanleiding": st.sampled_from([[], [Aanleiding.PARTNERGEWELD]]),
        "bsn": st.sampled_from(BSNS),
    }
)
PEOPLE = ("tri-1", "tri-2")


class Life(RuleBasedStateMachine):
    """A few meldingen of a few families at triage, with everything that can happen to them."""

    def __init__(self, keten: Any, make: Callable[..., Any]) -> None:
        super().__init__()
        self.keten = keten
        self.make = make
        self.versions: dict[int, int] = {}
        self.floors: dict[UUID, Urgentie] = {}
        """The lowest urgency that each melding may have now."""
        self.decided_by: dict[UUID, tuple[str, Vervolg]] = {}
        """What a person decided last about a melding."""
        self.ended: set[UUID] = set()

    def run(self, work: Any) -> Any:
        return asyncio.run(work)

    @rule(
        arrivals=st.lists(st.tuples(st.integers(1, FAMILIES), CHANGES), min_size=1, max_size=3),
        again=st.booleans(),
    )
    def arrive(self, arrivals: list[tuple[int, dict[str, Any]]], again: bool) -> None:
        """New meldingen, newer versions and repeats of old ones, in one batch."""
        batch = []
        for number, changes in arrivals:
            versie = self.versions.get(number, 0) + (0 if again and number in self.versions else 1)
            news = versie > self.versions.get(number, 0)
            self.versions[number] = versie
            melding = self.make(number, versie, **changes)
            batch.append(melding)
            if news:
                floor = self.floors.get(melding.melding_id, Urgentie.REGULIER)
                self.floors[melding.melding_id] = floor.raised_to(melding.urgentie)
        self.run(self.keten.receive(*batch))

    @rule(hours=st.sampled_from([1, 30, 200]))
    def time_passes(self, hours: int) -> None:
        self.keten.later(hours=hours)

    @precondition(lambda self: self.open_items())
    @rule(
        data=st.data(),
        who=st.sampled_from(PEOPLE),
        vervolg=st.sampled_from(Vervolg),
        urgentie=st.none() | st.sampled_from(Urgentie),
    )
    def decide(
        self, data: st.DataObject, who: str, vervolg: Vervolg, urgentie: Urgentie | None
    ) -> None:
        item = data.draw(st.sampled_from(self.open_items()))
        about = item["about"]
        before = self.row(about)["version"]
        beslissing = Beslissing(vervolg=vervolg, reden="Gebeld.", urgentie=urgentie)
        self.run(
            self.keten.command(self.keten.werkitems.decide, Decide(item["id"], who, beslissing))
        )
        if self.row(about)["version"] == before:
            return
        if urgentie is not None:
            self.floors[about] = urgentie
        self.decided_by[about] = (who, vervolg)
        if vervolg in EINDIGT:
            self.ended.add(about)

    @precondition(lambda self: self.open_items())
    @rule(data=st.data(), who=st.sampled_from(PEOPLE))
    def claim(self, data: st.DataObject, who: str) -> None:
        item = data.draw(st.sampled_from(self.open_items()))
        self.run(self.keten.command(self.keten.werkitems.claim, Act(item["id"], who)))

    @invariant()
    def no_urgency_is_below_what_came_in_or_a_person_said(self) -> None:
        for melding_id, floor in self.floors.items():
            assert Urgentie(self.row(melding_id)["urgentie"]).rank >= floor.rank
            # What the rules raised stays raised, too.
            self.floors[melding_id] = floor.raised_to(Urgentie(self.row(melding_id)["urgentie"]))

    @invariant()
    def rules_decide_nothing_but_what_they_may(self) -> None:
        for row in self.keten.store.rows("triage"):
            if row["besloten_door"] == REGELS:
                assert Vervolg(row["vervolg"]) in AUTOMATISCH

    @invariant()
    def what_a_person_decided_stands(self) -> None:
        for melding_id, (who, vervolg) in self.decided_by.items():
            row = self.row(melding_id)
            assert (row["besloten_door"], row["vervolg"]) == (who, vervolg)

    @invariant()
    def nobody_is_told_of_an_end_that_no_person_decided(self) -> None:
        for out in self.keten.sent:
            told = json.loads(out.value)
            if told.get("moment") == Moment.AFGESLOTEN:
                assert UUID(told["meldingId"]) in self.ended

    @invariant()
    def what_waits_is_in_somebody_s_list(self) -> None:
        open_ids = {item["id"] for item in self.open_items()}
        for row in self.keten.store.rows("triage"):
            if row["stand"] == "wacht-op-besluit":
                assert row["werkitem_id"] in open_ids

    def open_items(self) -> list[dict[str, Any]]:
        return [
            item
            for item in self.keten.store.rows("work_item")
            if item["state"] != "afgehandeld" and item["kind"] == "triage-besluit"
        ]

    def row(self, melding_id: UUID) -> dict[str, Any]:
        return self.keten.store.tables["triage"][(melding_id,)]  # type: ignore[no-any-return]


def test_no_sequence_lowers_an_urgency_or_ends_a_melding_without_a_person(
    keten: Any, make: Callable[..., Any]
) -> None:
    new = type(keten)
    lives: list[Life] = []

    def life() -> Life:
        lives.append(Life(new(), make))
        return lives[-1]

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        life, settings=settings(max_examples=60, stateful_step_count=15, deadline=None)
    )
    assert any(life.decided_by for life in lives), "no sequence in which a person decided"
