"""What an anonymous melder can look up: a code, and one of three words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vt_contracts.codes import Code, Moment, Vervolg

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which people mistake."""
CODE_LENGTH = 20
"""Twenty letters of five bits are a hundred bits: nobody guesses one, however often they try."""
CODE_BYTES = CODE_LENGTH
_READ_AS = str.maketrans("OIL", "011", " -")


class Stand(Code):
    """All that an anonymous melder hears (domain, What a melder is told)."""

    ONTVANGEN = "ontvangen"
    IN_BEHANDELING = "in-behandeling"
    AFGEHANDELD = "afgehandeld"


class Feit(NamedTuple):
    """The newest that one service told of a melding."""

    moment: Moment
    vervolg: Vervolg | None


def opzoekcode(secret: bytes) -> str:
    """A code of `CODE_BYTES` random bytes, in groups of four: `7K3M-9QWX-…`."""
    letters = [LETTERS[byte % 32] for byte in secret[:CODE_LENGTH]]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, CODE_LENGTH, 4))


def read_code(text: str) -> str | None:
    """The code as it was meant, whatever spaces, dashes and case somebody typed; None: no code."""
    code = text.upper().translate(_READ_AS)
    return code if len(code) == CODE_LENGTH and set(code) <= set(LETTERS) else None


_WAITS = frozenset({Moment.ONTVANGEN, Moment.AANGEVULD, Moment.WACHT_OP_BESLUIT})
_OVER = frozenset({Moment.GESTART, Moment.AFGESLOTEN})


def stand(feiten: Sequence[Feit]) -> Stand:
    """Where a melding is, from the newest fact of each service, the oldest first.

    Handled is when the work elsewhere has really started or Veilig Thuis has ended its part; for
    what is only passed on (doorzetten), when it arrived.
    """
    if all(feit.moment in _WAITS for feit in feiten):
        return Stand.ONTVANGEN
    moment, vervolg = feiten[-1]
    if moment in _OVER or (moment is Moment.BEZORGD and vervolg is Vervolg.DOORZETTEN):
        return Stand.AFGEHANDELD
    return Stand.IN_BEHANDELING
