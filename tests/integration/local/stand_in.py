"""A process that looks like a service: serves its health and says what happens to it.

    stand_in.py LOG [--ends]

`--ends` makes it exit at once with code 4, like a service with a broken setting.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def _kafka_answers() -> bool:
    host, port = os.environ["VT_KAFKA_BOOTSTRAP"].split(",")[0].split(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


def main() -> None:
    log = Path(sys.argv[1])

    def say(line: str) -> None:
        with log.open("a") as stream:
            stream.write(f"{line}\n")

    if "--ends" in sys.argv:
        sys.exit(4)
    server = HTTPServer(("127.0.0.1", int(os.environ["VT_HTTP_PORT"])), _Health)

    def stop(*_: object) -> None:
        # While a service drains, the engines must still be there.
        say(f"stop {os.environ['VT_ROLE']} kafka={_kafka_answers()}")
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    say(f"start {os.environ['VT_ROLE']} {os.getpid()} {os.environ.get('VT_PROEF', '')}")
    server.serve_forever(0.05)


main()
