"""Puts what may be told into words: plain Dutch, from templates that get the allowed values alone.

A template that asks for anything else is an error: at start, because every template is read against
the policy, and again when it is used, because an unknown name is never an empty string.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, meta
from vt_contracts.codes import MelderSoort
from vt_contracts.parties import GEMEENTEN

from notification.domain.dossier import AMSTERDAM
from notification.domain.table import Beleid, Veld, Vertelmoment

TEXTS = Path(__file__).parent / "texts"
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
Words = tuple[tuple[str, str | bool | None], ...]


class TextError(Exception):
    """A text is missing or asks for what the policy does not allow; `faults` names each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Texts:
    """The templates in one folder, named `<melder soort>.<moment>.txt`."""

    def __init__(self, folder: Path = TEXTS) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701  plain text: there is no markup to escape
        )
        # Texts hold no persons and few differ: nine in ten are the same words for another melding.
        self._remembered = lru_cache(maxsize=2048)(self._rendered)

    def text(
        self,
        soort: MelderSoort,
        moment: Vertelmoment,
        waarden: Mapping[Veld, object],
        *,
        proefbericht: bool = False,
    ) -> str:
        """The words for one moment. Raises UndefinedError for a name that is not allowed."""
        # The number is told around the text, and would make each text another.
        words = tuple(
            [
                (veld, _word(veld, value))
                for veld, value in waarden.items()
                if veld is not Veld.NUMMER
            ]
        )
        text = self._remembered(f"{soort}.{moment}.txt", words)
        return self._remembered("_proefbericht.txt", (("bericht", text),)) if proefbericht else text

    def mail(self, nummer: str, text: str) -> str:
        """The whole mail around the words."""
        return self._rendered("_mail.txt", (("nummer", nummer), ("bericht", text))) + "\n"

    def check(self, beleid: Beleid) -> None:
        """Raises TextError unless every cell has a text that keeps to the fields of its cell."""
        faults = []
        for soort, row in beleid.regels.items():
            for moment, regel in row.items():
                if not regel.wegen:
                    continue
                name = f"{soort}.{moment}.txt"
                try:
                    asked = self._asked(name)
                except TemplateNotFound as error:
                    faults.append(f"{error.name} ontbreekt")
                    continue
                more = asked - {veld.value for veld in regel.velden - {Veld.NUMMER}}
                faults += [f"{name} vraagt om {field}" for field in sorted(more)]
        if faults:
            raise TextError(faults)

    def _rendered(self, name: str, words: Words) -> str:
        return self._environment.get_template(name).render(dict(words)).strip()

    def _asked(self, name: str) -> set[str]:
        loader = self._environment.loader
        assert loader is not None
        parsed = self._environment.parse(loader.get_source(self._environment, name)[0])
        asked = meta.find_undeclared_variables(parsed)
        for included in meta.find_referenced_templates(parsed):
            assert included is not None, "a text names what it includes"
            asked |= self._asked(included)
        return asked


def _word(veld: Veld, value: object) -> str | bool | None:
    """A value as a person reads it."""
    match value:
        case str():
            return party_name(value) if veld is Veld.PARTIJ else str(value)
        case datetime():
            local = value.astimezone(AMSTERDAM)
            return f"{_day(local)} om {local:%H:%M} uur"
        case date():
            return _day(value)
        case bool() | None:
            return value
        case _:
            return str(value)


def _day(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def party_name(partij: str) -> str:
    """A party as a person calls it: `gm0935` is the gemeente Maastricht."""
    gemeente = GEMEENTEN.get(partij.upper())
    return partij if gemeente is None else f"de gemeente {gemeente}"
