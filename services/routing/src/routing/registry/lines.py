"""Where something stands in a TOML file, for whoever must mend it; tomllib itself does not tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\[\[\s*([A-Za-z0-9_.]+)\s*\]\]\s*(#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_]+)\s*=")


class Fault(NamedTuple):
    """What is wrong, where: the line (0 when it is nowhere in particular) and the path."""

    line: int
    path: str
    text: str


def located(where: Mapping[Path, int], path: Path, text: str) -> Fault:
    """The fault with the line of the nearest part of its path that has one."""
    line = next(
        (where[path[:length]] for length in range(len(path), 0, -1) if path[:length] in where), 0
    )
    name = ""
    for part in path:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return Fault(line, name, text)


def line_index(text: str) -> dict[Path, int]:
    """The line of every table and key."""
    lines: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    current: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line.strip()):
            *parents, last = header[1].split(".")
            path: Path = ()
            for parent in parents:
                path = (*path, parent)
                path = (*path, counts[path] - 1)
            path = (*path, last)
            current = (*path, counts[path])
            counts[path] += 1
            lines[current] = number
        elif key := _KEY.match(line):
            lines[(*current, key[1])] = number
    return lines
