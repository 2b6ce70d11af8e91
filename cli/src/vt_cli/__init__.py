"""The `vt` command."""
