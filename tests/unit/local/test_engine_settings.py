"""The engines' settings: safe by default, closed by default."""

from __future__ import annotations

from pathlib import Path

import pytest
from vt_local.kafka_config import BrokerPorts, broker_settings, render
from vt_local.postgres import server_settings

_NODES = {n: BrokerPorts(20_000 + n, 20_010 + n, 20_020 + n) for n in (1, 2, 3)}


def _settings(count: int, **more: int) -> dict[str, str]:
    nodes = {n: _NODES[n] for n in range(1, count + 1)}
    return broker_settings(1, nodes, Path("/data/log"), "geheim", **more)


@pytest.mark.parametrize("count", [1, 3])
def test_nobody_may_anything_unless_it_is_granted(count):
    settings = _settings(count)
    assert settings["allow.everyone.if.no.acl.found"] == "false"
    assert settings["super.users"] == "User:runtime"
    assert settings["auto.create.topics.enable"] == "false"
    listeners = settings["listener.security.protocol.map"].split(",")
    assert all(each.endswith(":SASL_PLAINTEXT") for each in listeners)


@pytest.mark.parametrize("count", [1, 3])
def test_brokers_listen_on_loopback_alone(count):
    settings = _settings(count)
    for key in ("listeners", "advertised.listeners"):
        assert all("://127.0.0.1:" in each for each in settings[key].split(","))
    assert settings["controller.quorum.voters"].count("@127.0.0.1:") == count


def test_clients_log_in_with_scram_and_only_brokers_with_plain():
    settings = _settings(1)
    assert settings["listener.name.client.sasl.enabled.mechanisms"] == "SCRAM-SHA-256"
    assert "geheim" not in settings["listener.name.client.scram-sha-256.sasl.jaas.config"]
    assert settings["listener.name.internal.sasl.enabled.mechanisms"] == "PLAIN"


@pytest.mark.parametrize(("count", "replicas"), [(1, "1"), (3, "2")])
def test_an_acknowledged_record_is_with_a_majority(count, replicas):
    settings = _settings(count)
    assert settings["default.replication.factor"] == str(count)
    assert settings["min.insync.replicas"] == replicas
    assert settings["offsets.topic.replication.factor"] == str(count)
    assert settings["unclean.leader.election.enable"] == "false"


def test_what_a_topic_accepts_can_be_replicated_and_received():
    largest = 8 * 1024 * 1024
    settings = _settings(3, largest_record=largest)
    assert int(settings["message.max.bytes"]) == 1_048_588
    assert int(settings["replica.fetch.max.bytes"]) > largest
    assert int(settings["replica.fetch.response.max.bytes"]) > largest
    assert int(settings["socket.request.max.bytes"]) > largest


def test_rendering_keeps_one_setting_per_line():
    assert render({"a": "b\nc", "path": "C:\\x"}) == "a=b\\nc\npath=C:\\\\x\n"


def test_a_commit_is_on_disk_and_the_log_holds_no_values():
    settings = server_settings(20_000, wal_compression="lz4")
    assert settings["fsync"] == settings["synchronous_commit"] == "on"
    assert settings["jit"] == "off"
    assert settings["listen_addresses"] == "'127.0.0.1'"
    assert settings["log_parameter_max_length_on_error"] == "0"
    assert settings["log_error_verbosity"] == "terse"
