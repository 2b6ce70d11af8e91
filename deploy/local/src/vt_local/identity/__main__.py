"""`python -m vt_local.identity --folder FOLDER --port PORT --audience AUDIENCE`."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from vt_local.identity.app import IdentityProvider, create_app


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="vt_local.identity")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--audience", required=True)
    given = parser.parse_args()
    app = create_app(IdentityProvider(given.folder, given.audience))
    uvicorn.run(
        app, host="127.0.0.1", port=given.port, log_level="warning", timeout_graceful_shutdown=2
    )


if __name__ == "__main__":
    main()
