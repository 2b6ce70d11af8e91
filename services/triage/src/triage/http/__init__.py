"""Triage's API, one module per resource."""

from triage.http.acute_meldingen import acute_meldingen_router
from triage.http.meldingen import dossiers_router, werkitems_router
from triage.http.verzoeken import verzoeken_router

__all__ = ["acute_meldingen_router", "dossiers_router", "verzoeken_router", "werkitems_router"]
