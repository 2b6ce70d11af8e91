"""`python -m vt_demo.checker RUN.JSON`: reads until all is finished, or for as long as is allowed.

Prints a line of JSON a second with counts; writes the verdict to the file that the description
names. Ends with 0 when everything that was sent ended as it should, else 1.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from vt_demo.checker import figures
from vt_demo.checker.apis import Apis
from vt_demo.checker.description import Description, SentLists
from vt_demo.checker.evidence import Evidence
from vt_demo.checker.reading import AllTopics
from vt_demo.checker.verdict import Fault, Verdict, judge

STEP = 0.25
JUDGE_EVERY = 1.0
QUIET = 2.0
"""Seconds without anything new after which nothing more is expected: time for a double to show."""
STUCK = 60.0
"""Seconds without anything new after which what is missing will not come any more."""


def main() -> int:
    """Check one run."""
    told = Description.read(Path(sys.argv[1]))
    evidence, lists = Evidence(), SentLists(told.sent)
    topics, apis = AllTopics(told), Apis(told)
    try:
        verdict = _follow(told, evidence, lists, topics, apis)
        if not verdict.about(Fault.LOST):
            faults = apis.status_faults(verdict.cases)
            verdict.faults += [(Fault.LOST, who, why) for who, why in faults]
    finally:
        topics.close()
        apis.close()
    good = verdict.good and len(verdict.cases) == told.meldingen
    content = {
        "meldingen": len(verdict.cases),
        "afgerond": verdict.finished,
        "zoek": len(verdict.about(Fault.LOST)),
        "dubbel": len(verdict.about(Fault.DOUBLE)),
        "goed": good,
        "geweigerd": verdict.refused,
        "fouten": [f"{kind.value}: {who} {why}" for kind, who, why in verdict.faults],
        **figures.summary(evidence, verdict),
    }
    told.verdict.write_text(json.dumps(content, ensure_ascii=False, indent=1))
    return 0 if good else 1


def _follow(
    told: Description, evidence: Evidence, lists: SentLists, topics: AllTopics, apis: Apis
) -> Verdict:
    """Reads along until all is finished and quiet, or patience ends after the last was sent."""
    latest_new = judged = time.monotonic()
    deadline: float | None = None
    verdict = Verdict()
    while True:
        new = lists.read(evidence)
        for record in topics.new():
            evidence.take(record, topics.open_offer)
            new += 1
        now = time.monotonic()
        if new:
            latest_new = now
        if now - judged > JUDGE_EVERY:
            if apis.read_mails(evidence):
                latest_new = now
            judged = now
            verdict = judge(evidence, told.since)
            print(json.dumps(figures.progress(evidence, verdict)), flush=True)
            if lists.complete:
                deadline = deadline or now + told.patience
                lost = verdict.about(Fault.LOST)
                open_items = [] if lost else apis.open_work_items()
                enough = STUCK if lost or open_items else QUIET
                if now - latest_new > enough or now > deadline:
                    verdict.faults += [
                        (Fault.LOST, "werkitem", f"{item['id']} is nog open") for item in open_items
                    ]
                    return verdict
        time.sleep(STEP)


if __name__ == "__main__":
    sys.exit(main())
