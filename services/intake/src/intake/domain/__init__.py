"""What intake decides, one module per subject. Pure: no I/O, no clock.

Nothing here can refuse a melding for a detail; it sets the detail apart.
"""
