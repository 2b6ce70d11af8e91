"""Contract ⇄ domain: what a form means, and which events tell of a melding."""
