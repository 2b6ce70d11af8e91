"""Routing: offers each overdracht to the right gemeente and watches until somebody has it."""
