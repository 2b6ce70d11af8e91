"""Lays records ready, and reads what comes out, with the C client so that it costs little."""

from __future__ import annotations

from typing import Any

import stamina
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

from bench.meldingen import records


def load(config: dict[str, Any], topic: str, count: int, seed: int) -> None:
    """Puts `count` meldingen on a topic and waits for the last acknowledgement."""
    producer = Producer(
        {
            **config,
            "linger.ms": 20,
            "compression.type": "lz4",
            "queue.buffering.max.messages": 500_000,
            "queue.buffering.max.kbytes": 1_000_000,
        }
    )
    for key, headers, data in records(count, seed):
        producer.produce(topic, data, key, headers=headers)
        producer.poll(0)
    left = producer.flush(120)
    if left:
        raise RuntimeError(f"{left} records were not acknowledged")


def reader(config: dict[str, Any], group: str, topics: list[str]) -> Consumer:
    """A consumer of all partitions of some topics, from their present ends.

    A topic that was made just now may have no leader yet, so this tries again for a few seconds.
    """
    consumer = Consumer({**config, "group.id": group, "enable.auto.commit": False})
    for attempt in stamina.retry_context(on=KafkaException, attempts=20, wait_max=0.5):
        with attempt:
            places = []
            for topic in topics:
                for partition in consumer.list_topics(topic, 10).topics[topic].partitions:
                    place = TopicPartition(topic, partition)
                    place.offset = consumer.get_watermark_offsets(place, 10)[1]
                    places.append(place)
            consumer.assign(places)
    return consumer
