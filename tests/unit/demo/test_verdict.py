"""The checker finds what is lost, doubled or untold; each fault is planted here once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from vt_demo.checker.evidence import Evidence, Seen, Sent
from vt_demo.checker.figures import percentiles, progress, summary
from vt_demo.checker.verdict import Fault, Verdict, judge

PARTNER, PARTY = "politie-limburg", "gm0935"
MELDING, OVERDRACHT = "m-1", "o-1"


def opened(_party: str, value: bytes) -> bytes:
    return value


class Story:
    """Evidence of one melding that went well, to be changed by a test."""

    def __init__(self) -> None:
        self.evidence = Evidence()
        self._ids = 0

    def sent(self, bericht_id: str = "b-1", verwacht: str = "melding", **more: Any) -> Story:
        facts: dict[str, Any] = {
            "kanaal": PARTNER,
            "acuut": False,
            "gemeente": "GM0935",
            "kenmerken": (),
            "at": 100.0,
            "place": (f"aanlevering.{PARTNER}.v1", 0, len(self.evidence.messages)),
            "status": None,
            "answer": {},
            **more,
        }
        self.evidence.sent(Sent(bericht_id=bericht_id, verwacht=verwacht, **facts))
        return self

    def see(self, where: str, kind: str, id: str = "", at: float = 101.0, **data: Any) -> Story:
        self._ids += 1
        headers = {"ce_id": id or f"e-{self._ids}", "ce_type": f"nl.veiligthuis.{kind}.v1"}
        self.evidence.take(Seen(where, at, headers, json.dumps(data).encode()), opened)
        return self

    def accepted(self, bericht_id: str = "b-1", nummer: str = "VT-2026-0000001-0") -> Story:
        return self.see(
            f"aanlevering.{PARTNER}.antwoord.v1",
            "aanlevering.geaccepteerd",
            berichtId=bericht_id,
            meldingId=MELDING,
            nummer=nummer,
        )

    def offered(
        self,
        party: str = PARTY,
        overdracht: str = OVERDRACHT,
        id: str = "",
        ronde: int = 1,
        bevestiging: str = "acceptatie",
    ) -> Story:
        return self.see(
            f"overdracht.{party}.v1",
            "overdracht.aangeboden",
            id,
            overdrachtId=overdracht,
            meldingId=MELDING,
            ronde=ronde,
            bevestiging=bevestiging,
            urgentie="regulier",
        )

    def answered(self, *kinds: str, party: str = PARTY, overdracht: str = OVERDRACHT) -> Story:
        for kind in kinds:
            self.see(
                f"overdracht.{party}.antwoord.v1",
                f"overdracht.{kind}",
                at=102.0,
                overdrachtId=overdracht,
            )
        return self

    def status(self, schrijver: str, moment: str, **more: Any) -> Story:
        return self.see(
            "melding.status.v1",
            "melding.status",
            meldingId=MELDING,
            schrijver=schrijver,
            moment=moment,
            **more,
        )

    def told(self, *moments: str, id: str = "") -> Story:
        for moment in moments:
            self.see(
                f"aanlevering.{PARTNER}.antwoord.v1",
                "terugkoppeling.gegeven",
                id,
                meldingId=MELDING,
                moment=moment,
                tekst="…",
                op=f"{self._ids}",
            )
        return self

    def verdict(self) -> Verdict:
        return judge(self.evidence, since=0.0)


def handed_over() -> Story:
    story = Story().sent().accepted().status("intake", "ontvangen")
    story.offered().answered("ontvangen", "geaccepteerd", "gestart")
    return story.told("aangeboden", "geaccepteerd")


def test_a_melding_that_was_handed_over_is_finished() -> None:
    verdict = handed_over().verdict()
    assert verdict.good
    assert verdict.finished == 1
    assert verdict.outcomes() == {"overgedragen": 1}


def test_doorzetten_ends_with_receipt() -> None:
    story = Story().sent().accepted().offered(bevestiging="ontvangst").answered("ontvangen")
    assert story.told("aangeboden", "bezorgd").verdict().outcomes() == {"doorgezet": 1}


@pytest.mark.parametrize(
    ("vervolg", "outcome"),
    [("omzetten-in-advies", "advies"), ("einde-bemoeienis", "einde bemoeienis")],
)
def test_a_person_may_end_it(vervolg: str, outcome: str) -> None:
    story = Story().sent().accepted().status("triage", "getrieerd", vervolg=vervolg)
    assert story.told("afgesloten").verdict().outcomes() == {outcome: 1}


def test_acceptance_by_phone_is_a_persons_word() -> None:
    story = Story().sent().accepted().offered().status("routing", "geaccepteerd")
    assert story.told("geaccepteerd").verdict().outcomes() == {"telefonisch geaccepteerd": 1}


LOST: dict[str, Callable[[], Story]] = {
    "no number": lambda: Story().sent(),
    "no offer": lambda: Story().sent().accepted(),
    "not started": lambda: Story().sent().accepted().offered().answered("geaccepteerd"),
    "refused and left": lambda: Story().sent().accepted().offered().answered("geweigerd"),
    "melder not told": lambda: (
        Story().sent().accepted().offered().answered("geaccepteerd", "gestart").told("aangeboden")
    ),
    "no 202": lambda: Story().sent(place=None, status=503),
    "no rejection": lambda: Story().sent(verwacht="weigering"),
}


@pytest.mark.parametrize("story", LOST.values(), ids=LOST.keys())
def test_what_did_not_arrive_is_lost(story: Callable[[], Story]) -> None:
    verdict = story().verdict()
    assert verdict.about(Fault.LOST)
    assert not verdict.good


DOUBLE: dict[str, Callable[[], Story]] = {
    "two numbers": lambda: handed_over().accepted(nummer="VT-2026-0000002-8"),
    "two offers in a round": lambda: handed_over().offered(id="other"),
    "two parties": lambda: (
        handed_over()
        .offered("gm0917", "o-2", ronde=2)
        .answered("geaccepteerd", party="gm0917", overdracht="o-2")
    ),
    "told twice": lambda: handed_over().told("geaccepteerd"),
    "a melding of nobody": lambda: handed_over().see(
        "melding.status.v1",
        "melding.status",
        meldingId="m-9",
        schrijver="intake",
        moment="ontvangen",
    ),
}


@pytest.mark.parametrize("story", DOUBLE.values(), ids=DOUBLE.keys())
def test_what_came_twice_is_double(story: Callable[[], Story]) -> None:
    verdict = story().verdict()
    assert verdict.about(Fault.DOUBLE)
    assert not verdict.good


def test_a_transport_repeat_is_no_double() -> None:
    story = handed_over().offered(id="same").offered(id="same")
    assert story.evidence.repeats == 1
    # The first offer of the story has another id, so one double remains; the repeat adds none.
    assert len(story.verdict().faults) == 1


def test_a_repeated_message_counts_once() -> None:
    verdict = handed_over().sent(verwacht="herhaling").verdict()
    assert verdict.good
    assert len(verdict.cases) == 1


def test_an_invalid_message_needs_a_rejection_and_a_dead_letter() -> None:
    topic = f"aanlevering.{PARTNER}.v1"
    origin = {"topic": topic, "partitie": 0, "offset": 1}
    story = handed_over().sent("b-2", "weigering")
    story.see(f"aanlevering.{PARTNER}.antwoord.v1", "aanlevering.geweigerd", **origin)
    assert not story.verdict().good
    story.see("intake.dlq.v1", "dead-letter", **origin, werkitemId="w-1")
    verdict = story.verdict()
    assert verdict.good
    assert verdict.refused == 1


def test_a_wrong_bsn_must_be_reported_back() -> None:
    story = handed_over()
    story.evidence.messages[0] = story.evidence.messages[0]._replace(kenmerken=("fout-bsn",))
    assert story.verdict().about(Fault.OTHER)
    story.evidence.odd_details.add((PARTNER, "b-1"))
    assert story.verdict().good


def test_a_caller_with_mail_hears_of_every_moment_once() -> None:
    nummer = "VT-2026-0000001-0"
    story = Story().sent(
        kanaal="telefoon",
        place=None,
        status=202,
        kenmerken=("met-mail",),
        answer={"nummer": nummer, "meldingId": MELDING},
    )
    story.offered().answered("geaccepteerd", "gestart")
    for n, text in enumerate(("ontvangen", "besluit")):
        story.evidence.mail("a@b.example", f"Bericht ({nummer})", text, f"<{n}>")
    assert story.verdict().about(Fault.LOST)
    story.evidence.mail("a@b.example", f"Bericht ({nummer})", "overgedragen", "<2>")
    assert story.verdict().good
    story.evidence.mail("a@b.example", f"Bericht ({nummer})", "overgedragen", "<3>")
    assert story.verdict().about(Fault.DOUBLE)


def test_an_offer_that_its_addressee_cannot_open_is_a_fault() -> None:
    def closed(_party: str, _value: bytes) -> bytes:
        raise ValueError

    story = handed_over()
    headers = {"ce_id": "x", "ce_type": "nl.veiligthuis.overdracht.aangeboden.v1"}
    story.evidence.take(Seen(f"overdracht.{PARTY}.v1", 1.0, headers, b"?"), closed)
    assert story.verdict().about(Fault.OTHER)


def test_what_is_acuut_is_offered_as_acuut() -> None:
    story = handed_over()
    story.evidence.messages[0] = story.evidence.messages[0]._replace(acuut=True)
    assert story.verdict().about(Fault.OTHER)


def test_an_offer_goes_to_where_the_family_lives() -> None:
    story = handed_over()
    story.evidence.messages[0] = story.evidence.messages[0]._replace(gemeente="GM0917")
    assert story.verdict().about(Fault.OTHER)
    story.evidence.messages[0] = story.evidence.messages[0]._replace(gemeente=None)
    assert story.verdict().good


def test_figures_are_the_evidence_in_numbers() -> None:
    story = handed_over()
    verdict = story.verdict()
    assert progress(story.evidence, verdict)["afgerond"] == 1
    figures = summary(story.evidence, verdict)
    assert figures["kanalen"][PARTNER]["meldingen"] == 1
    assert figures["tot aanbod"] == {"overig": {"p50": 1.0, "p95": 1.0}}
    assert figures["tot aanname"] == {"overig": {"p50": 2.0, "p95": 2.0}}


def test_percentiles_are_by_nearest_rank() -> None:
    assert percentiles([3.0]) == {"p50": 3.0, "p95": 3.0}
    assert percentiles([float(n) for n in range(1, 101)]) == {"p50": 50.0, "p95": 95.0}
