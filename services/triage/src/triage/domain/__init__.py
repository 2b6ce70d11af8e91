"""What triage decides. Pure: no I/O, no clock; `now` and the rules are arguments."""
