"""Intake's API, one module per resource."""

from intake.http.aanvullingen import aanvullingen_router
from intake.http.adviesvragen import adviesvragen_router
from intake.http.meldingen import meldingen_router, werkitems_router
from intake.http.opzoekingen import opzoekingen_router

__all__ = [
    "aanvullingen_router",
    "adviesvragen_router",
    "meldingen_router",
    "opzoekingen_router",
    "werkitems_router",
]
