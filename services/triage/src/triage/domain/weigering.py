"""Why a person's command cannot be carried out as things stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weigering:
    """What to do instead, and which field to correct, if it is one."""

    waarom: str
    veld: str | None = None
