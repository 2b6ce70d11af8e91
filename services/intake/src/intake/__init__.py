"""Intake: accepts meldingen, keeps them durably, makes the instant estimate."""
