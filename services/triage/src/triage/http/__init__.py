"""Triage's API, one module per resource."""

from triage.http.klokken import klokken_router
from triage.http.meldingen import dossiers_router, werkitems_router
from triage.http.onderzoeken import onderzoeken_router

__all__ = ["dossiers_router", "klokken_router", "onderzoeken_router", "werkitems_router"]
