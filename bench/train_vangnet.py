"""Makes the weights of intake's net for free text from the labelled sets for making rules.

`python -m bench.train_vangnet FILE` writes them; without FILE it says, for each set in turn, how well
weights that were learned from all others find its acute ones. Rarer groups count for more. A linear
support vector machine (dual coordinate descent, Hsieh e.a. 2008), written out because it is thirty
lines and saves a dependency. The half for the final figure is never read here.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt
from pathlib import Path

from intake.vrije_tekst.vangnet import Vangnet, letter_groups, word_pairs
from intake.vrije_tekst.woorden import normal, plain_words

FOLDER = Path(__file__).parent / "triage"
SETS = ("ontwikkeling", "oefen-a", "oefen-b", "oefen-c", "oefen-d")
"""Each by a writer of its own; the set for the final figure is not among them."""
COST = 0.2
ROUNDS = 30
RAREST = 2
"""A letter group in fewer texts than this says nothing."""
SMALLEST = 0.02
"""Smaller weights are left out of the file."""

Features = dict[str, float]


def words_in(text: str) -> list[str]:
    """The words as intake reads them."""
    return plain_words(normal(text))


def features(text: str) -> Features:
    """How often each group stands in the different words, independent of the length of the text."""
    words = words_in(text)
    found: Counter[str] = Counter(" ".join(pair) for pair in word_pairs(words))
    for word in sorted(set(words)):
        found.update(letter_groups(word))
    size = sqrt(sum(found.values())) or 1.0
    return {group: count / size for group, count in found.items()}


def learned(texts: Sequence[str], acute: Sequence[bool]) -> dict[str, float]:
    """Weights that set the acute texts apart from the others."""
    rows = [features(text) for text in texts]
    spread = Counter(group for row in rows for group in row)
    rarity = {g: log(len(rows) / n) + 1 for g, n in spread.items() if n >= RAREST}
    rows = [{g: x * rarity[g] for g, x in row.items() if g in rarity} | {"": 1.0} for row in rows]
    signs = [1.0 if is_acute else -1.0 for is_acute in acute]
    share = sum(acute) / len(acute)
    most = [COST * (0.5 / share if is_acute else 0.5 / (1 - share)) for is_acute in acute]
    norms = [sum(x * x for x in row.values()) for row in rows]
    weights: dict[str, float] = dict.fromkeys(rarity, 0.0) | {"": 0.0}
    alphas = [0.0] * len(rows)
    order = list(range(len(rows)))
    shuffled = random.Random(1)
    for _ in range(ROUNDS):
        shuffled.shuffle(order)
        for i in order:
            margin = signs[i] * sum(weights[g] * x for g, x in rows[i].items())
            wanted = min(max(alphas[i] + (1 - margin) / norms[i], 0.0), most[i])
            change, alphas[i] = (wanted - alphas[i]) * signs[i], wanted
            if change:
                for g, x in rows[i].items():
                    weights[g] += change * x
    del weights[""]
    return {g: w * rarity[g] for g, w in weights.items()}


def labelled(name: str) -> list[tuple[str, bool]]:
    """The texts of a set, each with whether it is acute."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    return [(row["tekst"], row["label"] == "acuut") for row in rows]


def held_out(name: str) -> list[tuple[float, bool]]:
    """The score of each text of a set by weights that were learned from the other sets."""
    rest = [row for other in SETS if other != name for row in labelled(other)]
    net = Vangnet(learned(*zip(*rest, strict=True)))
    return [(net.score(words_in(text)), acute) for text, acute in labelled(name)]


def main() -> None:
    """Writes the weights, or tells what they are worth on texts they have not seen."""
    if len(sys.argv) > 1:
        weights = learned(*zip(*[row for name in SETS for row in labelled(name)], strict=True))
        lines = [f"{g}\t{w:.3f}\n" for g, w in sorted(weights.items()) if abs(w) >= SMALLEST]
        Path(sys.argv[1]).write_text("".join(lines), encoding="utf-8")
        return
    print("set            threshold  recall of acute  share of the others")
    for name in SETS:
        scores = held_out(name)
        positive = sorted(score for score, acute in scores if acute)
        negative = [score for score, acute in scores if not acute]
        for wanted in (0.98, 0.95, 0.90):
            threshold = positive[int((1 - wanted) * len(positive))]
            others = sum(score >= threshold for score in negative) / len(negative)
            print(f"{name:12} {threshold:11.2f}  {wanted:15.2f}  {others:19.2f}")


if __name__ == "__main__":
    main()
