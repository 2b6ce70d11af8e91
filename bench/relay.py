"""One hop of the raw relay: bytes in, the same bytes out, no parsing, no database.

`python -m bench.relay SOURCE TARGET` with the connection as JSON on standard input. Four of these in
a row are the limit that the keten is held against: the same SASL, the same records, the same client
library and producer settings, each record acknowledged by all before its offset is committed.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from typing import Any

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

BATCH = 500


async def relay(connection: dict[str, Any], source: str, target: str) -> None:
    """Copies until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    consumer = AIOKafkaConsumer(
        source,
        **connection,
        group_id=f"relay.{source}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    producer = AIOKafkaProducer(
        **connection,
        acks="all",
        enable_idempotence=True,
        compression_type="zstd",
        linger_ms=2,
        max_batch_size=512 * 1024,
    )
    await consumer.start()
    await producer.start()
    while not consumer.assignment():  # noqa: ASYNC110  aiokafka has no event for it
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    try:
        while not stop.is_set():
            batches = await consumer.getmany(timeout_ms=100, max_records=BATCH)
            if not batches:
                continue
            pending = [
                await producer.send(
                    target,
                    record.value,
                    key=record.key,
                    partition=record.partition,
                    headers=list(record.headers),
                )
                for records in batches.values()
                for record in records
            ]
            await asyncio.gather(*pending)
            await consumer.commit()
    finally:
        await producer.stop()
        await consumer.stop()


if __name__ == "__main__":
    uvloop.run(relay(json.load(sys.stdin), sys.argv[1], sys.argv[2]))
