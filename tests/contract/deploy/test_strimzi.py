"""The committed Strimzi resources are what the access table says, no more and no less."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from vt_contracts import access

FOLDER = Path("deploy/k8s/base/strimzi")


@pytest.fixture(scope="module")
def generator(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "generate_strimzi", root / "deploy/k8s/generate_strimzi.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["topics.yaml", "users.yaml"])
def test_committed_equals_generated(generator: ModuleType, root: Path, name: str) -> None:
    committed = (root / FOLDER / name).read_text()
    assert committed == generator.files()[name], "run: python deploy/k8s/generate_strimzi.py"


def test_a_planted_right_is_noticed(generator: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    before = generator.files()["users.yaml"]
    stolen = access.Grant("gm0888", "topic", "overdracht.gm0935.v1", "READ")
    table = (*access.grants(), stolen)
    monkeypatch.setattr(access, "grants", lambda: table)
    assert generator.files()["users.yaml"] != before


def test_users_have_exactly_the_rights_of_the_table(root: Path) -> None:
    written = {
        (
            user["metadata"]["name"],
            rule["resource"]["type"],
            rule["resource"]["name"],
            operation.upper(),
        )
        for user in yaml.safe_load_all((root / FOLDER / "users.yaml").read_text())
        for rule in user["spec"]["authorization"]["acls"]
        for operation in rule["operations"]
    }
    table = {(g.principal, g.resource, g.name, g.operation) for g in access.grants()}
    assert written == table


def test_topics_are_exactly_those_of_the_contracts(root: Path) -> None:
    written = {
        topic["metadata"]["name"]: topic["spec"]
        for topic in yaml.safe_load_all((root / FOLDER / "topics.yaml").read_text())
    }
    specs = {spec.name: spec for spec in access.topics()}
    assert written.keys() == specs.keys()
    for name, spec in specs.items():
        config = written[name]["config"]
        assert written[name]["partitions"] == spec.partitions
        assert config["retention.ms"] == spec.retention_days * 86_400_000
        assert config.get("max.message.bytes") == spec.max_message_bytes
        stamped_by_broker = config.get("message.timestamp.type") == "LogAppendTime"
        assert stamped_by_broker is spec.log_append_time


def test_brokers_can_replicate_the_largest_record(root: Path) -> None:
    kafka = next(yaml.safe_load_all((root / FOLDER / "kafka.yaml").read_text()))
    largest = max(spec.max_message_bytes or 0 for spec in access.topics())
    assert kafka["spec"]["kafka"]["config"]["replica.fetch.max.bytes"] > largest
