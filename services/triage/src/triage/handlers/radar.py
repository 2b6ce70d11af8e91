"""Holding the meldingen of a batch against all that is known, and against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from vt_contracts.events.melding import MeldingOntvangenV1
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from triage import translate
from triage.domain.linking import (
    RADAR,
    Koppeling,
    Stand,
    Treffer,
    Vermelding,
    consistent,
    link_id,
    linked,
    matches,
)
from triage.domain.radar import (
    MAKES_KNOWN,
    UNKNOWN,
    UNTRACEABLE,
    Kennis,
    Radar,
    Radarbeleid,
    knowledge,
)
from triage.domain.triage import Triage
from triage.handlers.audit import GEKOPPELD, koppeling_details
from triage.mentions import Mentioned, mentioned, vermelding
from triage.ports import RadarStore, TriageStore


class Recognition:
    """The radar over its stores."""

    def __init__(
        self,
        store: RadarStore,
        triages: TriageStore,
        vault: Vault,
        beleid: Radarbeleid | None = None,
    ) -> None:
        self._store = store
        self._triages = triages
        self._vault = vault
        self._beleid = beleid or Radarbeleid()

    async def look(
        self,
        unit: Unit,
        meldingen: Sequence[MeldingOntvangenV1],
        known: Mapping[UUID, Triage],
    ) -> RadarRound:
        """Loads what may be about the same people as these meldingen, of which `known` were seen.

        One look-up for a batch of families that are new, two more where some may be known.
        """
        numbers = self._vault.numbers
        seen = {m.melding_id: mentioned(m, numbers) for m in meldingen}
        radar = await self._noted(unit, seen)
        for m in meldingen:
            if not m.proefbericht and m.huiselijk_geweld_of_kindermishandeling in MAKES_KNOWN:
                radar.note(m.melding_id, seen[m.melding_id].keys)
        others: dict[UUID, list[UUID]] = {}
        for melding_id, one in seen.items():
            if found := radar.others(melding_id, one.keys):
                others[melding_id] = found
        earlier = await self._store.links_of(unit, list(known))
        if not others and not earlier:
            return RadarRound(self._store, unit, self._beleid, radar, seen)
        for link in earlier:
            for end in (link.melding_id, link.andere_melding_id):
                if end in seen and (other := link.other(end)) not in others.setdefault(end, []):
                    others[end].append(other)
        return await self._candidates(unit, meldingen, known, radar, seen, others, earlier)

    async def noting(self, unit: Unit, meldingen: Sequence[MeldingOntvangenV1]) -> RadarRound:
        """For meldingen of which a person may find that they are about HG or KM."""
        seen = {m.melding_id: mentioned(m, self._vault.numbers) for m in meldingen}
        return RadarRound(self._store, unit, self._beleid, await self._noted(unit, seen), seen)

    async def _noted(self, unit: Unit, seen: Mapping[UUID, Mentioned]) -> Radar:
        keys: set[int] = set()
        for one in seen.values():
            keys.update(one.keys)
        # Sorted, neighbouring probes meet the same pages of the index.
        most = self._beleid.kandidaten
        asked = sorted(keys)
        return Radar(asked, await self._store.held(unit, asked, most), most)

    async def _candidates(
        self,
        unit: Unit,
        meldingen: Sequence[MeldingOntvangenV1],
        known: Mapping[UUID, Triage],
        radar: Radar,
        seen: Mapping[UUID, Mentioned],
        others: dict[UUID, list[UUID]],
        earlier: Sequence[Koppeling],
    ) -> RadarRound:
        involved = {other for found in others.values() for other in found} | set(others)
        stored = await self._triages.triages(unit, sorted(involved.difference(seen)))
        vermeldingen = {
            melding_id: vermelding(translate.opened(triage, self._vault), triage)
            for melding_id, triage in stored.items()
        }
        for m in meldingen:
            if m.melding_id in involved:
                vermeldingen[m.melding_id] = vermelding(m, known.get(m.melding_id))
        links = await self._store.links_among(unit, sorted(involved))
        return RadarRound(
            self._store, unit, self._beleid, radar, seen, others, vermeldingen, [*links, *earlier]
        )


class RadarRound:
    """The radar's work for one batch."""

    def __init__(
        self,
        store: RadarStore,
        unit: Unit,
        beleid: Radarbeleid,
        radar: Radar,
        seen: Mapping[UUID, Mentioned],
        others: Mapping[UUID, list[UUID]] | None = None,
        vermeldingen: Mapping[UUID, Vermelding] | None = None,
        links: Sequence[Koppeling] = (),
    ) -> None:
        self._store = store
        self._unit = unit
        self._beleid = beleid
        self._radar = radar
        self._seen = seen
        self._others = others or {}
        self._vermeldingen = vermeldingen or {}
        self._answers = {other: v.hgkm for other, v in self._vermeldingen.items()}
        self._links = {link.id: link for link in links}
        self._loaded = {link.id: link.version for link in links}
        self._undone = [link for link in self._links.values() if link.stand is Stand.LOSGEMAAKT]
        self._of: dict[UUID, set[UUID]] = {}
        for link in self._links.values():
            self._file(link)
        self._changed: set[UUID] = set()
        self._asking: set[UUID] = set()

    def kennis(self, melding: MeldingOntvangenV1) -> Kennis:
        """What is known of the family of this melding; the links that show it are kept.

        A proefbericht is judged like any other, and links nothing.
        """
        melding_id = melding.melding_id
        others = self._others.get(melding_id)
        if others is None:
            return UNKNOWN if self._seen[melding_id].traceable else UNTRACEABLE
        mine = {
            identity: self._links[identity]
            for identity in self._of.get(melding_id, ())
            if self._links[identity].other(melding_id) in self._answers
        }
        for treffer in self._matches(melding_id, others):
            identity = link_id(melding_id, treffer)
            link = linked(melding_id, treffer, self._links.get(identity), self._unit.now)
            if link is not self._links.get(identity) and not melding.proefbericht:
                self._keep(melding_id, link)
            mine[identity] = link
        found = knowledge(melding_id, list(mine.values()), self._answers)
        if found == UNKNOWN and not self._seen[melding_id].traceable:
            return UNTRACEABLE
        return found

    def asks(self, melding_id: UUID) -> bool:
        """Whether this batch found a likely link of this melding, for a person to judge."""
        return melding_id in self._asking

    def note(self, melding_id: UUID) -> None:
        """Keeps this melding under its keys: a person found that it is about HG or KM."""
        self._radar.note(melding_id, self._seen[melding_id].keys)

    def finish(self) -> None:
        """Saves the keys and links of this batch."""
        self._store.keep_keys(self._unit, self._radar.added)
        for identity in sorted(self._changed):
            self._store.save_link(self._unit, self._links[identity], self._loaded.get(identity, 0))

    def _matches(self, melding_id: UUID, others: Sequence[UUID]) -> list[Treffer]:
        nieuw = self._vermeldingen[melding_id]
        candidates = [self._vermeldingen[o] for o in others if o in self._vermeldingen]
        years = self._beleid.huishouden_jaren
        found = [t for candidate in candidates for t in matches(nieuw, candidate, years)]
        return consistent(found, candidates, self._undone)

    def _file(self, link: Koppeling) -> None:
        for end in (link.melding_id, link.andere_melding_id):
            self._of.setdefault(end, set()).add(link.id)

    def _keep(self, melding_id: UUID, link: Koppeling) -> None:
        self._links[link.id] = link
        self._file(link)
        self._changed.add(link.id)
        if link.stand is Stand.WAARSCHIJNLIJK:
            self._asking.add(melding_id)
        self._unit.audit(RADAR, GEKOPPELD, melding_id, details=koppeling_details(link, melding_id))
