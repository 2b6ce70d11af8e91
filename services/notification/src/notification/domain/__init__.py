"""What a melder is told, when, and by which way. Pure: no I/O, no clock."""
