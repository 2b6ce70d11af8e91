"""How well mentions of known people are recognised, and what the look-up costs as the store grows.

`make bench-linking` (or `python -m bench.linking`): PERSONS stored (default 100,000), a fifth as many
mentions, of which seven in ten of somebody stored and the others of their relatives and of strangers.
Then the look-up of batches in PostgreSQL with 10,000 and with STORED persons (default 1,000,000; 0
leaves it out), measured in turn. Plain lines; exit 1 when a bound fails.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from triage.domain.matching.comparing import Blijkt, Zekerheid, compare, surnames
from triage.domain.matching.keys import keys
from triage.domain.matching.persons import Persoon, persoon
from vt_contracts.melding import Betrokkene

from bench.lookup import DEAREST, FEW, measure
from bench.population import Population, Scribe

SEED = 20261124
PRECISION, WORK_PRECISION, WORK_PER_100, RECALL = 0.999, 0.3, 25.0, 0.90


@dataclass
class Figures:
    """What came of the mentions."""

    mentions: int = 0
    of_known: int = 0
    links: int = 0
    right_links: int = 0
    work: int = 0
    right_work: int = 0
    found: int = 0
    candidates: int = 0
    by_address: int = 0
    right_by_address: int = 0

    @property
    def precision(self) -> float:
        return self.right_links / self.links

    @property
    def work_precision(self) -> float:
        return self.right_work / self.work

    @property
    def work_per_100(self) -> float:
        return 100 * self.work / self.mentions

    @property
    def recall(self) -> float:
        return self.found / self.of_known

    def faults(self) -> list[str]:
        """The bounds that do not hold."""
        held = {
            f"precision of links >= {PRECISION}": self.precision >= PRECISION,
            f"precision of work items >= {WORK_PRECISION}": self.work_precision >= WORK_PRECISION,
            f"work items per 100 mentions <= {WORK_PER_100}": self.work_per_100 <= WORK_PER_100,
            f"recall of both >= {RECALL}": self.recall >= RECALL,
        }
        return [bound for bound, holds in held.items() if not holds]


def recognise(persons: int, seed: int = SEED) -> Figures:
    """Stores one mention of `persons` people, then holds a fifth as many new mentions against them."""
    people = Population(persons * 13 // 10, seed)
    scribe = Scribe(people, seed + 1)
    random = Random(seed + 2)
    shuffled = random.sample(people.people, len(people.people))
    stored, strangers = shuffled[:persons], shuffled[persons:]
    kept: list[Persoon] = []
    owner: list[str] = []
    family: list[int] = []
    index: dict[str, list[int]] = defaultdict(list)
    for one in stored:
        said = Betrokkene.model_validate(scribe.mention(one))
        for key in keys([said]):
            index[key].append(len(kept))
        kept.append(persoon(said, "20240101"))
        owner.append(one.bsn)
        family.append(one.gezin)
    figures = Figures()
    for number in range(persons // 5):
        known = number % 10 < 7
        one = random.choice(stored if known else strangers)
        said = Betrokkene.model_validate(scribe.mention(scribe.later(one)))
        mention = persoon(said, "20261124")
        found = {at for key in keys([said]) for at in index.get(key, ())}
        certain, likely = [], []
        for at in found:
            sure = compare(mention, kept[at]).zekerheid
            if sure is Zekerheid.ZEKER:
                certain.append(owner[at])
            elif sure is Zekerheid.WAARSCHIJNLIJK:
                likely.append(owner[at])
        figures.mentions += 1
        figures.of_known += known
        figures.candidates += len(found)
        figures.links += len(certain)
        figures.right_links += certain.count(one.bsn)
        if likely and not certain:
            figures.work += 1
            figures.right_work += one.bsn in likely
        if not certain and not likely:
            at_home = [
                at
                for at in found
                if mention.adres is not None
                and kept[at].adres == mention.adres
                and surnames(kept[at].achternamen, mention.achternamen) < Blijkt.BIJNA
            ]
            figures.by_address += bool(at_home)
            figures.right_by_address += any(family[at] == one.gezin for at in at_home)
        figures.found += known and (one.bsn in certain or (not certain and one.bsn in likely))
    return figures


def main() -> int:
    """Prints the figures; 1 when a bound fails."""
    figures = recognise(int(os.environ.get("PERSONS", "100000")))
    print(f"mentions {figures.mentions}, of somebody stored {figures.of_known}")
    print(f"candidates per mention {figures.candidates / figures.mentions:.2f}")
    print(f"automatic links {figures.links}, precision {figures.precision:.5f}")
    print(f"work items per 100 mentions {figures.work_per_100:.1f}, "
          f"precision {figures.work_precision:.3f}")  # fmt: skip
    print(f"beside these, another name at a known address asks a person: "
          f"{100 * figures.by_address / figures.mentions:.1f} per 100 mentions, "
          f"of one family {figures.right_by_address / max(1, figures.by_address):.3f}")  # fmt: skip
    print(f"recall of links and work items together {figures.recall:.4f}", flush=True)
    faults = figures.faults()
    if stored := int(os.environ.get("STORED", "1000000")):
        ratio, lines = measure(stored)
        print("\n".join(lines))
        print(f"look-up with {stored} persons costs {ratio:.2f} times that with {FEW}")
        if ratio > DEAREST:
            faults.append(f"cost of the look-up <= {DEAREST}")
    for fault in faults:
        print(f"FAILS: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
