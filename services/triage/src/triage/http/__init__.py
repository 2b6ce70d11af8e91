"""Triage's API, one module per resource."""

from triage.http.acute_meldingen import acute_meldingen_router
from triage.http.afstemming import afstemming_router
from triage.http.doorlooptijden import doorlooptijden_router
from triage.http.klokken import klokken_router
from triage.http.koppelingen import koppelingen_router
from triage.http.meldingen import dossiers_router, werkitems_router
from triage.http.onderzoeken import onderzoeken_router
from triage.http.verzoeken import verzoeken_router
from triage.http.wachtlijsten import wachtlijsten_router, zicht_router

__all__ = [
    "acute_meldingen_router",
    "afstemming_router",
    "doorlooptijden_router",
    "dossiers_router",
    "klokken_router",
    "koppelingen_router",
    "onderzoeken_router",
    "verzoeken_router",
    "wachtlijsten_router",
    "werkitems_router",
    "zicht_router",
]
