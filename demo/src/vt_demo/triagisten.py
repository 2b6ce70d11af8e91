"""Triagisten and their colleagues: take work items from the APIs and decide them.

`python -m vt_demo.triagisten --run FOLDER --name triagisten`; each person has an own token.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import httpx

from vt_demo.decisions import SERVICES, decision
from vt_demo.desk import Desk, Login, take_place

PEOPLE = tuple(f"triagist-{n}" for n in range(1, 7))
AT_ONCE = 200
PAUSE = 0.4


class Triagist:
    """One person: looks at the lists, claims what is theirs to do, reads it, decides."""

    def __init__(self, desk: Desk, number: int) -> None:
        self._desk = desk
        self._number = number
        self.name = PEOPLE[number]
        self._login: Login = desk.login(self.name)
        self._http = httpx.AsyncClient(timeout=30)
        self._failed: set[str] = set()
        urls = desk.urls()
        self._lists = {
            service: f"{urls[f'{service}-api']}/v1/werkitems"
            for service in SERVICES
            if f"{service}-api" in urls
        }

    async def work(self) -> None:
        """Works until the day ends."""
        while not self._desk.stopping:
            done = 0
            for service in list(self._lists):
                try:
                    done += await self._empty(service)
                except (httpx.HTTPError, KeyError) as error:
                    # A process that is restarted answers again in a moment.
                    self._desk.logbook.note("fout", dienst=service, fout=repr(error)[:200])
            if not done:
                await asyncio.sleep(PAUSE)
        await self._http.aclose()

    async def _empty(self, service: str) -> int:
        done = 0
        # Also what was claimed and not decided, because a process went away in between.
        for state in ("open", "geclaimd"):
            answer = await self._get(self._lists[service], {"state": state, "limit": AT_ONCE})
            answer.raise_for_status()
            for item in answer.json()["werkitems"]:
                mine = share(item["id"], len(PEOPLE)) == self._number
                if mine and item["id"] not in self._failed and not self._desk.stopping:
                    done += await self._decide(service, item)
        return done

    async def _decide(self, service: str, item: dict[str, Any]) -> bool:
        url = f"{self._lists[service]}/{item['id']}"
        claimed = await self._post(f"{url}/claim")
        if claimed.status_code == 409:
            return False  # a colleague was first, or it solved itself
        claimed.raise_for_status()
        shown = await self._get(url)
        shown.raise_for_status()
        dossier = shown.json()
        body = decision(service, dossier, seed=self._desk.seed)
        decided = await self._post(f"{url}/beslissing", body)
        self._desk.logbook.note(
            "beslissing",
            wie=self.name,
            dienst=service,
            werkitem=item["id"],
            soort=item["soort"],
            beslissing=body,
            status=decided.status_code,
            antwoord=None if decided.is_success else decided.text[:500],
        )
        if decided.is_client_error:
            self._failed.add(item["id"])  # the same decision will not do better
        return decided.is_success

    async def _get(self, url: str, params: dict[str, Any] | None = None) -> httpx.Response:
        return await self._http.get(url, params=params, headers=self._login.headers())

    async def _post(self, url: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return await self._http.post(url, json=body or {}, headers=self._login.headers())


def share(item_id: str, people: int) -> int:
    """Whose item this is: people who divide the work do not get in each other's way."""
    return int.from_bytes(hashlib.sha256(item_id.encode()).digest()[:4], "big") % people


async def _work_together(desk: Desk) -> None:
    triagisten = [Triagist(desk, number) for number in range(len(PEOPLE))]
    await asyncio.gather(*(triagist.work() for triagist in triagisten))


def main() -> None:
    """Play all triagisten."""
    asyncio.run(_work_together(take_place("vt_demo.triagisten")))


if __name__ == "__main__":
    main()
