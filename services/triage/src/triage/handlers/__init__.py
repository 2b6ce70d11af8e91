"""What triage does with events and with commands of people."""
