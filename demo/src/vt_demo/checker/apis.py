"""What the APIs say: the mailbox, the status of each melding, the work items of the services."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from vt_demo.checker.description import Description
from vt_demo.checker.evidence import Evidence
from vt_demo.checker.verdict import Case

FRONTOFFICE, TRIAGIST = "frontoffice-1", "triagist-1"
_PHONE = "telefoon"
_MOST_MAILS = 10_000


class Apis:
    """The HTTP side, each call with the token of somebody who may make it."""

    def __init__(self, told: Description) -> None:
        self._told = told
        self._http = httpx.Client(timeout=30)
        self._tokens: dict[str, tuple[str, float]] = {}
        self._mails_seen: set[str] = set()

    def close(self) -> None:
        """Ends the connections."""
        self._http.close()

    def read_mails(self, evidence: Evidence) -> int:
        """Adds mails that were not read yet; returns how many."""
        url = self._told.urls["mailbox"]
        listed = self._get(f"{url}/api/mails", params={"limit": _MOST_MAILS})["mails"]
        fresh = [mail for mail in listed if mail["id"] not in self._mails_seen]
        for mail in fresh:
            text = self._get(f"{url}/api/mails/{mail['id']}")["text"]
            for to in mail["to"]:
                evidence.mail(to, mail["subject"], text, mail["messageId"])
            self._mails_seen.add(mail["id"])
        return len(fresh)

    def status_faults(self, cases: list[Case]) -> list[tuple[str, str]]:
        """Asks intake about every melding, as whoever sent it; returns message and fault."""
        # Tokens first: the threads below must not each fetch one.
        for person in {self._asker(case) for case in cases}:
            self._token(person)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(self._status, cases))
        return [
            (f"{case.sent.kanaal}/{case.sent.bericht_id}", why)
            for case, answer in zip(cases, answers, strict=True)
            if (why := _status_fault(case, answer))
        ]

    def open_work_items(self) -> list[dict[str, Any]]:
        """Work items that nobody has decided, of every service."""
        found: list[dict[str, Any]] = []
        for service in self._told.services:
            url = self._told.urls.get(f"{service}-api")
            if url is None:
                continue
            for state in ("open", "geclaimd"):
                answer = self._http.get(
                    f"{url}/v1/werkitems",
                    params={"state": state, "limit": 100},
                    headers=self._as(TRIAGIST),
                )
                answer.raise_for_status()
                found += answer.json()["werkitems"]
        return found

    def _status(self, case: Case) -> dict[str, Any]:
        answer = self._http.get(
            f"{self._told.urls['intake-api']}/v1/meldingen/{case.melding_id}/status",
            headers=self._as(self._asker(case)),
        )
        content = answer.json()
        return content if isinstance(content, dict) else {}

    def _asker(self, case: Case) -> str:
        return FRONTOFFICE if case.sent.kanaal == _PHONE else case.sent.kanaal

    def _get(self, url: str, **options: Any) -> Any:
        answer = self._http.get(url, **options)
        answer.raise_for_status()
        return answer.json()

    def _as(self, person: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token(person)}"}

    def _token(self, person: str) -> str:
        token, until = self._tokens.get(person, ("", 0.0))
        if time.monotonic() < until:
            return token
        own = json.loads((Path(self._told.oidc) / f"{person}.json").read_text())
        answer = self._http.post(
            own["token_endpoint"],
            data={"grant_type": "client_credentials"},
            auth=(own["client_id"], own["client_secret"]),
        )
        answer.raise_for_status()
        granted = answer.json()
        token = granted["access_token"]
        self._tokens[person] = (token, time.monotonic() + granted["expires_in"] * 0.8)
        return str(token)


def _status_fault(case: Case, answer: dict[str, Any]) -> str | None:
    if answer.get("nummer") != case.nummer:
        return f"de status-API kent {case.nummer} niet onder dit nummer"
    told = {line["schrijver"] for line in answer.get("stand", [])}
    if "triage" not in told:
        return f"{case.nummer}: de status-API kent het besluit van triage niet"
    return None
