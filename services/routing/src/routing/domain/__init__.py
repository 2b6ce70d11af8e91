"""What routing decides. Pure: no I/O, no clock, no framework; `now` and policy are arguments."""
