"""kill -9 of each service in turn while 2,000 meldingen go through: nothing lost, nothing double."""

from __future__ import annotations

import json
import uuid
from collections import Counter

from confluent_kafka import Producer
from keten import Keten, ce, politiemelding
from vt_contracts.parties import PARTIES

PARTNER = "politie-oost-brabant"
COUNT = 2000
VICTIMS = tuple(
    f"{service}-{role}"
    for service in ("intake", "triage", "routing", "notification")
    for role in ("regulier", "acuut", "api")
)


def test_killing_each_service_loses_and_doubles_nothing(keten: Keten) -> None:
    forms = {str(uuid.uuid4()): politiemelding() for _ in range(COUNT)}
    for number, form in enumerate(forms.values()):
        if number % 8 == 0:
            form["signalen"]["ernstigLetsel"] = "ja"
    producer = Producer(keten.platform.credentials(PARTNER).librdkafka())
    left = list(forms.items())
    share = COUNT // len(VICTIMS) + 1
    for victim in VICTIMS:
        part, left = left[:share], left[share:]
        for number, (identity, form) in enumerate(part):
            acuut = form["signalen"]["ernstigLetsel"] == "ja"
            topic = f"aanlevering.{PARTNER}.v1" + (".acuut" if acuut else "")
            producer.produce(topic, json.dumps(form), headers=ce(identity, "politiemelding"))
            if number == len(part) // 2:
                producer.flush(30)
                keten.platform.kill(victim)
        assert producer.flush(30) == 0
    keten.platform.wait_ready()

    def all_told() -> dict[str, Counter[str]] | None:
        told: dict[str, Counter[str]] = {identity: Counter() for identity in forms}
        for answer in keten.answers(PARTNER):
            if (identity := answer.get("berichtId")) in told:
                told[identity][answer["type"]] += 1
        done = all(kinds["terugkoppeling.gegeven.v1"] for kinds in told.values())
        return told if done else None

    keten.until(all_told, "a terugkoppeling for every melding", seconds=150)
    meldingen: dict[str, set[str]] = {identity: set() for identity in forms}
    events: dict[str, set[str]] = {identity: set() for identity in forms}
    for headers, value in keten.read(PARTNER, f"aanlevering.{PARTNER}.antwoord.v1"):
        answer = json.loads(value)
        if (identity := answer.get("berichtId")) in forms:
            meldingen[identity].add(answer["meldingId"])
            events[identity].add(headers["ce_id"])
    assert {len(ids) for ids in meldingen.values()} == {1}, "one melding for each message"
    assert {len(ids) for ids in events.values()} == {2}, "one geaccepteerd, one terugkoppeling"
    mine = {next(iter(ids)) for ids in meldingen.values()}

    def all_offered() -> Counter[str] | None:
        offers: set[tuple[str, str, int]] = set()
        for party in PARTIES:
            for acuut in (False, True):
                found = keten.offers(party, acuut=acuut)
                offers |= {(o["meldingId"], o["overdrachtId"], o["ronde"]) for o in found}
        per_melding = Counter(melding for melding, _, _ in offers)
        return per_melding if mine <= per_melding.keys() else None

    # What a killed process had yet to send is taken over when its lease ends.
    offered = keten.until(all_offered, "an offer for every melding")
    assert {offered[melding] for melding in mine} == {1}, "one overdracht for each melding"
