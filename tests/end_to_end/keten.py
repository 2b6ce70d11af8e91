"""A hold on the running chain for tests: partners, gemeenten and people, with their own credentials."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
from confluent_kafka import Consumer, Producer, TopicPartition
from joserfc import jwe
from joserfc.jwk import import_key
from vt_local import LocalPlatform

SOURCE = b"urn:nld:oin:00000000000000000000:systeem:test"
SAMPLES = Path(__file__).parents[1] / "contract" / "samples"
PATIENCE = 60.0
JWE = jwe.JWERegistry(algorithms=["ECDH-ES+A256KW", "A256GCM"])


def sample(contract: str) -> dict[str, Any]:
    """The first committed sample of a contract, as a fresh dict."""
    path = sorted((SAMPLES / contract).glob("*.json"))[0]
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def bsns() -> Iterator[str]:
    """Valid BSNs in a range for tests, other ones in each run."""
    number = 90_000_000 + int(time.time()) % 90_000 * 100
    while True:
        number += 1
        weighed = sum(w * int(d) for w, d in zip(range(9, 1, -1), f"{number:08d}", strict=True))
        if weighed % 11 < 10:
            yield f"{number:08d}{weighed % 11}"


_BSNS = bsns()
_HOUSES = iter(range(1, 10_000_000))
SIGNALS = (
    "gevaarOpDitMoment", "babyOfPeuterMetLetsel", "verwurging", "wapen", "doodsbedreiging",
    "ernstigLetsel", "seksueelGeweldZojuist", "kindAlleenMetGewelddadigePleger", "kindVermist",
    "suicidedreigingOuder", "zwangerSlachtoffer", "dreigendVertrekDwangOfVerminking",
)  # fmt: skip


def family(postcode: str = "6211AB", gemeente: str = "GM0935") -> dict[str, Any]:
    """What every form asks, about a family that nobody knows yet, without danger, in Maastricht."""
    adres = {
        "straat": "Proefstraat",
        "huisnummer": str(next(_HOUSES)) + "t" + uuid.uuid4().hex[:5],
        "postcode": postcode,
        "gemeentecode": gemeente,
    }
    return {
        "signalen": dict.fromkeys(SIGNALS, "nee"),
        "huiselijkGeweldOfKindermishandeling": "ja",
        "aanleiding": ["01"],
        "aard": ["03"],
        "toelichting": "Verzonnen voor een test.",
        "betrokkenen": [
            {"rol": "slachtoffer", "bsn": next(_BSNS), "geslachtsnaam": "Proef", "adres": adres}
        ],
    }


def politiemelding(**changes: Any) -> dict[str, Any]:
    """A police melding that is handed over without a person."""
    return {
        "incidentnummer": f"PL-{uuid.uuid4().hex[:12]}",
        "wijkagent": {"naam": "W. Agent"},
        **family(),
        **changes,
    }


def professionele_melding(**changes: Any) -> dict[str, Any]:
    """A melding of a professional."""
    melder = {"naam": "J. Arts", "organisatie": "JGZ"}
    return {"melder": melder, "hoedanigheid": "03", **family(), **changes}


def telefonische_melding(**changes: Any) -> dict[str, Any]:
    """A melding by phone, by a neighbour with e-mail."""
    return {
        "melder": {"naam": "B. Uur", "email": f"{uuid.uuid4().hex[:10]}@example.nl"},
        "melderSoort": "burger-bekend",
        "hoedanigheid": "35",
        **family(),
        **changes,
    }


class Keten:
    """What the tests know of a running chain."""

    def __init__(self, platform: LocalPlatform) -> None:
        self.platform = platform
        self._tokens: dict[str, str] = {}

    def send(
        self,
        partner: str,
        data: dict[str, Any] | bytes,
        *,
        message_id: str | None = None,
        kind: str = "politiemelding",
        acuut: bool = False,
        headers: list[tuple[str, bytes | None]] | None = None,
    ) -> str:
        """Publishes as a partner, waits for the acknowledgement, returns the message id."""
        identity = message_id or str(uuid.uuid4())
        value = data if isinstance(data, bytes) else json.dumps(data).encode()
        producer = Producer(
            {**self.platform.credentials(partner).librdkafka(), "message.max.bytes": 9_000_000}
        )
        topic = f"aanlevering.{partner}.v1" + (".acuut" if acuut else "")
        producer.produce(topic, value, headers=headers or ce(identity, kind))
        assert producer.flush(30) == 0
        return identity

    def read(self, principal: str, topic: str) -> list[tuple[dict[str, str], bytes]]:
        """All that a principal can read on a topic: headers and value."""
        config = self.platform.credentials(principal).librdkafka()
        consumer = Consumer({**config, "group.id": principal, "enable.auto.commit": False})
        try:
            places = []
            left = 0
            for partition in consumer.list_topics(topic, 10).topics[topic].partitions:
                place = TopicPartition(topic, partition)
                low, high = consumer.get_watermark_offsets(place, 10)
                place.offset = low
                places.append(place)
                left += high - low
            consumer.assign(places)
            found: list[tuple[dict[str, str], bytes]] = []
            while len(found) < left:
                for message in consumer.consume(left, 1.0):
                    assert message.error() is None, message.error()
                    named = {k: (v or b"").decode() for k, v in message.headers() or []}
                    found.append((named, message.value()))
            return found
        finally:
            consumer.close()

    def answers(self, partner: str) -> list[dict[str, Any]]:
        """What a partner was told, with the kind of event under `type`."""
        return [
            {**json.loads(value), "type": headers["ce_type"].split(".", 2)[2]}
            for headers, value in self.read(partner, f"aanlevering.{partner}.antwoord.v1")
        ]

    def answer(self, partner: str, message_id: str, kind: str) -> dict[str, Any]:
        """Waits for one kind of answer to one message."""

        def found() -> dict[str, Any] | None:
            mine = [a for a in self.answers(partner) if a.get("berichtId") == message_id]
            return next((a for a in mine if a["type"] == kind), None)

        return self.until(found, f"{kind} for {message_id}")

    def offers(self, party: str, *, acuut: bool = False) -> list[dict[str, Any]]:
        """The offers on a party's topic, opened with its own key."""
        key = import_key(self.platform.credentials(party).private_key)
        topic = f"overdracht.{party}.v1" + (".acuut" if acuut else "")
        return [
            json.loads(jwe.decrypt_compact(value, key, registry=JWE).plaintext or b"")
            for headers, value in self.read(party, topic)
            if headers["content-type"] == "application/jose"
        ]

    def offer(self, party: str, melding_id: str, *, acuut: bool = False) -> dict[str, Any]:
        """Waits for the offer of one melding."""

        def found() -> dict[str, Any] | None:
            offers = self.offers(party, acuut=acuut)
            return next((o for o in offers if o["meldingId"] == melding_id), None)

        return self.until(found, f"offer of {melding_id} to {party}")

    def reply(self, party: str, kind: str, data: dict[str, Any]) -> None:
        """Answers an offer as a party."""
        producer = Producer(self.platform.credentials(party).librdkafka())
        producer.produce(
            f"overdracht.{party}.antwoord.v1",
            json.dumps(data).encode(),
            headers=ce(str(uuid.uuid4()), kind, prefix="overdracht"),
        )
        assert producer.flush(30) == 0

    def http(self, service: str, user: str) -> httpx.Client:
        """A client of a service's API, logged in as a demo user or partner system."""
        if user not in self._tokens:
            path = self.platform.data.root / "credentials" / "oidc" / f"{user}.json"
            secret = json.loads(path.read_text())
            answer = httpx.post(
                f"{self.platform.urls['identity']}/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": secret["client_id"],
                    "client_secret": secret["client_secret"],
                },
            )
            answer.raise_for_status()
            self._tokens[user] = answer.json()["access_token"]
        return httpx.Client(
            base_url=self.platform.urls[f"{service}-api"],
            headers={"Authorization": f"Bearer {self._tokens[user]}"},
            timeout=30,
        )

    def until(self, found: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
        """Waits until something is there."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if (value := found()) is not None:
                return value
            time.sleep(0.2)
        raise AssertionError(f"not seen within {seconds:.0f} s: {what}")


def ce(identity: str, kind: str, prefix: str = "aanlevering") -> list[tuple[str, bytes | None]]:
    """CloudEvents headers in binary mode."""
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", identity.encode()),
        ("ce_source", SOURCE),
        ("ce_type", f"nl.veiligthuis.{prefix}.{kind}.v1".encode()),
        ("content-type", b"application/json"),
    ]
