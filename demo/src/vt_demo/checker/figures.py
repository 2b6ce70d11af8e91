"""The figures of the day: per channel, per outcome, and how long things took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from vt_demo.checker.evidence import Evidence
from vt_demo.checker.verdict import RECEIPT, Verdict

WAITS_FOR_PERSON = frozenset({"wacht-op-besluit", "wacht-op-routering", "geweigerd", "geescaleerd"})
"""After these moments nothing happens until a person decides."""


def progress(evidence: Evidence, verdict: Verdict) -> dict[str, int]:
    """Counts per stage, for whoever watches."""
    told = [
        {status.moment for status in statuses.values()} for statuses in evidence.statuses.values()
    ]
    moments = Counter(moment for seen in told for moment in seen)
    return {
        "verzonden": len(evidence.messages),
        "meldingen": sum(1 for case in verdict.cases if case.nummer),
        "getrieerd": moments["getrieerd"],
        "bij een mens": sum(not WAITS_FOR_PERSON.isdisjoint(seen) for seen in told),
        "aangeboden": len(evidence.offers),
        "geweigerd door gemeente": moments["geweigerd"],
        "geescaleerd": moments["geescaleerd"],
        "dead letters": len(evidence.dead_letters),
        "afgerond": sum(case.outcome is not None for case in verdict.cases),
    }


def summary(evidence: Evidence, verdict: Verdict) -> dict[str, Any]:
    """Everything for the table at the end; times in seconds from sending."""
    channels: dict[str, Counter[str]] = defaultdict(Counter)
    to_offer: dict[str, list[float]] = defaultdict(list)
    to_acceptance: dict[str, list[float]] = defaultdict(list)
    for case in verdict.cases:
        lane = "acuut" if case.sent.acuut else "overig"
        channel = channels[case.sent.kanaal]
        channel["meldingen"] += 1
        channel["acuut"] += case.sent.acuut
        channel["afgerond"] += case.outcome is not None
        offers = evidence.offers.get(case.melding_id, {}).values()
        if offers:
            to_offer[lane].append(min(offer.at for offer in offers) - case.sent.at)
        taken = [
            answer.at
            for offer in offers
            for answer in evidence.answers.get(offer.overdracht_id, ())
            if answer.kind == ("ontvangen" if offer.bevestiging == RECEIPT else "geaccepteerd")
        ]
        if taken:
            to_acceptance[lane].append(min(taken) - case.sent.at)
    for sent in evidence.messages:
        if sent.verwacht != "melding":
            channels[sent.kanaal][sent.verwacht] += 1
    answers = Counter(a.kind for given in evidence.answers.values() for a in given)
    return {
        "kanalen": {name: dict(counts) for name, counts in sorted(channels.items())},
        "uitkomsten": dict(verdict.outcomes().most_common()),
        "tot aanbod": {lane: percentiles(times) for lane, times in to_offer.items()},
        "tot aanname": {lane: percentiles(times) for lane, times in to_acceptance.items()},
        "aanbiedingen": sum(len(offers) for offers in evidence.offers.values()),
        "antwoorden": dict(answers.most_common()),
        "dead letters": len(evidence.dead_letters),
        "terugkoppelingen": sum(len(told) for told in evidence.feedback.values()),
        "mails": sum(len(told) for told in evidence.mails.values()),
        "herhaalde bezorgingen": evidence.repeats,
        **{
            name: count
            for name, count in progress(evidence, verdict).items()
            if name in ("bij een mens", "geescaleerd")
        },
    }


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile (nearest rank), in seconds."""
    ranked = sorted(times)
    return {
        f"p{share}": round(ranked[max(0, -(-share * len(ranked) // 100) - 1)], 2)
        for share in (50, 95)
    }
