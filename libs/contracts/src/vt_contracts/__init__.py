"""The contracts of the meldketen: what crosses a boundary between services and partners."""

from vt_contracts import events
from vt_contracts.contract import CONTRACTS, event_type

__all__ = ["CONTRACTS", "event_type", "events"]
