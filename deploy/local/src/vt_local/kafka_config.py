"""A broker's configuration, as text; nothing here touches a disk or a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# The only super user. Brokers use it among themselves (PLAIN, on listeners of their own), the
# runtime to make topics, users and rights; no service ever gets it.
RUNTIME_PRINCIPAL = "runtime"

DEFAULT_RECORD = 1_048_588
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"


@dataclass(frozen=True)
class BrokerPorts:
    """Where one node listens."""

    client: int
    internal: int
    controller: int


def broker_settings(
    node: int,
    nodes: Mapping[int, BrokerPorts],
    logs: Path,
    password: str,
    *,
    largest_record: int = DEFAULT_RECORD,
) -> dict[str, str]:
    """Return the settings of one combined node (broker and controller) of a loopback cluster.

    `largest_record` is the most that any topic allows. Partner topics allow more than the
    default, so that intake can refuse a melding with a reason instead of the broker without one;
    replication must be able to carry it.
    """
    ports = nodes[node]
    count = len(nodes)
    plain = (
        f'{_PLAIN} required username="{RUNTIME_PRINCIPAL}" password="{password}" '
        f'user_{RUNTIME_PRINCIPAL}="{password}";'
    )
    voters = ",".join(f"{n}@127.0.0.1:{p.controller}" for n, p in nodes.items())
    return {
        "process.roles": "broker,controller",
        "node.id": str(node),
        "controller.quorum.voters": voters,
        "log.dirs": str(logs),
        # -- who may come in, and where
        "listeners": (
            f"CLIENT://127.0.0.1:{ports.client},INTERNAL://127.0.0.1:{ports.internal},"
            f"CONTROLLER://127.0.0.1:{ports.controller}"
        ),
        "advertised.listeners": (
            f"CLIENT://127.0.0.1:{ports.client},INTERNAL://127.0.0.1:{ports.internal}"
        ),
        "listener.security.protocol.map": (
            "CLIENT:SASL_PLAINTEXT,INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT"
        ),
        "inter.broker.listener.name": "INTERNAL",
        "controller.listener.names": "CONTROLLER",
        "sasl.mechanism.inter.broker.protocol": "PLAIN",
        "sasl.mechanism.controller.protocol": "PLAIN",
        "listener.name.client.sasl.enabled.mechanisms": "SCRAM-SHA-256",
        "listener.name.client.scram-sha-256.sasl.jaas.config": f"{_SCRAM} required;",
        "listener.name.internal.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.internal.plain.sasl.jaas.config": plain,
        "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config": plain,
        # -- what they may do
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": f"User:{RUNTIME_PRINCIPAL}",
        "auto.create.topics.enable": "false",
        # -- nothing acknowledged is lost while a majority lives
        "default.replication.factor": str(count),
        "min.insync.replicas": str(_majority(count)),
        "unclean.leader.election.enable": "false",
        "offsets.topic.replication.factor": str(count),
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": str(count),
        "transaction.state.log.min.isr": str(_majority(count)),
        "transaction.state.log.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": str(count),
        "share.coordinator.state.topic.min.isr": str(_majority(count)),
        "share.coordinator.state.topic.num.partitions": "1",
        # -- sizes; a topic may allow more than the default, up to what replication carries
        "message.max.bytes": str(DEFAULT_RECORD),
        "replica.fetch.max.bytes": str(largest_record + 64 * 1024),
        "replica.fetch.response.max.bytes": str(2 * largest_record + 1024 * 1024),
        "socket.request.max.bytes": str(max(4 * largest_record, 32 * 1024 * 1024)),
        # -- quick on one small machine
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
        "num.network.threads": "2",
        "num.io.threads": "4",
        "num.recovery.threads.per.data.dir": "2",
        "background.threads": "2",
        "log.segment.bytes": str(256 * 1024 * 1024),
        "log.index.size.max.bytes": str(1024 * 1024),
        "log.cleaner.dedupe.buffer.size": str(8 * 1024 * 1024),
        "log.cleaner.threads": "1",
        "metadata.log.max.record.bytes.between.snapshots": str(4 * 1024 * 1024),
        "broker.session.timeout.ms": "6000",
        "controlled.shutdown.max.retries": "1",
    }


def render(settings: Mapping[str, str]) -> str:
    """Return settings as a Java properties file."""
    return "".join(f"{key}={_escaped(value)}\n" for key, value in settings.items())


def _majority(count: int) -> int:
    return count // 2 + 1


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")
