"""What a person decides about a melding: told to who must know, kept sealed, audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from vt_contracts.codes import Antwoord, Moment
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_messaging.commands import Command
from vt_messaging.loaded import Loaded
from vt_messaging.records import Cause
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault
from vt_messaging.work_items.domain import Item, Taken, Unfit, close
from vt_messaging.work_items.handlers import Decide

from triage import motivation, translate
from triage.domain.explanations import ADVIES, risicofactoren
from triage.domain.klok import Termijnen
from triage.domain.triage import (
    GEEN_HGKM,
    TRIAGE_BESLUIT,
    Beslissing,
    Triage,
    aard_past,
    decided_by_person,
)
from triage.domain.weigering import Weigering
from triage.handlers import audit
from triage.handlers.lopend import Lopend
from triage.handlers.radar import RadarRound, Recognition
from triage.motivation import Motivation
from triage.ports import TriageStore


class TriageBesluiten:
    """Decisions of people on work items that ask for a vervolg, over a store."""

    kinds = frozenset({TRIAGE_BESLUIT})

    def __init__(
        self,
        store: TriageStore,
        radar: Recognition,
        vault: Vault,
        termijnen: Termijnen | None = None,
    ) -> None:
        self._store = store
        self._radar = radar
        self._vault = vault
        self._termijnen = termijnen or Termijnen()

    async def begin(self, items: Sequence[Item], unit: Unit) -> BesluitRound:
        """Loads the meldingen of these items, under which keys they are found, and what runs."""
        return await self.begin_about([i.about for i in items if i.about is not None], unit)

    async def begin_about(self, about: Sequence[UUID], unit: Unit) -> BesluitRound:
        """As `begin`, for decisions on meldingen themselves."""
        triages = Loaded(await self._store.triages(unit, about))
        lopend = await Lopend.load(self._store, unit, self._termijnen, about)
        meldingen = {t.melding_id: translate.opened(t, self._vault) for t in triages.all()}
        radar = await self._radar.noting(unit, list(meldingen.values()))
        return BesluitRound(self._store, self._vault, unit, triages, meldingen, radar, lopend)


class BesluitRound:
    """The decisions of one batch."""

    def __init__(
        self,
        store: TriageStore,
        vault: Vault,
        unit: Unit,
        triages: Loaded[Triage],
        meldingen: Mapping[UUID, MeldingOntvangenV1],
        radar: RadarRound,
        lopend: Lopend,
    ) -> None:
        self.lopend = lopend
        self._store = store
        self._vault = vault
        self._unit = unit
        self._triages = triages
        self._meldingen = meldingen
        self._radar = radar

    def decide(self, command: Command[Decide], item: Item) -> Item | Taken | Unfit:
        """Takes this decision, if it fits what is known of the melding."""
        who, beslissing = command.content.who, command.content.decision
        assert isinstance(beslissing, Beslissing), "the only form of triage's own"
        current = self.triage(item.about)
        if current is None:
            return Unfit("De melding van dit werkitem is hier niet meer bekend.")
        answer = self.take(command, current, beslissing, who)
        if isinstance(answer, Weigering):
            return Unfit(answer.waarom, answer.veld)
        # The reason may name people: it is kept sealed with the decision and not in the work item.
        return close(item, who, beslissing.besluit, None, self._unit.now)

    def triage(self, melding_id: UUID | None) -> Triage | None:
        """The triage of this melding, as earlier commands of this batch left it."""
        return self._triages.get(melding_id)

    def take(
        self, cause: Cause, current: Triage, beslissing: Beslissing, who: str
    ) -> Triage | Weigering:
        """Decides about a melding, if that fits what is known of it and what runs for it."""
        if (fault := self.fault(current, beslissing)) is not None:
            return fault
        melding = self._meldingen[current.melding_id]
        wrote = written(beslissing, melding)
        decided = decided_by_person(current, beslissing, who, self._unit.now)
        refused = self.lopend.decided_by_person(current, decided, who)
        if refused is not None:
            return refused
        decided = self._tell(cause, current, decided, melding, wrote, who)
        self._triages.put(current.melding_id, decided)
        if shows_hgkm(beslissing, melding):
            self._radar.note(current.melding_id)
        return decided

    def fault(self, current: Triage, beslissing: Beslissing) -> Weigering | None:
        """What in this decision does not fit what is known of the melding."""
        wrote = written(beslissing, self._meldingen[current.melding_id])
        if aard_past(wrote.aanleiding, wrote.aard):
            return None
        return Weigering(
            "Deze aard hoort bij kindermishandeling; noem die aanleiding of kies een andere aard.",
            "aard",
        )

    def finish(self) -> None:
        """Saves the triages, keys, clocks and onderzoeken that these decisions changed."""
        for triage, loaded_version in self._triages.changed():
            self._store.save(self._unit, triage, loaded_version)
        self._radar.finish()
        self.lopend.save()

    def _tell(
        self,
        cause: Cause,
        current: Triage,
        decided: Triage,
        melding: MeldingOntvangenV1,
        wrote: Motivation,
        who: str,
    ) -> Triage:
        """The triage with this decision, told to who must know, its motivation kept sealed."""
        unit = self._unit
        translate.announce_decision(unit, cause, decided, melding, wrote)
        self._store.keep_motivation(
            unit,
            decided.melding_id,
            decided.version,
            motivation.seal(wrote, decided.melding_id, self._vault),
        )
        unit.audit(
            who,
            audit.BESLUIT,
            decided.melding_id,
            rule_version=decided.regelset,
            details=audit.besluit_details(decided, current.urgentie),
        )
        if not translate.ends_here(decided):
            return decided
        ended = decided._replace(version=decided.version + 1)
        translate.announce_status(unit, cause, ended, Moment.AFGESLOTEN)
        return ended


def written(beslissing: Beslissing, melding: MeldingOntvangenV1) -> Motivation:
    """What the person decided to say, filled up with what is known where they said nothing."""
    return Motivation(
        reden=beslissing.reden,
        aanleiding=list(
            melding.aanleiding if beslissing.aanleiding is None else beslissing.aanleiding
        ),
        aard=list(melding.aard if beslissing.aard is None else beslissing.aard),
        risicofactoren=list(
            risicofactoren(translate.signals(melding))
            if beslissing.risicofactoren is None
            else beslissing.risicofactoren
        ),
        advies=ADVIES[beslissing.vervolg] if beslissing.advies is None else beslissing.advies,
    )


def shows_hgkm(beslissing: Beslissing, melding: MeldingOntvangenV1) -> bool:
    """Whether a person found HG or KM that the melding did not name: then the family is known."""
    return (
        beslissing.vervolg not in GEEN_HGKM
        and melding.huiselijk_geweld_of_kindermishandeling is not Antwoord.JA
        and not melding.proefbericht
    )
