"""Whom triage can ask, with the public key that a question is encrypted to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from vt_contracts.parties import VERRIJKERS
from vt_messaging.sealing import check_key


def load_keys(path: Path | None) -> Mapping[str, str]:
    """The key (JWK, as JSON) of each partner that can be asked; none without a file.

    Raises UnusableKeyError for a key that nothing can be encrypted to.
    """
    if path is None:
        return {}
    given = json.loads(path.read_text("utf-8"))
    keys = {name: json.dumps(given[name], sort_keys=True) for name in VERRIJKERS if name in given}
    for jwk in keys.values():
        check_key(jwk)
    return keys
