"""Judges the evidence: which meldingen are finished, lost or doubled. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from vt_demo.checker.evidence import Evidence, Offer, Sent

ACCEPTANCE, RECEIPT = "acceptatie", "ontvangst"
CLOSING_DECISIONS = {
    "omzetten-in-advies": "advies",
    "einde-bemoeienis": "einde bemoeienis",
}
OFFERED_MOMENT, CLOSED_MOMENT = "aangeboden", "afgesloten"
REPORTED_AS: dict[str, tuple[str, ...]] = {
    # Which moments a melder hears of after the receipt, by how a melding ended.
    "overgedragen": (OFFERED_MOMENT, "geaccepteerd"),
    "telefonisch geaccepteerd": ("geaccepteerd",),
    "doorgezet": (OFFERED_MOMENT, "bezorgd"),
    "advies": (CLOSED_MOMENT,),
    "einde bemoeienis": (CLOSED_MOMENT,),
}


class Fault(StrEnum):
    """What can be wrong with the day; the first is *zoek*, the second *dubbel*."""

    LOST = "zoek"
    DOUBLE = "dubbel"
    OTHER = "anders"


@dataclass(slots=True)
class Case:
    """One accepted melding: what was sent, and how it ended (None: not yet)."""

    sent: Sent
    nummer: str = ""
    melding_id: str = ""
    outcome: str | None = None


@dataclass
class Verdict:
    """The outcome: a case per message id, and every fault with whom it is about."""

    cases: list[Case] = field(default_factory=list)
    faults: list[tuple[Fault, str, str]] = field(default_factory=list)
    refused: int = 0

    def about(self, fault: Fault) -> set[str]:
        """Which messages have a fault of this kind."""
        return {who for kind, who, _ in self.faults if kind is fault}

    @property
    def finished(self) -> int:
        """How many meldingen ended, once, with no fault at all."""
        wrong = {who for _, who, _ in self.faults}
        return sum(case.outcome is not None and _who(case.sent) not in wrong for case in self.cases)

    @property
    def good(self) -> bool:
        """Whether all that was sent ended as it should."""
        return not self.faults and self.finished == len(self.cases)

    def outcomes(self) -> Counter[str]:
        """How many meldingen ended in which way."""
        return Counter(case.outcome or "nog niet af" for case in self.cases)


def judge(evidence: Evidence, since: float) -> Verdict:
    """The verdict on what was seen so far; `since` is when the run began."""
    verdict = Verdict()
    known: set[str] = set()
    valid: set[tuple[str, str]] = set()
    for sent in evidence.messages:
        who = _who(sent)
        if sent.verwacht == "weigering":
            verdict.refused += 1
            verdict.faults += [(Fault.LOST, who, why) for why in _refusal_faults(sent, evidence)]
            continue
        if sent.place is None and sent.status != 202:
            verdict.faults.append((Fault.LOST, who, f"kreeg HTTP {sent.status}, geen 202"))
        if sent.message in valid:
            continue  # a repeat: the numbers of a message are counted once
        valid.add(sent.message)
        case = _case(sent, evidence, verdict)
        verdict.cases.append(case)
        known.add(case.melding_id)
    for melding_id, statuses in evidence.statuses.items():
        received = [s for s in statuses.values() if s.moment == "ontvangen" and s.at >= since]
        if received and melding_id not in known:
            verdict.faults.append((Fault.DOUBLE, melding_id, "hoort bij geen verzonden bericht"))
    verdict.faults += [(Fault.OTHER, "", text) for text in evidence.strange]
    return verdict


def _case(sent: Sent, evidence: Evidence, verdict: Verdict) -> Case:
    who, numbers = _who(sent), evidence.accepted.get(sent.message, {})
    case = Case(sent)
    if not numbers:
        verdict.faults.append((Fault.LOST, who, "kreeg geen meldingnummer"))
        return case
    if len(numbers) > 1:
        verdict.faults.append((Fault.DOUBLE, who, f"kreeg meer nummers: {sorted(numbers)}"))
    case.nummer, case.melding_id = next(iter(numbers.items()))
    case.outcome = outcome(case.melding_id, evidence)
    if case.outcome is None:
        verdict.faults.append((Fault.LOST, who, f"{case.nummer} is nog niet afgerond"))
    verdict.faults += [
        (Fault.DOUBLE, who, f"{case.nummer}: {why}") for why in _doubles(case, evidence)
    ]
    if case.outcome is not None:
        verdict.faults += [
            (Fault.LOST, who, f"{case.nummer}: {why}") for why in _unreported(case, evidence)
        ]
    verdict.faults += [(Fault.OTHER, who, f"{case.nummer}: {why}") for why in _odd(case, evidence)]
    if "fout-bsn" in sent.kenmerken and sent.message not in evidence.odd_details:
        verdict.faults.append((Fault.OTHER, who, "het foute BSN is niet teruggemeld"))
    return case


def outcome(melding_id: str, evidence: Evidence) -> str | None:
    """How a melding ended, or None: by the parties' own answers, else by a person's decision."""
    offers = evidence.offers.get(melding_id, {}).values()
    for offer in offers:
        kinds = {answer.kind for answer in evidence.answers.get(offer.overdracht_id, ())}
        if offer.bevestiging == RECEIPT and "ontvangen" in kinds:
            return "doorgezet"
        if {"geaccepteerd", "gestart"} <= kinds:
            return "overgedragen"
    statuses = sorted(evidence.statuses.get(melding_id, {}).values(), key=lambda s: s.at)
    for status in statuses:
        if status.moment == "getrieerd" and status.vervolg in CLOSING_DECISIONS:
            return CLOSING_DECISIONS[status.vervolg]
        if status.moment == "geaccepteerd" and not _named_acceptance(offers, evidence):
            return "telefonisch geaccepteerd"
    return None


def _named_acceptance(offers: Iterable[Offer], evidence: Evidence) -> bool:
    return any(
        answer.kind == "geaccepteerd"
        for offer in offers
        for answer in evidence.answers.get(offer.overdracht_id, ())
    )


def _refusal_faults(sent: Sent, evidence: Evidence) -> Iterator[str]:
    if sent.place is None:
        yield "kon niet worden verstuurd"
        return
    if not evidence.rejected.get(sent.place):
        yield f"de afzender hoorde niet dat {sent.place} is geweigerd"
    if not evidence.dead_letters.get(sent.place):
        yield f"{sent.place} ligt niet bij de dead letters"


def _doubles(case: Case, evidence: Evidence) -> Iterator[str]:
    offers = list(evidence.offers.get(case.melding_id, {}).values())
    rounds = Counter((offer.party, offer.ronde) for offer in offers)
    for (party, ronde), count in rounds.items():
        if count > 1:
            yield f"{count} keer aangeboden aan {party} in ronde {ronde}"
    accepted = {
        answer.party
        for offer in offers
        for answer in evidence.answers.get(offer.overdracht_id, ())
        if answer.kind == "geaccepteerd"
    }
    if len(accepted) > 1:
        yield f"aangenomen door {sorted(accepted)}"
    for (moment, _), ids in evidence.feedback.get(case.melding_id, {}).items():
        if len(ids) > 1:
            yield f"{len(ids)} keer hetzelfde teruggekoppeld ({moment})"
    for mails in evidence.mails.get(case.nummer, {}).values():
        if len(mails) > 1:
            yield f"{len(mails)} mails met dezelfde tekst"


def _odd(case: Case, evidence: Evidence) -> Iterator[str]:
    """What must never happen to a melding, however it ended."""
    for offer in evidence.offers.get(case.melding_id, {}).values():
        if case.sent.acuut and not (offer.urgentie == "acuut" and offer.acute_lane):
            yield "was acuut, maar is niet zo aangeboden"
        if case.sent.gemeente is not None and offer.party != case.sent.gemeente.lower():
            yield f"hoort bij {case.sent.gemeente}, maar is aangeboden aan {offer.party}"


def _unreported(case: Case, evidence: Evidence) -> Iterator[str]:
    assert case.outcome is not None
    moments = REPORTED_AS[case.outcome]
    if case.sent.place is None and case.sent.kanaal == "telefoon":
        # Mails say in words what it is about: one for the receipt, one for each moment.
        mails = len(evidence.mails.get(case.nummer, {}))
        if "met-mail" in case.sent.kenmerken and mails < 1 + len(moments):
            yield f"de melder kreeg {mails} mails, geen {1 + len(moments)}"
        return
    heard = {moment for moment, _ in evidence.feedback.get(case.melding_id, {})}
    for moment in moments:
        if moment not in heard:
            yield f"de melder hoorde niet dat de melding is {moment}"


def _who(sent: Sent) -> str:
    return f"{sent.kanaal}/{sent.bericht_id}"
