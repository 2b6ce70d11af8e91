"""Everything that was seen, sorted by what it proves. Pure: records in, facts out."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

TYPE = "nl.veiligthuis."
Place = tuple[str, int, int]
"""Topic, partition, offset."""

_ANSWERS_TO_PARTNER = re.compile(r"aanlevering\.(?P<partner>.+)\.antwoord\.v1")
_PARTY_ANSWERS = re.compile(r"overdracht\.(?P<party>[^.]+)\.antwoord\.v1(\.acuut)?")
_OFFERS = re.compile(r"overdracht\.(?P<party>[^.]+)\.v1(\.acuut)?")
_DEAD_LETTERS = re.compile(r".+\.dlq\.v1")
_NUMBER = re.compile(r"VT-\d{4}-\d{7,}-\d")
_STATUSES = re.compile(r"melding\.status\.v1(\.acuut)?")


class Seen(NamedTuple):
    """A record as it was read; `at` is its timestamp in seconds since 1970."""

    topic: str
    at: float
    headers: dict[str, str]
    value: bytes


class Sent(NamedTuple):
    """A line of a sender's list; `place` on Kafka, or `status` and `answer` over HTTP."""

    kanaal: str
    bericht_id: str
    verwacht: str
    acuut: bool
    gemeente: str | None
    kenmerken: tuple[str, ...]
    at: float
    place: Place | None
    status: int | None
    answer: dict[str, Any]

    @property
    def message(self) -> tuple[str, str]:
        """What identifies a message: who sent it, and its id there."""
        return self.kanaal, self.bericht_id


class Offer(NamedTuple):
    """One offer as its addressee could read it."""

    event_id: str
    party: str
    overdracht_id: str
    melding_id: str
    ronde: int
    bevestiging: str
    urgentie: str
    acute_lane: bool
    at: float


class Answered(NamedTuple):
    """One answer of a party: ontvangen, geaccepteerd, geweigerd, gestart."""

    party: str
    kind: str
    at: float


class Status(NamedTuple):
    """A fact that a service told about a melding."""

    schrijver: str
    moment: str
    vervolg: str | None
    at: float


@dataclass
class Evidence:
    """All facts of the run."""

    messages: list[Sent] = field(default_factory=list)
    accepted: dict[tuple[str, str], dict[str, str]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """Message → melding number → melding id; more than one number is a double."""
    odd_details: set[tuple[str, str]] = field(default_factory=set)
    """Messages of which details were reported back as set apart."""
    rejected: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    dead_letters: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Place → work items."""
    offers: dict[str, dict[str, Offer]] = field(default_factory=lambda: defaultdict(dict))
    """Melding id → event id → offer."""
    answers: dict[str, list[Answered]] = field(default_factory=lambda: defaultdict(list))
    """Overdracht id → answers."""
    statuses: dict[str, dict[str, Status]] = field(default_factory=lambda: defaultdict(dict))
    """Melding id → event id → status."""
    feedback: dict[str, dict[tuple[str, str], set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    """Melding id → moment and what was told → event ids, over the answer topic."""
    mails: dict[str, dict[tuple[str, str], set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    """Melding number → address and text → message ids, in the mailbox."""
    repeats: int = 0
    """Deliveries of an event id that was there already; harmless, but worth knowing."""
    strange: list[str] = field(default_factory=list)
    _event_ids: set[tuple[str, str]] = field(default_factory=set)

    def sent(self, sent: Sent) -> None:
        """A message was sent; over HTTP its answer is known at once."""
        self.messages.append(sent)
        if "meldingId" in sent.answer:
            self.accepted[sent.message][sent.answer["nummer"]] = sent.answer["meldingId"]
            if sent.answer.get("bevindingen"):
                self.odd_details.add(sent.message)

    def take(self, record: Seen, open_offer: Callable[[str, bytes], bytes]) -> None:
        """Notes what a record proves; `open_offer(party, value)` decrypts with the party's key."""
        event_id = record.headers.get("ce_id", "")
        if (record.topic, event_id) in self._event_ids:
            self.repeats += 1
        self._event_ids.add((record.topic, event_id))
        if match := _ANSWERS_TO_PARTNER.fullmatch(record.topic):
            self._answer_to_partner(match["partner"], event_id, record)
        elif match := _PARTY_ANSWERS.fullmatch(record.topic):
            kind = _kind(record).removeprefix("overdracht.")
            about = str(json.loads(record.value)["overdrachtId"])
            self.answers[about].append(Answered(match["party"], kind, record.at))
        elif match := _OFFERS.fullmatch(record.topic):
            if _kind(record) == "overdracht.aangeboden":
                self._offer(match["party"], event_id, record, open_offer)
        elif _DEAD_LETTERS.fullmatch(record.topic):
            letter = json.loads(record.value)
            place = (letter["topic"], letter["partitie"], letter["offset"])
            self.dead_letters[place].add(letter["werkitemId"])
        elif _STATUSES.fullmatch(record.topic):
            self._status(event_id, record)

    def mail(self, to: str, subject: str, text: str, message_id: str) -> None:
        """Notes a mail by the melding number that it names."""
        if match := _NUMBER.search(f"{subject} {text}"):
            self.mails[match[0]][to, text].add(message_id)

    def _answer_to_partner(self, partner: str, event_id: str, record: Seen) -> None:
        content = json.loads(record.value)
        match _kind(record):
            case "aanlevering.geaccepteerd":
                message = (partner, content["berichtId"])
                self.accepted[message][content["nummer"]] = content["meldingId"]
                if content.get("bevindingen"):
                    self.odd_details.add(message)
            case "aanlevering.geweigerd":
                place = (content["topic"], content["partitie"], content["offset"])
                self.rejected[place].add(event_id)
            case "terugkoppeling.gegeven":
                told = {k: v for k, v in content.items() if k != "op"}
                about = (content["moment"], json.dumps(told, sort_keys=True))
                self.feedback[content["meldingId"]][about].add(event_id)
            case kind:
                self.strange.append(f"{partner} kreeg een onbekend antwoord: {kind}")

    def _offer(
        self, party: str, event_id: str, record: Seen, open_offer: Callable[[str, bytes], bytes]
    ) -> None:
        try:
            content = json.loads(open_offer(party, record.value))
        except Exception as error:  # noqa: BLE001  whatever it is, the addressee cannot read it
            self.strange.append(f"{party} kan een aanbod niet openen ({type(error).__name__})")
            return
        offer = Offer(
            event_id,
            party,
            content["overdrachtId"],
            content["meldingId"],
            content["ronde"],
            content["bevestiging"],
            content["urgentie"],
            record.topic.endswith(".acuut"),
            record.at,
        )
        self.offers[offer.melding_id].setdefault(event_id, offer)

    def _status(self, event_id: str, record: Seen) -> None:
        content = json.loads(record.value)
        self.statuses[content["meldingId"]].setdefault(
            event_id,
            Status(content["schrijver"], content["moment"], content.get("vervolg"), record.at),
        )


def _kind(record: Seen) -> str:
    """The event's type without prefix and version, such as `overdracht.geaccepteerd`."""
    return record.headers.get("ce_type", "").removeprefix(TYPE).rpartition(".v")[0]
