"""`python -m vt_local.mailbox --folder FOLDER --oproepen FOLDER --http-port PORT --smtp-port PORT`.

`VT_OPROEP_TOKEN` is the token that whoever pages must show; without it no page is taken."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import uvicorn

from vt_local.mailbox.app import create_app
from vt_local.mailbox.oproepen import OproepStore, oproepen_routes
from vt_local.mailbox.store import MailStore


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="vt_local.mailbox")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--oproepen", type=Path, required=True)
    given = parser.parse_args()
    pages = OproepStore(given.oproepen)
    token = os.environ.get("VT_OPROEP_TOKEN", "")
    app = create_app(MailStore(given.folder), given.smtp_port, oproepen_routes(pages, token))
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=given.http_port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
