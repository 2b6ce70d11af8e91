"""A partner system: publishes its meldingen, reads what became of them.

`python -m vt_demo.partners --run FOLDER --name politie-limburg`; one process per partner.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
from confluent_kafka import Consumer, KafkaError, Message, Producer

from vt_demo.desk import Desk, due, facts, now, take_place
from vt_demo.posting import post_melding
from vt_demo.wire import Record, text_headers


class Partner:
    """One partner system with its own Kafka principal (and token, for what it posts)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        settings = desk.kafka(desk.name)
        self._producer = Producer(
            {**settings, "acks": "all", "enable.idempotence": True, "linger.ms": 5}
        )
        self._consumer = Consumer(
            {
                **settings,
                "group.id": desk.name,
                "auto.offset.reset": "earliest",
                "enable.partition.eof": False,
            }
        )
        self._consumer.subscribe([f"aanlevering.{desk.name}.antwoord.v1"])
        self._http = httpx.Client(base_url=desk.url("intake-api"), timeout=30)
        self._login = desk.login(desk.name)

    def run(self) -> None:
        """Sends the work list at its pace and reads answers until the day ends."""
        for batch in due(self._desk.work(), self._desk):
            for bericht in batch:
                self._send(bericht)
            self._producer.poll(0)
            self._read(0.02)
        self._producer.flush(30)
        self._desk.logbook.note("klaar")
        while not self._desk.stopping:
            self._read(0.2)
        self._consumer.close()

    def _send(self, bericht: dict[str, Any]) -> None:
        if bericht["record"] is None:
            post_melding(self._desk, self._http, self._login, bericht)
            return
        record = Record.from_json(bericht["record"])
        sent_at = now()

        def delivered(error: KafkaError | None, message: Message) -> None:
            if error is not None:
                self._desk.logbook.note("niet-verzonden", fout=str(error), **facts(bericht))
                return
            self._desk.logbook.note(
                "verzonden",
                verzonden_op=sent_at,
                topic=message.topic(),
                partitie=message.partition(),
                offset=message.offset(),
                **facts(bericht),
            )

        # Keyed by its own message id: what is said twice under one id stays in order.
        self._producer.produce(
            record.topic,
            value=record.value,
            key=bericht["bericht_id"].encode(),
            headers=list(record.headers),
            on_delivery=delivered,
        )

    def _read(self, patience: float) -> None:
        for message in self._consumer.consume(200, patience):
            if message.error():
                continue
            headers = text_headers(message.headers())
            self._desk.logbook.note(
                "antwoord",
                soort=headers.get("ce_type"),
                id=headers.get("ce_id"),
                inhoud=json.loads(message.value() or b"null"),
            )


def main() -> None:
    """Play one partner."""
    Partner(take_place("vt_demo.partners")).run()


if __name__ == "__main__":
    main()
