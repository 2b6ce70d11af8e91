"""The simulated day: who sends what, when. Pure and seeded: the same seed gives the same day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from vt_demo import forms, spoiled, wire
from vt_demo.people_at_home import BSN_PREFIXES, Family, families
from vt_demo.wire import Record

POLITIE = {
    # Which CloudEvents mode each unit's system uses; both must work.
    "politie-limburg": wire.binary,
    "politie-oost-brabant": wire.structured,
}
JGZ = "jgz-zuid-limburg"
TELEFOON = "telefoon"
PARTNERS = (*POLITIE, JGZ)

SHARE_POLICE = 0.9
SHARE_ACUTE = 0.12
SHARE_POLICE_WITHOUT_VIOLENCE = 1 / 3
SHARE_REPEATED = 0.05
SHARE_INVALID = 0.015
SHARE_WRONG_BSN = 0.015
SHARE_KNOWN_FAMILY = 0.06
SHARE_UNKNOWN_DANGER = 0.04
SHARE_NO_POSTCODE = 0.01

MELDING, HERHALING, WEIGERING = "melding", "herhaling", "weigering"
MOST_MELDINGEN = 20_000


@dataclass(frozen=True, slots=True)
class Bericht:
    """One message to send: by whom, when, over a topic (`record`) or HTTP (`body`).

    `verwacht` is what must become of it; `gemeente` where the family lives, when that was said;
    `kenmerken` say what is special about it.
    """

    kanaal: str
    bericht_id: str
    at: float
    verwacht: str
    acuut: bool = False
    gemeente: str | None = None
    record: Record | None = None
    body: dict[str, Any] | None = None
    kenmerken: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The message as a line of a sender's work list."""
        return {
            "kanaal": self.kanaal,
            "bericht_id": self.bericht_id,
            "at": round(self.at, 3),
            "verwacht": self.verwacht,
            "acuut": self.acuut,
            "gemeente": self.gemeente,
            "record": None if self.record is None else self.record.to_json(),
            "body": self.body,
            "kenmerken": list(self.kenmerken),
        }


@dataclass(slots=True)
class _Slot:
    kanaal: str
    acuut: bool = False
    over: str = "ja"
    kenmerken: set[str] = field(default_factory=set)


def day(meldingen: int, *, seed: int, run: str, seconds: float, start: datetime) -> list[Bericht]:
    """All messages of a day with this many meldingen, in order of sending.

    `run` goes into every message id, so that two days on one environment stay apart.
    """
    random = Random(seed)  # noqa: S311  a simulation, not a secret
    slots = _slots(random, meldingen)
    new_families = families(random, seed * 7919 % BSN_PREFIXES)
    seen: list[Family] = []
    berichten: list[Bericht] = []
    for n, slot in enumerate(slots):
        if "bekend-gezin" in slot.kenmerken and seen:
            family = random.choice(seen)
        else:
            slot.kenmerken.discard("bekend-gezin")
            family = next(new_families)
            seen.append(family)
        at = seconds * (n + random.random()) / max(1, meldingen)
        berichten.append(_bericht(random, slot, family, f"{run}-{n:05d}", at, start))
    berichten += _repeats(random, berichten, meldingen, seconds)
    berichten += spoiled_berichten(
        random, berichten, max(len(spoiled.KINDS), round(meldingen * SHARE_INVALID))
    )
    return sorted(berichten, key=lambda b: b.at)


def by_sender(berichten: list[Bericht]) -> dict[str, list[Bericht]]:
    """The work list of each sender."""
    lists: dict[str, list[Bericht]] = {sender: [] for sender in (*PARTNERS, TELEFOON)}
    for bericht in berichten:
        lists[bericht.kanaal].append(bericht)
    return lists


def _slots(random: Random, meldingen: int) -> list[_Slot]:
    """Exact shares, then shuffled: every day has the same composition, in another order."""
    police = round(meldingen * SHARE_POLICE)
    rest = meldingen - police
    limburg = round(police * 0.6)
    slots = [_Slot("politie-limburg") for _ in range(limburg)]
    slots += [_Slot("politie-oost-brabant") for _ in range(police - limburg)]
    slots += [_Slot(JGZ) for _ in range(rest - rest // 2)]
    slots += [_Slot(TELEFOON) for _ in range(rest // 2)]

    police_slots = slots[:police]
    for slot in _some(random, police_slots, police * SHARE_POLICE_WITHOUT_VIOLENCE):
        slot.over = "nee"
    about = [slot for slot in slots if slot.over == "ja"]
    for slot in _some(random, about, meldingen * SHARE_ACUTE):
        slot.acuut = True
    calm = [slot for slot in about if not slot.acuut]
    for slot in _some(random, calm, meldingen * SHARE_UNKNOWN_DANGER):
        slot.kenmerken.add("gevaar-onbekend")
    # Whose danger is unknown has a person already; what has no postcode comes beside that.
    plain = [slot for slot in calm if not slot.kenmerken]
    for slot in _some(random, plain, meldingen * SHARE_NO_POSTCODE):
        slot.kenmerken.add("zonder-postcode")
    for share, name in ((SHARE_KNOWN_FAMILY, "bekend-gezin"), (SHARE_WRONG_BSN, "fout-bsn")):
        for slot in _some(random, slots, meldingen * share):
            slot.kenmerken.add(name)
    random.shuffle(slots)
    for n, slot in enumerate(s for s in slots if s.kanaal == JGZ):
        slot.kenmerken.add("http" if n % 2 else "topic")
    return slots


def _some(random: Random, slots: list[_Slot], share: float) -> list[_Slot]:
    return random.sample(slots, min(len(slots), round(share)))


def _bericht(
    random: Random, slot: _Slot, family: Family, serial: str, at: float, start: datetime
) -> Bericht:
    features: dict[str, Any] = {
        "acute": slot.acuut,
        "unknown": "gevaar-onbekend" in slot.kenmerken,
    }
    if slot.kanaal in POLITIE:
        kind = "politiemelding"
        data = forms.police(random, family, serial, over=slot.over, **features)
    elif slot.kanaal == JGZ:
        kind = "professionele-melding"
        data = forms.professional(random, family, serial, **features)
    else:
        kind = "telefonische-melding"
        data = forms.phone(random, family, serial, **features)
    for person in data["betrokkenen"]:
        if "zonder-postcode" in slot.kenmerken:
            person["adres"] = {"straat": "Onbekende weg", "plaats": "ergens in de buurt"}
        if "fout-bsn" in slot.kenmerken:
            person["bsn"] = "123456789"
    if slot.over == "nee":
        slot.kenmerken.add("zonder-hg-km")
    if slot.kanaal == TELEFOON and "email" in data["melder"]:
        slot.kenmerken.add("met-mail")
    bericht = Bericht(
        kanaal=slot.kanaal,
        bericht_id=f"{slot.kanaal}-{serial}",
        at=at,
        verwacht=MELDING,
        acuut=slot.acuut,
        gemeente=None if "zonder-postcode" in slot.kenmerken else family.gemeente,
        kenmerken=tuple(sorted(slot.kenmerken)),
    )
    if slot.kanaal == TELEFOON or "http" in slot.kenmerken:
        return replace(bericht, body=data)
    write = POLITIE.get(slot.kanaal, wire.binary)
    record = write(
        topic_of(slot.kanaal, acuut=slot.acuut),
        f"aanlevering.{kind}.v1",
        bericht.bericht_id,
        source_of(slot.kanaal),
        (start + timedelta(seconds=at)).isoformat(timespec="milliseconds"),
        data,
    )
    return replace(bericht, record=record)


def topic_of(partner: str, *, acuut: bool) -> str:
    """Where a partner publishes: beside the regular topic there is one for what is acute."""
    return f"aanlevering.{partner}.v1" + (".acuut" if acuut else "")


def source_of(partner: str) -> str:
    """The CloudEvents source of a partner's system; the OIN is not a real one."""
    return f"urn:nld:oin:{1 + PARTNERS.index(partner):020d}:systeem:{partner}"


def _repeats(
    random: Random, berichten: list[Bericht], meldingen: int, seconds: float
) -> list[Bericht]:
    """The same message once more, a little or much later, as a nervous sender does."""
    chosen = random.sample(
        berichten, min(len(berichten), max(2, round(meldingen * SHARE_REPEATED)))
    )
    # Over HTTP too, always, however small the day.
    chosen += [b for b in berichten if b.body is not None and b not in chosen][:2]
    return [
        replace(
            bericht,
            verwacht=HERHALING,
            at=min(seconds, bericht.at + random.choice((0.0, 0.2, seconds / 3))) + 0.001,
        )
        for bericht in chosen
    ]


def spoiled_berichten(random: Random, berichten: list[Bericht], count: int) -> list[Bericht]:
    """Messages that nobody can read, made from good ones; every kind at least once."""
    good = [b for b in berichten if b.record is not None and b.verwacht == MELDING]
    if not good:
        return []
    result = []
    for n in range(count):
        kind = spoiled.KINDS[n % len(spoiled.KINDS)]
        model = random.choice(good)
        assert model.record is not None
        # The same id with other content must come after the one it differs from, on its partition.
        same_id = kind == spoiled.OTHER_CONTENT
        bericht_id = model.bericht_id if same_id else f"{model.bericht_id}-fout-{n}"
        result.append(
            replace(
                model,
                bericht_id=bericht_id,
                at=model.at + (3.0 if same_id else 0.01),
                verwacht=WEIGERING,
                record=spoiled.spoil(kind, model.record, bericht_id),
                kenmerken=(kind,),
            )
        )
    return result
