"""What reading free text costs, on texts of 1 kB: `python -m bench.reading_speed`.

Each text has names, times and places of its own, so that no memory of words flatters the figure.
Beside it the first glance done with one compiled regular expression instead of Aho-Corasick.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from time import perf_counter

from intake.vrije_tekst import lezen, vangnet, woordenlijst
from intake.vrije_tekst.woorden import normal, spellings

TEXTS = 400
ROUNDS = 5
SIZE = 1000
ORDINARY = (
    "Surveillance in de wijk, gesproken met bewoner over de parkeeroverlast.",
    "Bewoner op leeftijd heeft hulp nodig bij de administratie en het huishouden.",
    "Gemeente verzocht om contact op te nemen over de schulden bij de woningcorporatie.",
    "Woning opgeruimd, koelkast gevuld, de huisarts komt donderdag langs.",
    "Betrokkene vertelde over zijn werk als chauffeur en zijn duiven.",
    "Formulier ingevuld en afgegeven, terugbellen op het genoemde nummer.",
)
ALARMING = "Buren hoorden dat hij haar bij de keel pakte en met een mes dreigde."


def texts(*more: str) -> list[str]:
    """Police texts of 1 kB, each with its own details."""
    chance = random.Random(7)
    found = []
    for _ in range(TEXTS):
        text = " ".join(more)
        while len(text) < SIZE:
            detail = "".join(chance.choices("bdeklmnoprtv", k=8)).capitalize()
            text += (
                f" {chance.choice(ORDINARY)} Rapp. {detail} om {chance.randrange(2400):04d} uur."
            )
        found.append(text[:SIZE])
    return found


def micros(work: Callable[[str], object], over: list[str]) -> float:
    """Microseconds a text, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = perf_counter()
        for text in over:
            work(text)
        best = min(best, perf_counter() - start)
    return best / len(over) * 1e6


def main() -> None:
    """Prints the figures."""
    lijst = woordenlijst.load()
    reader = lezen.Lezer(lijst, vangnet.load())
    ordinary, alarming = texts(), texts(ALARMING)
    read = sum(reader.worth_reading(text) for text in ordinary)
    print(f"no alarm words: {micros(reader.signals_in, ordinary):7.1f} us ({read} of {TEXTS} read)")
    print(f"alarm words:    {micros(reader.signals_in, alarming):7.1f} us")
    cores = sorted({core for one in lezen.alarm_words(lijst) for core in spellings(one.core)})
    one_regex = re.compile("|".join(map(re.escape, cores)))
    print(f"the glance as one regular expression of {len(cores)} words: ", end="")
    print(f"{micros(lambda text: one_regex.search(normal(text)), ordinary[:20]):7.1f} us")


if __name__ == "__main__":
    main()
