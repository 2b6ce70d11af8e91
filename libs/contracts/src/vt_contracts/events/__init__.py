"""All released events; importing this package fills `vt_contracts.contract.CONTRACTS`."""

from vt_contracts.events import (
    aanlevering,
    aanvulling,
    dead_letter,
    kanalen,
    melding,
    overdracht,
    overgedragen,
    terugkoppeling,
)

__all__ = [
    "aanlevering",
    "aanvulling",
    "dead_letter",
    "kanalen",
    "melding",
    "overdracht",
    "overgedragen",
    "terugkoppeling",
]
