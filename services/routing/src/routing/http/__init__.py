"""Routing's API: work items for people, and how the overdrachten of a melding stand."""

from routing.http.overdrachten import overdrachten_router
from routing.http.werkitems import werkitems_router

__all__ = ["overdrachten_router", "werkitems_router"]
