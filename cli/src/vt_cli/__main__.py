"""`python -m vt_cli` is `vt`."""

from vt_cli.main import main

main()
