"""Makes topics, users and rights on a cluster what the access table says they are."""

# confluent_kafka.admin imports these names without saying that it offers them.
# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from vt_local.access_table import AccessTable, Permission, Topic, access_change
from vt_local.errors import ProvisioningError

_TIMEOUT = 30.0
_ITERATIONS = 4096
_TYPES = {"topic": ResourceType.TOPIC, "group": ResourceType.GROUP}


@dataclass(frozen=True)
class KafkaChanges:
    """What a run of the provisioning did; all empty when nothing was to be done."""

    topics_made: tuple[str, ...] = ()
    topics_changed: tuple[str, ...] = ()
    users_made: tuple[str, ...] = ()
    permissions_added: tuple[Permission, ...] = ()
    permissions_removed: tuple[Permission, ...] = ()

    def __bool__(self) -> bool:
        return any(vars(self).values())


def await_brokers(config: Mapping[str, Any], count: int, within: float = 60.0) -> AdminClient:
    """Return an admin client once all brokers are known; raises ProvisioningError."""
    admin = AdminClient(dict(config))
    deadline = time.monotonic() + within
    while True:
        try:
            if len(admin.list_topics(timeout=1.0).brokers) >= count:
                return admin
        except KafkaException as error:
            if time.monotonic() > deadline:
                raise ProvisioningError("Kafka", f"geen antwoord: {error}") from error
        if time.monotonic() > deadline:
            raise ProvisioningError("Kafka", f"er zijn nog geen {count} brokers")
        time.sleep(0.05)


def provision_kafka(
    admin: AdminClient, table: AccessTable, passwords: Mapping[str, str], brokers: int
) -> KafkaChanges:
    """Make the cluster equal to the table; a second run finds nothing to do.

    `passwords` has one for every principal. Topics that the table no longer has are left alone:
    they hold data. Rights that it no longer has are removed.
    """
    made, changed = _topics(admin, table.topics, brokers)
    users = _users(admin, passwords)
    added, removed = _permissions(admin, table.permissions)
    changes = KafkaChanges(made, changed, users, added, removed)
    if changes:
        _await_topics(admin, table.topics)
    return changes


def _topics(
    admin: AdminClient, topics: tuple[Topic, ...], brokers: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    present = {
        name: len(topic.partitions) for name, topic in admin.list_topics(timeout=10).topics.items()
    }
    missing = [topic for topic in topics if topic.name not in present]
    new = [NewTopic(t.name, t.partitions, brokers, config=t.settings()) for t in missing]
    if new:
        _all(admin.create_topics(new, operation_timeout=_TIMEOUT), "topic")
    old = [topic for topic in topics if topic.name in present]
    changed = set(_widen(admin, old, present)) | set(_reconfigure(admin, old))
    return tuple(topic.name for topic in missing), tuple(sorted(changed))


def _widen(admin: AdminClient, topics: list[Topic], present: Mapping[str, int]) -> list[str]:
    narrow = [topic for topic in topics if present[topic.name] < topic.partitions]
    if narrow:
        wider = [NewPartitions(topic.name, topic.partitions) for topic in narrow]
        _all(admin.create_partitions(wider), "topic")
    return [topic.name for topic in narrow]


def _reconfigure(admin: AdminClient, topics: list[Topic]) -> list[str]:
    if not topics:
        return []
    asked = {t.name: ConfigResource(ConfigResource.Type.TOPIC, t.name) for t in topics}
    answers = {
        resource.name: future.result(_TIMEOUT)
        for resource, future in admin.describe_configs(list(asked.values())).items()
    }
    changes = []
    for topic in topics:
        differing = {
            key: value
            for key, value in topic.settings().items()
            if answers[topic.name][key].value != value
        }
        if differing:
            entries = [
                ConfigEntry(key, value, incremental_operation=AlterConfigOpType.SET)
                for key, value in differing.items()
            ]
            changes.append(
                ConfigResource(ConfigResource.Type.TOPIC, topic.name, incremental_configs=entries)
            )
    if changes:
        _all(admin.incremental_alter_configs(changes), "topic")
    return [change.name for change in changes]


def _users(admin: AdminClient, passwords: Mapping[str, str]) -> tuple[str, ...]:
    # Asked for all at once: asking for a user that is not there counts as an error.
    asked: Any = admin.describe_user_scram_credentials()
    described = asked.result(_TIMEOUT)
    missing = sorted(set(passwords) - set(described))
    if missing:
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, _ITERATIONS)
        upserts: list[Any] = [
            UserScramCredentialUpsertion(user, info, passwords[user].encode()) for user in missing
        ]
        _all(admin.alter_user_scram_credentials(upserts), "gebruiker")
    return tuple(missing)


def _permissions(
    admin: AdminClient, wanted: Iterable[Permission]
) -> tuple[tuple[Permission, ...], tuple[Permission, ...]]:
    bindings = admin.describe_acls(_everything()).result(_TIMEOUT)
    known = {binding: _permission(binding) for binding in bindings}
    change = access_change(wanted, [p for p in known.values() if p is not None])
    if change.add:
        _all(admin.create_acls([_binding(p) for p in change.add]), "recht")
    # Rights that the table cannot even express (patterns, denials) were not made by us.
    surplus = [b for b, p in known.items() if p is None or p in change.remove]
    if surplus:
        _all(admin.delete_acls([_filter(b) for b in surplus]), "recht")
    return change.add, change.remove


def _everything() -> AclBindingFilter:
    # None means "any", which the library's types do not know.
    anything: Any = None
    return AclBindingFilter(
        ResourceType.ANY,
        anything,
        ResourcePatternType.ANY,
        anything,
        anything,
        AclOperation.ANY,
        AclPermissionType.ANY,
    )


def _permission(binding: Any) -> Permission | None:
    kind: Any = {ResourceType.TOPIC: "topic", ResourceType.GROUP: "group"}.get(binding.restype)
    plain = (
        binding.resource_pattern_type == ResourcePatternType.LITERAL
        and binding.permission_type == AclPermissionType.ALLOW
        and binding.host == "*"
        and binding.operation.name in ("READ", "WRITE", "DESCRIBE")
    )
    if kind is None or not plain:
        return None
    principal = binding.principal.removeprefix("User:")
    return Permission(principal, kind, binding.name, binding.operation.name)


def _binding(permission: Permission) -> AclBinding:
    return AclBinding(
        _TYPES[permission.resource],
        permission.name,
        ResourcePatternType.LITERAL,
        f"User:{permission.principal}",
        "*",
        AclOperation[permission.operation],
        AclPermissionType.ALLOW,
    )


def _filter(binding: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        binding.restype,
        binding.name,
        binding.resource_pattern_type,
        binding.principal,
        binding.host,
        binding.operation,
        binding.permission_type,
    )


def _await_topics(admin: AdminClient, topics: tuple[Topic, ...], within: float = 20.0) -> None:
    """Wait until every partition has a leader: a client that starts now must not have to retry."""

    def all_led() -> bool:
        known = admin.list_topics(timeout=10).topics
        return all(
            topic.name in known
            and len(known[topic.name].partitions) >= topic.partitions
            and all(p.leader >= 0 for p in known[topic.name].partitions.values())
            for topic in topics
        )

    _until(all_led, within, "topics")


def _until(condition: Callable[[], bool], within: float, what: str) -> None:
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise ProvisioningError(what, f"na {within:.0f} s nog niet bekend bij alle brokers")
        time.sleep(0.05)


def _all(futures: Mapping[Any, Future[Any]], what: str) -> None:
    for subject, future in futures.items():
        try:
            future.result(_TIMEOUT)
        except KafkaException as error:
            raise ProvisioningError(f"{what} {subject}", str(error)) from error
