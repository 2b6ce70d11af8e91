"""What another version of the rules changes, in rules and in outcomes; and what was decided why."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from triage.domain import differences
from triage.domain.differences import all_facts, in_words
from triage.domain.facts import VOCABULARY
from triage.domain.rules import Regelset, decide
from triage.ports import AuditLine
from triage.rules.command import explanation
from triage.ruleset import FOLDER, STANDARD, load, load_versions, parse

TEXT = STANDARD.read_text(encoding="utf-8")
OLD = load()


def changed(before: str, after: str) -> Regelset:
    assert before in TEXT
    return parse(TEXT.replace(before, after, 1).replace('"2026-1"', '"2026-2"'))


def test_every_combination_is_tried_once() -> None:
    facts = list(all_facts())
    assert len(facts) == len(set(facts)) == math.prod(len(kind) for kind in VOCABULARY.values())


def test_the_same_rules_change_nothing() -> None:
    new = replace(OLD, regels=tuple(reversed(OLD.regels)), versie="anders")
    assert differences.rules(OLD, new) == []
    assert differences.outcomes(OLD, new).wijzigingen == ()


def test_a_new_rule_is_told_and_counted() -> None:
    rule = (
        '\n[[regel]]\nid = "ernstig"\nvoorwaarden = [{ veld = "voorselectie", is = "ernstig" }]\n'
        'effect = { verhoog = "hoog", vraag_persoon = true }\nbron = "proef"\nreden = "Ernstig."\n'
    )
    new = parse(TEXT + rule)
    assert differences.rules(OLD, new) == [
        "+ ernstig: als voorselectie ernstig is, dan wordt de urgentie ten minste hoog en besluit "
        "een medewerker"
    ]
    verschil = differences.outcomes(OLD, new)
    assert verschil.gewijzigd == sum(w.aantal for w in verschil.wijzigingen) > 0
    for wijziging in verschil.wijzigingen:
        voorbeeld = wijziging.voorbeeld
        assert voorbeeld.voorselectie.value == "ernstig"
        was, wordt = decide(voorbeeld, OLD), decide(voorbeeld, new)
        assert (was.vervolg, was.urgentie) == (wijziging.was.vervolg, wijziging.was.urgentie)
        assert (wordt.vervolg, wordt.urgentie) == (
            wijziging.wordt.vervolg,
            wijziging.wordt.urgentie,
        )
    gone = differences.rules(new, OLD)
    assert gone[0].startswith("- ernstig: ")


def test_a_changed_rule_shows_was_and_becomes() -> None:
    new = changed(
        'effect = { verhoog = "hoog", vraag_persoon = true }', "effect = { vraag_persoon = true }"
    )
    first, second = differences.rules(OLD, new)
    assert first.startswith("~ familie-bekend-met-hgkm: was ")
    assert "ten minste hoog" in first
    assert "ten minste hoog" not in second
    reworded = changed("Over deze familie is eerder gemeld.", "Eerder gemeld.")
    assert differences.rules(OLD, reworded) == [
        "~ familie-bekend: doet hetzelfde; alleen de reden of de bron is anders"
    ]
    assert differences.outcomes(OLD, reworded).gewijzigd == 0


def test_a_condition_reads_as_dutch() -> None:
    by_id = {regel.id: in_words(regel) for regel in OLD.regels}
    assert by_id["acuut-ingeschat"] == (
        "als urgentie acuut is, dan stelt de regel direct-ingrijpen voor"
    )
    assert "familie bekend-met-hgkm of bekend-onbeslist is" in by_id["familie-bekend"]
    assert "urgentie niet acuut is" in by_id["familie-bekend"]


def line(**changes: Any) -> AuditLine:
    details = {
        "versie": 1, "vervolg": "direct-ingrijpen", "urgentie": "acuut", "urgentieWas": "regulier",
        "verlaagd": False, "regels": ["acuut-signaal"], "reden": "Een signaal.",
    }  # fmt: skip
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    given: dict[str, Any] = {"rule_version": "2026-1", **changes}
    return AuditLine(at, "regelset 2026-1", "besluit", given["rule_version"], details)


def test_an_explanation_names_version_rules_reasons_and_conditions() -> None:
    text = "\n".join(explanation(line(), load_versions(FOLDER)))
    assert "2026-11-23 13:00 versie 1: besluit direct-ingrijpen" in text
    assert "acuut (was regulier), door regelset 2026-1, regelset 2026-1" in text
    assert "regel acuut-signaal: Een van de signalen" in text
    assert "omdat signaal ja is" in text
    assert "bron: domein: Urgency (default)" in text


def test_rules_that_are_gone_are_said_to_be() -> None:
    text = "\n".join(explanation(line(rule_version="2019-1"), load_versions(FOLDER)))
    assert "staan niet meer in de map" in text
    assert "regel acuut-signaal" in text


def call(*arguments: str, module: str = "triage") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, "rules", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("module", ["triage", "vt_cli"])
def test_the_commands(tmp_path: Path, module: str) -> None:
    new = tmp_path / "nieuw.toml"
    new.write_text(TEXT.replace('effect = { verhoog = "hoog", vraag_persoon = true }',
                                "effect = { vraag_persoon = true }", 1))  # fmt: skip
    sound = call("check", str(new), module=module)
    assert sound.returncode == 0
    assert "acuut-ingeschat: als urgentie acuut is" in sound.stdout
    shown = call("diff", str(new), module=module)
    assert shown.returncode == 0
    assert "~ familie-bekend-met-hgkm: was" in shown.stdout
    assert "combinaties van antwoorden" in shown.stdout
    assert "bijvoorbeeld bij urgentie:" in shown.stdout
    new.write_text(TEXT.replace('stel_voor = "overdracht"', 'stel_voor = "einde-bemoeienis"'))
    refused = call("check", str(new), module=module)
    assert refused.returncode == 1
    assert "kan geen regel voorstellen" in refused.stderr
    assert call("diff", str(tmp_path / "weg.toml"), module=module).returncode == 1


def test_a_wrong_call_says_how() -> None:
    wrong = call("weet-niet")
    assert (wrong.returncode, "rules explain" in wrong.stderr) == (2, True)
