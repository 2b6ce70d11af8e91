"""Triage: decides what follows a melding, by rules where nothing is doubtful, else by a person."""
