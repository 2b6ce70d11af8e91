"""Which processes there are, and what each is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from vt_local.credentials import Credentials
from vt_local.service_processes import ServiceFacts, service_environment, service_table

_FACTS = ServiceFacts(
    dsn="postgresql://intake:x@127.0.0.1:1/meldketen",
    credentials=Credentials("intake", "127.0.0.1:2", "intake", "y"),
    issuer="http://127.0.0.1:3",
    smtp_port=4,
    oproep_url="http://127.0.0.1:6/oproepen",
    oproep_token="z",
    party_keys_file=Path("/data/party-keys.json"),
    storage_key="c2xldXRlbA==",
)


def _environment(service: str, **extra: str) -> dict[str, str]:
    return service_environment(f"{service}-api", service, "api", 5, _FACTS, extra)


def test_the_acute_lane_has_processes_of_its_own():
    names = {process.name for process in service_table().processes}
    assert len(names) == 12
    for service in ("intake", "triage", "routing", "notification"):
        assert {f"{service}-regulier", f"{service}-acuut"} <= names
    assert "notification-api" in names, "the tasks of those who call melders"


def test_migrations_come_before_the_registry():
    migrations, registry = service_table().preparations
    assert {each.service for each in migrations} == {"intake", "triage", "routing", "notification"}
    assert [each.service for each in registry] == ["routing"]


def test_each_process_is_told_who_it_is():
    settings = _environment("intake")
    assert settings["VT_ROLE"] == "api"
    assert settings["VT_HTTP_PORT"] == "5"
    assert settings["VT_KAFKA_USERNAME"] == "intake"
    assert settings["VT_KAFKA_SASL_MECHANISM"] == "SCRAM-SHA-256"
    assert settings["VT_STORAGE_KEY"] == _FACTS.storage_key


@pytest.mark.parametrize(
    ("setting", "services"),
    [
        ("VT_PARTY_KEYS_FILE", {"routing", "triage"}),
        ("VT_REGISTRY_FILE", {"routing"}),
        ("VT_SMTP_PORT", {"notification"}),
        ("VT_OPROEP_URL", {"triage"}),
        ("VT_OPROEP_TOKEN", {"triage"}),
    ],
)
def test_a_setting_reaches_only_who_needs_it(setting, services):
    everyone = ("intake", "triage", "routing", "notification")
    assert {service for service in everyone if setting in _environment(service)} == services


def test_an_extra_setting_wins_and_may_name_the_process():
    settings = _environment("intake", VT_TRACE_FILE="/x/{name}.jsonl", VT_OIDC_AUDIENCE="other")
    assert settings["VT_TRACE_FILE"] == "/x/intake-api.jsonl"
    assert settings["VT_OIDC_AUDIENCE"] == "other"
