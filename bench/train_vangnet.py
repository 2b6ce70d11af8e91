"""Makes the weights of intake's net for free text from the labelled set for making rules.

`python -m bench.train_vangnet FILE` writes them; without FILE it says how well weights that were
learned from nine tenths of the set find the acute ones in the other tenth. A linear support vector
machine (dual coordinate descent, Hsieh e.a. 2008), written out because it is thirty lines and saves
a dependency. The half for the final figure is never read here.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from math import sqrt
from pathlib import Path

from intake.vrije_tekst.vangnet import Vangnet, letter_groups
from intake.vrije_tekst.woorden import normal, words_of

SET = Path(__file__).parent / "triage" / "ontwikkeling.jsonl"
COST = 4.0
ROUNDS = 60
FOLDS = 10
RAREST = 2
"""A letter group in fewer texts than this says nothing."""
SMALLEST = 0.02
"""Smaller weights are left out of the file."""

Features = dict[str, float]


def words_in(text: str) -> list[str]:
    """The words as intake reads them."""
    return words_of(normal(text)).words


def features(text: str) -> Features:
    """How often each letter group stands in the different words, independent of the length."""
    found: Counter[str] = Counter()
    for word in sorted(set(words_in(text))):
        found.update(letter_groups(word))
    size = sqrt(sum(found.values())) or 1.0
    return {group: count / size for group, count in found.items()}


def learned(texts: list[str], acute: list[bool]) -> dict[str, float]:
    """Weights that set the acute texts apart from the others."""
    rows = [features(text) for text in texts]
    spread = Counter(group for row in rows for group in row)
    rows = [{g: x for g, x in row.items() if spread[g] >= RAREST} | {"": 1.0} for row in rows]
    signs = [1.0 if is_acute else -1.0 for is_acute in acute]
    share = sum(acute) / len(acute)
    most = [COST * (0.5 / share if is_acute else 0.5 / (1 - share)) for is_acute in acute]
    norms = [sum(x * x for x in row.values()) for row in rows]
    weights: dict[str, float] = dict.fromkeys(spread, 0.0) | {"": 0.0}
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
    return weights


def held_out(texts: list[str], acute: list[bool]) -> list[float]:
    """The score of each text by weights that were learned without it."""
    scores = [0.0] * len(texts)
    for fold in range(FOLDS):
        rest = [i for i in range(len(texts)) if i % FOLDS != fold]
        net = Vangnet(learned([texts[i] for i in rest], [acute[i] for i in rest]))
        for i in range(fold, len(texts), FOLDS):
            scores[i] = net.score(words_in(texts[i]))
    return scores


def main() -> None:
    """Writes the weights, or tells what they are worth on texts they have not seen."""
    rows = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    texts = [row["tekst"] for row in rows]
    acute = [row["label"] == "acuut" for row in rows]
    if len(sys.argv) > 1:
        weights = learned(texts, acute)
        lines = [f"{g}\t{w:.3f}\n" for g, w in sorted(weights.items()) if abs(w) >= SMALLEST]
        Path(sys.argv[1]).write_text("".join(lines), encoding="utf-8")
        return
    scores = held_out(texts, acute)
    print("threshold  recall of acute  share of all")
    for share in (0.3, 0.4, 0.45, 0.5, 0.6):
        threshold = sorted(scores, reverse=True)[int(share * len(scores))]
        found = sum(1 for s, a in zip(scores, acute, strict=True) if a and s >= threshold)
        print(f"{threshold:9.2f}  {found / sum(acute):15.2f}  {share:12.2f}")


if __name__ == "__main__":
    main()
