"""Which gemeente an address lies in; everything that is not certain has a reason instead."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from vt_contracts.melding import Adres

from routing.domain.registry import Gemeente, Registry


class Place(NamedTuple):
    """A certain gemeente, and what it follows from (Dutch, for a person)."""

    gemeente: Gemeente
    uitleg: str


class Uncertain(NamedTuple):
    """Why the gemeente is not certain, and which ones (codes) a person may think of."""

    reden: str
    voorstel: tuple[str, ...] = ()


def place(adres: Adres | None, registry: Registry, day: date) -> Place | Uncertain | None:
    """The gemeente of an address on `day`; None when nothing at all is known of it.

    A postcode alone must lie in one gemeente; a gemeentecode must exist; together they must agree.
    Of a secret address only a given gemeentecode is used.
    """
    if adres is None:
        return None
    code, postcode = adres.gemeentecode, adres.postcode
    if code is None:
        if adres.geheim:
            return Uncertain("Het adres is geheim en de gemeente is niet bekend.")
        if postcode is None:
            return None
        return _by_postcode(postcode[:4], registry, day)
    gemeente = registry.gemeente(code, day)
    if gemeente is None:
        return _no_such(code, registry)
    if postcode is None:
        return Place(gemeente, f"gemeentecode {code} is {gemeente.naam}")
    digits = postcode[:4]
    lies_in = registry.postcodes.get(digits, ())
    if code in lies_in:
        return Place(gemeente, f"postcode {digits} en gemeentecode {code} zijn {gemeente.naam}")
    if not lies_in:
        return Uncertain(
            f"Postcode {digits} staat niet in het register en hoort dus niet zeker bij de "
            f"opgegeven gemeente {gemeente.naam}.",
            (code,),
        )
    return Uncertain(
        f"Tegenstrijdig: postcode {digits} ligt in {_names(lies_in, registry)}, de opgegeven "
        f"gemeente is {gemeente.naam}.",
        (*lies_in, code),
    )


def _by_postcode(digits: str, registry: Registry, day: date) -> Place | Uncertain:
    lies_in = registry.postcodes.get(digits, ())
    if not lies_in:
        return Uncertain(f"Postcode {digits} ligt niet in de regio, of staat niet in het register.")
    if len(lies_in) > 1:
        return Uncertain(
            f"Postcode {digits} ligt in meer gemeenten: {_names(lies_in, registry)}.", lies_in
        )
    gemeente = registry.gemeente(lies_in[0], day)
    if gemeente is None:
        return _no_such(lies_in[0], registry)
    return Place(gemeente, f"postcode {digits} ligt in {gemeente.naam}")


def _no_such(code: str, registry: Registry) -> Uncertain:
    known = registry.gemeenten.get(code)
    if known is None:
        return Uncertain(f"Gemeente {code} ligt niet in de regio, of staat niet in het register.")
    return Uncertain(f"{known.naam} ({code}) is op dit moment geen gemeente van het register.")


def _names(codes: tuple[str, ...], registry: Registry) -> str:
    return " en ".join(registry.gemeenten[c].naam if c in registry.gemeenten else c for c in codes)
