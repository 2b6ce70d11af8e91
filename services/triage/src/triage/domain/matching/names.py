"""Names as they are compared: folded, without voorvoegsels, in their parts, with a code by sound.

Birth name, partner's name and double names are all names of the person (domain: Known family and
linking), so a surname is the set of its parts. Remembered per spelling: most names come back.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

REMEMBERED = 8192
"""Spellings that are kept in memory, some 500 bytes each."""
CODE_LENGTH = 5
"""Letters of a code by sound: shorter joins strangers, longer parts one name misspelt at its end."""

_BEFORE = (
    "van de den der het t te ten ter vd vdr von zu zur la le les l du des d del della di da do dos "
    "el al bin ibn ben op in uit aan bij onder over voor s"
)
VOORVOEGSELS = frozenset(_BEFORE.split())
"""Words before a surname that are no part of it (BRP, tabel 36, the usual ones)."""
_TUSSEN = re.compile(r"\s*(?:-|/|\be/v\b|\bev\b|\bgeb\b\.?|\bgeboren\b)\s*")
"""What stands between the two names of a double name, or before a birth name."""
_WORDS = re.compile(r"[a-z]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_SOUNDS = (
    ("sch", "sg"), ("ch", "g"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("dt", "t"), ("ce", "se"),
    ("ci", "si"), ("cy", "si"), ("c", "k"), ("q", "k"), ("x", "ks"), ("v", "f"), ("z", "s"),
    ("h", ""),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")


class Surname(NamedTuple):
    """The `parts` of a surname without voorvoegsels, and their codes by sound."""

    parts: tuple[str, ...]
    codes: tuple[str, ...]


class Given(NamedTuple):
    """First names in order, with the code by sound of the first (None: initials alone)."""

    names: tuple[str, ...]
    code: str | None


@lru_cache(REMEMBERED)
def surname(written: str) -> Surname:
    """The surname in its parts, however its voorvoegsel was written: in it, before or after it."""
    parts: dict[str, None] = {}
    for piece in _TUSSEN.split(folded(written)):
        words = _WORDS.findall(piece)
        core = [word for word in words if word not in VOORVOEGSELS] or words
        if core:
            parts["".join(core).replace("ij", "y")] = None
    return Surname(tuple(parts), tuple(dict.fromkeys(map(sound, parts))))


@lru_cache(REMEMBERED)
def given(written: str) -> Given:
    """The first names; a single letter is an initial and no name."""
    names = tuple(w.replace("ij", "y") for w in _WORDS.findall(folded(written)) if len(w) > 1)
    return Given(names, sound(names[0]) if names else None)


@lru_cache(REMEMBERED)
def initials(written: str) -> str:
    """The letters of what was written as initials, of names or of *voorletters*."""
    pieces: list[str] = _WORDS.findall(folded(written))
    if len(pieces) == 1 and written.isupper() and "." not in written and len(pieces[0]) <= 5:
        return pieces[0]  # JPM: three of them
    return "".join(piece[0] for piece in pieces)


def folded(written: str) -> str:
    """In small letters without diacritics."""
    if written.isascii():
        return written.lower()
    plain = unicodedata.normalize("NFKD", written.lower().translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


def sound(name: str) -> str:
    """A code that is the same for names that sound alike in Dutch: their consonants.

    A name that opens with a vowel keeps that it does, not which.
    """
    for letters, heard in _SOUNDS:
        if letters in name:
            name = name.replace(letters, heard)
    opening = "a" if _VOWELS.match(name) else ""
    code = opening + _VOWELS.sub("", _DOUBLED.sub(r"\1", name))
    # Final d sounds as t.
    code = code[:-1] + "t" if code.endswith("d") else code
    return _DOUBLED.sub(r"\1", code)[:CODE_LENGTH]
