"""All released events; importing this package fills `vt_contracts.contract.CONTRACTS`."""

from vt_contracts.events import (
    aanlevering,
    dead_letter,
    melding,
    overdracht,
    terugkoppeling,
    verrijking,
)

__all__ = ["aanlevering", "dead_letter", "melding", "overdracht", "terugkoppeling", "verrijking"]
