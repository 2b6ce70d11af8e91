"""What the chain makes of the labelled meldingen: `python -m bench.triage_figures [HALF]`.

Runs the real code: intake's reading and estimate, then triage's facts and rules. Twice: with the
signal fields as a careful medewerker filled them in, and from the text alone (every field
*onbekend*). Exit code 1 when a bound is not met. HALF is `ontwikkeling`, or `slot` for the final
figure. Prints ids and labels, never texts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from intake.domain.urgentie import SIGNALEN, TekstSignalen, estimate
from intake.vrije_tekst import lezen, vangnet, woordenlijst
from triage.domain.facts import Familie
from triage.domain.rules import decide
from triage.ruleset import load as load_regelset
from triage.translate import facts
from vt_contracts.codes import Antwoord, Hoedanigheid, Kanaal, Rol, Urgentie
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_contracts.melding import Betrokkene, Signalen

FOLDER = Path(__file__).parent / "triage"
RECALL_FILLED = 1.0
RECALL_ASKED = 0.98
MOST_ASKED = 1 / 3
ReadText = Callable[[str], TekstSignalen]


class Handled(NamedTuple):
    """One labelled melding, and what the chain made of it."""

    row: dict[str, Any]
    acute: bool
    asked: bool
    zeker: tuple[str, ...]
    mogelijk: tuple[str, ...]

    @property
    def should_be_acute(self) -> bool:
        return bool(self.row["label"] == "acuut")

    @property
    def noticed(self) -> bool:
        """Acute, or before a person at once because of the text."""
        return self.acute or self.asked


class Figures(NamedTuple):
    """Shares between 0 and 1, and what the faults are."""

    filled: Sequence[Handled]
    text: Sequence[Handled]

    @property
    def recall_filled(self) -> float:
        return _share(h.acute for h in self.filled if h.should_be_acute)

    @property
    def recall_certain(self) -> float:
        return _share(h.acute for h in self.text if h.should_be_acute)

    @property
    def precision_certain(self) -> float:
        return _share(h.should_be_acute for h in self.text if h.acute)

    @property
    def recall_noticed(self) -> float:
        return _share(h.noticed for h in self.text if h.should_be_acute)

    @property
    def asked(self) -> float:
        return _share(h.asked for h in self.text)

    @property
    def misses(self) -> list[Handled]:
        return [h for h in self.text if h.should_be_acute and not h.noticed]

    @property
    def unmet(self) -> list[str]:
        """The bounds that are not met, in words."""
        bounds = (
            (self.recall_filled >= RECALL_FILLED, "fields filled: recall of acute below 1.00"),
            (self.recall_noticed >= RECALL_ASKED, "text alone: acute or asked below 0.98"),
            (self.asked <= MOST_ASKED, "text alone: more than a third asked at once"),
        )
        return [what for met, what in bounds if not met]


def _share(answers: Any) -> float:
    found = list(answers)
    return sum(found) / len(found) if found else 1.0


def rows(half: str) -> list[dict[str, Any]]:
    """The labelled meldingen of a half."""
    text = (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def reader() -> ReadText:
    """Intake's own reader, with the standard word list and net."""
    return lezen.Lezer(woordenlijst.load(), vangnet.load()).signals_in


def figures(labelled: Sequence[dict[str, Any]], read: ReadText) -> Figures:
    """All of them through intake and triage, with the fields filled in and without."""
    filled = [_handled(row, Signalen.model_validate(row["signalen"]), read) for row in labelled]
    return Figures(filled, [_handled(row, Signalen(), read) for row in labelled])


_REGELSET = load_regelset()
_MOMENT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def _handled(row: dict[str, Any], signalen: Signalen, read: ReadText) -> Handled:
    found = estimate(signalen, tekst=read(row["tekst"]))
    melding = MeldingOntvangenV1(
        melding_id=UUID(int=1),
        nummer=row["id"],
        versie=1,
        kanaal=Kanaal(row["kanaal"]),
        bron="bench",
        hoedanigheid=Hoedanigheid(row["hoedanigheid"]),
        ontvangen_op=_MOMENT,
        urgentie=found.urgentie,
        urgentie_redenen=list(found.redenen),
        signalen=signalen,
        signalen_uit_tekst=list(found.uit_tekst),
        mogelijke_signalen=list(found.mogelijk),
        huiselijk_geweld_of_kindermishandeling=Antwoord(row["hgkm"]),
        betrokkenen=[Betrokkene(rol=Rol.KIND)],
    )
    besluit = decide(facts(melding, found.urgentie, Familie.NIET_BEKEND), _REGELSET)
    acute = besluit.urgentie is Urgentie.ACUUT
    return Handled(row, acute, besluit.meteen, found.uit_tekst, found.mogelijk)


def report(half: str, found: Figures) -> str:
    """The figures in words."""
    acute = [h for h in found.text if h.should_be_acute]
    lines = [
        f"{half}: {len(found.text)} meldingen, {len(acute)} acute",
        f"fields filled in     recall of acute            {found.recall_filled:.3f}  (1.000)",
        f"from text alone      recall of acute, certain   {found.recall_certain:.3f}",
        f"                     precision of acute         {found.precision_certain:.3f}",
        f"                     acute or asked at once     {found.recall_noticed:.3f}  (>= 0.980)",
        f"                     asked at once, of all      {found.asked:.3f}  (<= 0.333)",
        "Asked at once: a possible signal in the text, a person within minutes. That a blank field",
        "asks a person within the day (rule gevaar-onbekend) is not counted.",
        "",
        f"{'signal':<40} acute  certain  named  noticed",
    ]
    for name in SIGNALEN:
        ja = [h for h in acute if h.row["signalen"][name] == Antwoord.JA]
        certain = _share(name in h.zeker for h in ja)
        named = _share(name in (*h.zeker, *h.mogelijk) for h in ja)
        noticed = _share(h.noticed for h in ja)
        lines.append(f"{name:<40} {len(ja):5d}  {certain:7.2f}  {named:5.2f}  {noticed:7.2f}")
    wrong = [h for h in found.text if h.acute and not h.should_be_acute]
    lines += ["", "missed: " + (", ".join(_named(h) for h in found.misses) or "none")]
    lines += ["acute by the text alone, labelled otherwise: " + ", ".join(map(_named, wrong))]
    lines += [f"NOT MET: {what}" for what in found.unmet]
    return "\n".join(lines)


def _named(handled: Handled) -> str:
    return f"{handled.row['id']} ({handled.row['label']})"


def main() -> int:
    """Prints the report; 1 when a bound is not met."""
    half = sys.argv[1] if len(sys.argv) > 1 else "ontwikkeling"
    if half not in ("ontwikkeling", "slot"):
        print("name a half: ontwikkeling or slot", file=sys.stderr)
        return 2
    found = figures(rows(half), reader())
    print(report(half, found))
    return 1 if found.unmet else 0


if __name__ == "__main__":
    sys.exit(main())
