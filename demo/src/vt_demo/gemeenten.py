"""The sixteen gemeenten: each reads its own offers with its own key and answers them.

`python -m vt_demo.gemeenten --run FOLDER --name gemeenten`; one process, sixteen principals.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from confluent_kafka import Consumer, Message, Producer
from joserfc import jwe
from joserfc.jwk import ECKey

from vt_demo.desk import Desk, now, take_place
from vt_demo.wire import Record, binary, text_headers

OFFERED = "nl.veiligthuis.overdracht.aangeboden.v1"
REFUSE_SHARE = 0.05
SILENT_SHARE = 0.03
SILENT_ROUNDS = 2
ALGORITHMS = ["ECDH-ES+A256KW", "A256GCM"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to an offer: after how many seconds, which event, and what it says."""

    after: float
    kind: str
    data: dict[str, Any]


def answers(offer: dict[str, Any], *, seed: int, party: str, at: datetime) -> Iterator[Answer]:
    """What a gemeente answers to an offer; the same offer always gets the same answers.

    Refuses some in the first round, leaves some unanswered in the first two; later rounds are
    accepted, so that every melding of the day ends.
    """
    about = {"overdrachtId": offer["overdrachtId"]}
    if offer["bevestiging"] == "ontvangst":
        yield Answer(0.0, "ontvangen", about)
        return
    chance = _chance(f"{seed}:{party}:{offer['meldingId']}")
    if chance < SILENT_SHARE and offer["ronde"] <= SILENT_ROUNDS:
        return
    yield Answer(0.0, "ontvangen", about)
    if SILENT_SHARE <= chance < SILENT_SHARE + REFUSE_SHARE and offer["ronde"] == 1:
        yield Answer(0.3, "geweigerd", {**about, "reden": "geen-capaciteit"})
        return
    number = {**about, "zaaknummer": f"{party.upper()}-{offer['overdrachtId'][:8]}"}
    thinking = 0.2 + chance
    yield Answer(
        thinking,
        "geaccepteerd",
        {**number, "door": "Robin Voorbeeld", "team": offer.get("team") or "Toegangsteam"},
    )
    begins = thinking + 0.3
    moment = (at + timedelta(seconds=begins)).isoformat(timespec="milliseconds")
    yield Answer(begins, "gestart", {**number, "gestartOp": moment})


def _chance(text: str) -> float:
    """A number in [0, 1) that follows from the text alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


class Gemeente:
    """One gemeente's system."""

    def __init__(self, desk: Desk, party: str) -> None:
        self._desk = desk
        self.party = party
        credentials = desk.credentials(party)
        settings = desk.kafka(party)
        self._key = ECKey.import_key(credentials["private_key"])
        self._producer = Producer({**settings, "acks": "all", "enable.idempotence": True})
        self._consumer = Consumer({**settings, "group.id": party, "auto.offset.reset": "earliest"})
        topic = f"overdracht.{party}.v1"
        self._consumer.subscribe([topic, f"{topic}.acuut"])
        self._waiting: list[tuple[float, int, Record, bytes]] = []
        self._serial = itertools.count()
        self._seen: set[str] = set()

    def step(self) -> int:
        """Reads what came and sends what is due; returns how much there was to do."""
        messages = self._consumer.consume(100, 0)
        for message in messages:
            if not message.error():
                self._receive(message)
        sent = 0
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            _, _, record, key = heapq.heappop(self._waiting)
            self._producer.produce(
                record.topic, value=record.value, key=key, headers=list(record.headers)
            )
            sent += 1
        self._producer.poll(0)
        return len(messages) + sent

    def close(self) -> None:
        """Leaves the consumer group; what was not answered stays unanswered."""
        self._producer.flush(5)
        self._consumer.close()

    def _receive(self, message: Message) -> None:
        headers = text_headers(message.headers())
        kind = headers.get("ce_type")
        if kind != OFFERED:
            self._desk.logbook.note("bericht", partij=self.party, soort=kind)
            return
        if headers["ce_id"] in self._seen:
            return  # the same offer once more: it was answered
        self._seen.add(headers["ce_id"])
        opened = jwe.decrypt_compact(message.value() or b"", self._key, algorithms=ALGORITHMS)
        offer = json.loads(opened.plaintext or b"{}")
        given = list(answers(offer, seed=self._desk.seed, party=self.party, at=datetime.now(UTC)))
        self._desk.logbook.note(
            "aanbod",
            partij=self.party,
            overdracht_id=offer["overdrachtId"],
            nummer=offer["nummer"],
            ronde=offer["ronde"],
            urgentie=offer["urgentie"],
            antwoorden=[answer.kind for answer in given],
        )
        for answer in given:
            record = binary(
                offer["antwoordTopic"],
                f"overdracht.{answer.kind}.v1",
                f"{offer['overdrachtId']}:{offer['ronde']}:{answer.kind}",
                f"urn:nld:gemeentenr:{self.party[2:]}:systeem:zaaksysteem",
                now(),
                answer.data,
            )
            at = time.monotonic() + answer.after
            heapq.heappush(self._waiting, (at, next(self._serial), record, message.key() or b""))


def main() -> None:
    """Play all gemeenten of the run."""
    desk = take_place("vt_demo.gemeenten")
    gemeenten = [Gemeente(desk, party) for party in desk.description["parties"]]
    while not desk.stopping:
        if not sum(gemeente.step() for gemeente in gemeenten):
            desk.wait(0.05)
    for gemeente in gemeenten:
        gemeente.close()


if __name__ == "__main__":
    main()
