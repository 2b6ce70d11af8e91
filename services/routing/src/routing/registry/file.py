"""Reads a registry file: the registry as of a date. Good as a whole, or every fault at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from pydantic import ValidationError
from vt_contracts.cloudevents import findings

from routing.registry.document import RegistryDocument
from routing.registry.form import RegistryFile
from routing.registry.judging import judge
from routing.registry.lines import Fault, line_index, located


class FaultyRegistryError(Exception):
    """The file is refused as a whole; `faults` names everything wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = sorted(faults)


def read(text: str, keys: Mapping[str, str]) -> RegistryDocument:
    """The registry of a file; `keys` holds the public key (JWK as JSON) of each party.

    Raises FaultyRegistryError with all faults.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        broken = Fault(int(line[1]) if line else 0, "", "dit is geen geldige TOML")
        raise FaultyRegistryError([broken]) from error
    where = line_index(text)
    try:
        file = RegistryFile.model_validate(content)
    except ValidationError as error:
        raise FaultyRegistryError(
            [
                located(where, e["loc"], findings([dict(e)])[0].tekst)
                for e in error.errors(include_url=False, include_input=False)
            ]
        ) from error
    judged = judge(file, keys)
    if isinstance(judged, RegistryDocument):
        return judged
    raise FaultyRegistryError([located(where, path, reason) for path, reason in judged])
