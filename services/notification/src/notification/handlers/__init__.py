"""Handlers: for events (telling) and for what medewerkers do with their tasks (werkitems)."""
