"""Where FastStream meets this library: what it does for us, set so that it loses nothing.

docs/decisions/0002 says which of its parts are not used, and why.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from aiokafka import ConsumerRebalanceListener, ConsumerRecord
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaMessage
from faststream.security import BaseSecurity, SASLScram256, SASLScram512


@dataclass(frozen=True, slots=True)
class Reading:
    """How a lane reads: most records in a batch, and what a fetch waits for.

    A fetch is answered when `gather_bytes` are there or after `gather_ms`, whichever comes first.
    """

    batch_size: int
    gather_bytes: int
    gather_ms: int


PAUSE_MS = 5
"""FastStream sleeps as long as its poll time after a poll that found nothing: as short as can be."""
WAIT_MS = 500
"""How long a poll really waits for the first record (see `LaneConsumer`); it ends when one comes."""


def faststream_broker(kafka: dict[str, Any]) -> KafkaBroker:
    """A broker with aiokafka's connection arguments.

    It gets a logger, because without one it swallows errors in silence.
    """
    return KafkaBroker(
        **_connection(kafka),
        logger=logging.getLogger("vt_messaging.faststream"),
        log_level=logging.DEBUG,
    )


def subscribe(
    broker: KafkaBroker,
    *,
    pattern: str,
    group: str,
    listener: ConsumerRebalanceListener,
    reading: Reading,
) -> Any:
    """A batch subscriber to all topics that match `pattern`; nothing is acknowledged by itself."""
    return broker.subscriber(
        pattern=pattern,
        group_id=group,
        batch=True,
        max_records=reading.batch_size,
        batch_timeout_ms=PAUSE_MS,
        ack_policy=AckPolicy.MANUAL,
        auto_offset_reset="earliest",
        listener=listener,
        no_reply=True,
        parser=_pass_records,
        decoder=_pass_body,
        fetch_min_bytes=reading.gather_bytes,
        fetch_max_wait_ms=reading.gather_ms,
        session_timeout_ms=20_000,
        heartbeat_interval_ms=3_000,
        max_poll_interval_ms=300_000,
    )


async def _pass_records(message: tuple[ConsumerRecord, ...]) -> KafkaMessage:
    """FastStream's own parser decodes every header as UTF-8 and loses a record where that fails."""
    return KafkaMessage(body=b"", raw_message=message, consumer=None)  # type: ignore[arg-type]


async def _pass_body(_: KafkaMessage) -> bytes:
    return b""


def _connection(kafka: dict[str, Any]) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "bootstrap_servers": kafka["bootstrap_servers"],
        "allow_auto_create_topics": False,
        "metadata_max_age_ms": 30_000,
    }
    ssl_context = kafka.get("ssl_context")
    use_ssl = ssl_context is not None
    if "sasl_mechanism" in kafka:
        kind = SASLScram256 if kafka["sasl_mechanism"] == "SCRAM-SHA-256" else SASLScram512
        arguments["security"] = kind(
            kafka["sasl_plain_username"],
            kafka["sasl_plain_password"],
            ssl_context=ssl_context,
            use_ssl=use_ssl,
        )
    elif use_ssl:
        arguments["security"] = BaseSecurity(ssl_context=ssl_context, use_ssl=True)
    return arguments
