"""Intake's API, one module per resource."""

from intake.http.meldingen import meldingen_router, werkitems_router

__all__ = ["meldingen_router", "werkitems_router"]
