"""Sending a melding over HTTP, as a client should: the same key until there is an answer."""

from __future__ import annotations

import time
from typing import Any

import httpx

from vt_demo.desk import Desk, Login, facts, now
from vt_demo.wire import dumps

PERSEVERANCE = 90.0
"""Seconds for which a client goes on trying: a service may be restarted meanwhile."""
LONGEST_WAIT = 3.0


def post_melding(desk: Desk, http: httpx.Client, login: Login, bericht: dict[str, Any]) -> None:
    """Posts until it is answered and notes status and answer; a repeat keeps its key and bytes."""
    content = dumps(bericht["body"])
    sent_at = now()
    status, answer = 0, None
    deadline = time.monotonic() + PERSEVERANCE
    wait = 0.2
    while True:
        try:
            response = http.post(
                "/v1/meldingen",
                content=content,
                headers={
                    **login.headers(),
                    "Content-Type": "application/json",
                    "Idempotency-Key": bericht["bericht_id"],
                },
            )
        except httpx.HTTPError:
            status = 0
        else:
            status = response.status_code
            answer = response.json()
            if status < 500 and status != 429:
                break
        if time.monotonic() > deadline or desk.wait(wait):
            break
        wait = min(LONGEST_WAIT, wait * 2)
    desk.logbook.note(
        "verzonden",
        verzonden_op=sent_at,
        status=status,
        antwoord=answer,
        **facts(bericht),
    )
