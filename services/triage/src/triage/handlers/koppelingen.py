"""What people see of links between meldingen, and what they say of them: confirmed or undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from vt_contracts.codes import Antwoord, Moment
from vt_messaging.commands import Command
from vt_messaging.loaded import Loaded
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault
from vt_messaging.work_items.domain import Item, State, raised
from vt_messaging.work_items.store import ItemStore

from triage import translate
from triage.domain.clocks import deadline
from triage.domain.facts import Eerder, Familie
from triage.domain.linking import Koppeling, Stand, Vermelding, decided
from triage.domain.regelsets import Regelsets
from triage.domain.transitive import Plek, reached
from triage.domain.triage import Stand as TriageStand
from triage.domain.triage import Triage
from triage.handlers import audit
from triage.mentions import vermelding
from triage.ports import RadarStore, TriageStore

MOST_MELDINGEN = 200
"""How many meldingen a reading follows links through (default)."""


@dataclass(frozen=True, slots=True)
class ReadKoppelingen:
    """Somebody looks at the links of a melding."""

    melding_id: UUID
    who: str


@dataclass(frozen=True, slots=True)
class JudgeKoppeling:
    """Somebody says that a link is right (ZEKER) or not (LOSGEMAAKT), and why."""

    koppeling_id: UUID
    who: str
    stand: Stand
    reden: str


@dataclass(frozen=True, slots=True)
class Overzicht:
    """The links of a melding; numbers of the meldingen at their other ends; what people wrote;
    and the mentions that each person of the melding is, through others, without contradiction."""

    koppelingen: tuple[Koppeling, ...]
    nummers: Mapping[UUID, str]
    toelichtingen: Mapping[UUID, str]
    ook: Mapping[int, list[Plek]]


@dataclass(frozen=True, slots=True)
class AlreadyJudged:
    """Another person said the same already."""

    stand: Stand
    who: str


class Koppelingen:
    """Handles readings and judgements, over the stores."""

    def __init__(
        self,
        store: RadarStore,
        triages: TriageStore,
        items: ItemStore,
        vault: Vault,
        regelsets: Regelsets,
    ) -> None:
        self._store = store
        self._triages = triages
        self._items = items
        self._vault = vault
        self._regelsets = regelsets

    async def read_koppelingen(
        self, batch: Sequence[Command[ReadKoppelingen]], unit: Unit
    ) -> list[Overzicht | None]:
        """The links of each melding; None where there is none, and then nothing is audited."""
        wanted = {c.content.melding_id for c in batch}
        links = {link.id: link for link in await self._store.links_of(unit, sorted(wanted))}
        involved, asked = set(wanted), set(wanted)
        # Round by round: what the others are linked to, for the links that lead further.
        while len(involved) < MOST_MELDINGEN:
            ends = {e for link in links.values() for e in (link.melding_id, link.andere_melding_id)}
            involved |= ends
            if not (new := ends - asked):
                break
            asked |= new
            more = await self._store.links_of(unit, sorted(new))
            links |= {link.id: link for link in more}
        triages = await self._triages.triages(unit, sorted(involved))
        seen = {
            i: vermelding(translate.opened(triage, self._vault), triage)
            for i, triage in triages.items()
        }
        answers: list[Overzicht | None] = []
        for command in batch:
            melding_id, who = command.content.melding_id, command.content.who
            if melding_id not in triages:
                answers.append(None)
                continue
            unit.audit(who, audit.KOPPELINGEN_GELEZEN, melding_id)
            answers.append(self._overview(melding_id, list(links.values()), triages, seen))
        return answers

    def _overview(
        self,
        melding_id: UUID,
        links: list[Koppeling],
        triages: Mapping[UUID, Triage],
        seen: Mapping[UUID, Vermelding],
    ) -> Overzicht:
        mine = tuple(k for k in links if melding_id in (k.melding_id, k.andere_melding_id))
        ook = {
            place: found
            for place in range(len(seen[melding_id].personen))
            if (found := reached((melding_id, place), links, seen))
        }
        return Overzicht(
            mine,
            {i: triage.nummer for i, triage in triages.items()},
            {k.id: self.wrote(k) for k in mine},
            ook,
        )

    def wrote(self, koppeling: Koppeling) -> str:
        """What a person wrote with a link."""
        if koppeling.toelichting is None:
            return ""
        return self._vault.open(koppeling.toelichting, koppeling.id.bytes).decode()

    async def judge_koppelingen(
        self, batch: Sequence[Command[JudgeKoppeling]], unit: Unit
    ) -> list[Koppeling | AlreadyJudged | None]:
        """The link as it becomes; None where there is none. What is confirmed raises what waits."""
        links = Loaded(
            await self._store.links(unit, sorted({c.content.koppeling_id for c in batch}))
        )
        ends = {e for k in links.all() for e in (k.melding_id, k.andere_melding_id)}
        triages = Loaded(await self._triages.triages(unit, sorted(ends)))
        items = Loaded(
            await self._items.load(unit, {t.werkitem_id for t in triages.all() if t.werkitem_id})
        )
        answers: list[Koppeling | AlreadyJudged | None] = []
        for command in batch:
            said, link = command.content, links.get(command.content.koppeling_id)
            if link is not None and link.by_person and link.stand is said.stand:
                same = link.door == said.who
                answers.append(link if same else AlreadyJudged(link.stand, link.door))
                continue
            if link is not None:
                sealed = self._vault.seal(said.reden.encode(), link.id.bytes)
                link = decided(link, said.stand, said.who, sealed, unit.now)
                links.put(link.id, link)
                what = audit.BEVESTIGD if link.stand is Stand.ZEKER else audit.LOSGEMAAKT
                for end in (link.melding_id, link.andere_melding_id):
                    details = audit.koppeling_details(link, end)
                    unit.audit(said.who, what, end, details=details)
                    if link.stand is Stand.ZEKER:
                        self._raise(unit, command, end, link.other(end), triages, items)
            answers.append(link)
        for koppeling, version in links.changed():
            self._store.save_link(unit, koppeling, version)
        for triage, version in triages.changed():
            self._triages.save(unit, triage, version)
        for item, version in items.changed():
            self._items.save(unit, item, version)
        return answers

    def _raise(
        self,
        unit: Unit,
        command: Command[JudgeKoppeling],
        melding_id: UUID,
        other_id: UUID,
        triages: Loaded[Triage],
        items: Loaded[Item],
    ) -> None:
        """What still waits becomes as urgent as the rules make a family that is known for certain."""
        triage, other = triages.get(melding_id), triages.get(other_id)
        if triage is None or other is None or triage.stand is not TriageStand.WACHT_OP_BESLUIT:
            return
        hgkm = vermelding(translate.opened(other, self._vault), other).hgkm
        familie = Familie.BEKEND_MET_HGKM if hgkm is Antwoord.JA else Familie.BEKEND_ONBESLIST
        melding = translate.opened(triage, self._vault)
        rules = self._regelsets.in_use(unit.now)
        besluit = rules.decide(translate.facts(melding, triage.urgentie, familie, Eerder.EEN))
        if besluit.urgentie is triage.urgentie:
            return
        urgent = triage._replace(
            version=triage.version + 1,
            urgentie=triage.urgentie.raised_to(besluit.urgentie),
            regelset=rules.versie,
            regels=besluit.regels,
            reden=besluit.reden,
        )
        item = items.get(triage.werkitem_id)
        if item is not None and item.state is not State.DONE:
            due = deadline(urgent.urgentie, unit.now)
            newer = raised(item, urgent.urgentie.rank, due, unit.now)
            items.put(item.id, newer)
            urgent = urgent._replace(deadline=newer.deadline)
        triages.put(melding_id, urgent)
        translate.announce_status(unit, command, urgent, Moment.WACHT_OP_BESLUIT)
        unit.audit(
            rules.who,
            audit.VRAAG,
            melding_id,
            rule_version=rules.versie,
            details=audit.besluit_details(urgent, triage.urgentie),
        )
