"""What a person decides about a melding: told to who must know, kept sealed, audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from vt_contracts.codes import Antwoord, Moment
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_messaging.commands import Command
from vt_messaging.loaded import Loaded
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault
from vt_messaging.work_items.domain import Item, Taken, Unfit, close
from vt_messaging.work_items.handlers import Decide

from triage import motivation, translate
from triage.domain.explanations import ADVIES, risicofactoren
from triage.domain.triage import (
    GEEN_HGKM,
    TRIAGE_BESLUIT,
    Beslissing,
    Triage,
    aard_past,
    decided_by_person,
)
from triage.handlers import audit
from triage.handlers.radar import RadarRound, Recognition
from triage.motivation import Motivation
from triage.ports import TriageStore


class TriageBesluiten:
    """Decisions of people on work items that ask for a vervolg, over a store."""

    kinds = frozenset({TRIAGE_BESLUIT})

    def __init__(self, store: TriageStore, radar: Recognition, vault: Vault) -> None:
        self._store = store
        self._radar = radar
        self._vault = vault

    async def begin(self, items: Sequence[Item], unit: Unit) -> BesluitRound:
        """Loads the meldingen of these items, and under which keys they are found."""
        about = [item.about for item in items if item.about is not None]
        triages = Loaded(await self._store.triages(unit, about))
        meldingen = {t.melding_id: translate.opened(t, self._vault) for t in triages.all()}
        radar = await self._radar.noting(unit, list(meldingen.values()))
        return BesluitRound(self._store, self._vault, unit, triages, meldingen, radar)


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
    ) -> None:
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
        current = self._triages.get(item.about)
        if current is None:
            return Unfit("De melding van dit werkitem is hier niet meer bekend.")
        melding = self._meldingen[current.melding_id]
        wrote = written(beslissing, melding)
        if not aard_past(wrote.aanleiding, wrote.aard):
            return Unfit(
                "Deze aard hoort bij kindermishandeling; noem die aanleiding of kies een andere "
                "aard.",
                "aard",
            )
        decided = self._decide(command, current, melding, beslissing, wrote)
        self._triages.put(current.melding_id, decided)
        if shows_hgkm(beslissing, melding):
            self._radar.note(current.melding_id)
        # The reason may name people: it is kept sealed with the decision and not in the work item.
        return close(item, who, beslissing.besluit, None, self._unit.now)

    def finish(self) -> None:
        """Saves the triages and keys that these decisions changed."""
        for triage, loaded_version in self._triages.changed():
            self._store.save(self._unit, triage, loaded_version)
        self._radar.finish()

    def _decide(
        self,
        command: Command[Decide],
        current: Triage,
        melding: MeldingOntvangenV1,
        beslissing: Beslissing,
        wrote: Motivation,
    ) -> Triage:
        """The triage with this decision, told to who must know, its motivation kept sealed."""
        unit, who = self._unit, command.content.who
        decided = decided_by_person(current, beslissing, who, unit.now)
        translate.announce_decision(unit, command, decided, melding, wrote)
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
        translate.announce_status(unit, command, ended, Moment.AFGESLOTEN)
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
