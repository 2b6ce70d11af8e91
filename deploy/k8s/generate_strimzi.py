"""Writes the Strimzi topics and users from the access table: `python generate_strimzi.py`.

The files in `base/strimzi` are committed and a test compares them with the table, so that what a
reviewer reads is what a cluster gets. Users are denied whatever is not named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from vt_contracts import access
from vt_contracts.topics import TopicSpec

FOLDER = Path(__file__).parent / "base" / "strimzi"
CLUSTER = "meldketen"
HEADER = "# Made by deploy/k8s/generate_strimzi.py from vt_contracts.access; do not edit.\n"
DAY_MS = 24 * 60 * 60 * 1000


def topic(spec: TopicSpec) -> dict[str, Any]:
    """The KafkaTopic of a topic; replicas and min.insync.replicas are the cluster's defaults."""
    config: dict[str, Any] = {"retention.ms": spec.retention_days * DAY_MS}
    if spec.max_message_bytes is not None:
        config["max.message.bytes"] = spec.max_message_bytes
    if spec.log_append_time:
        config["message.timestamp.type"] = "LogAppendTime"
    return _resource("KafkaTopic", spec.name, {"partitions": spec.partitions, "config": config})


def user(principal: str, grants: Iterable[access.Grant]) -> dict[str, Any]:
    """The KafkaUser of a principal, with its literal rights and nothing else."""
    acls = [
        {
            "resource": {"type": resource, "name": name, "patternType": "literal"},
            "operations": sorted(grant.operation.capitalize() for grant in rights),
            "host": "*",
        }
        for (resource, name), rights in groupby(
            sorted(grants, key=_resource_key), key=_resource_key
        )
    ]
    return _resource(
        "KafkaUser",
        principal,
        {
            "authentication": {"type": "scram-sha-512"},
            "authorization": {"type": "simple", "acls": acls},
        },
    )


def files() -> dict[str, str]:
    """The text of every generated file by its name."""
    table = access.grants()
    return {
        "topics.yaml": _text(topic(spec) for spec in access.topics()),
        "users.yaml": _text(
            user(principal, [grant for grant in table if grant.principal == principal])
            for principal in access.PRINCIPALS
        ),
    }


def _resource_key(grant: access.Grant) -> tuple[str, str]:
    return grant.resource, grant.name


def _resource(kind: str, name: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": kind,
        "metadata": {"name": name, "labels": {"strimzi.io/cluster": CLUSTER}},
        "spec": dict(spec),
    }


def _text(resources: Iterable[Mapping[str, Any]]) -> str:
    documents: str = yaml.safe_dump_all(resources, sort_keys=False, explicit_start=True)
    return HEADER + documents


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"written {FOLDER.name}/{name}")
