"""What people decide on routing's questions, and what they see of a melding before they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_messaging.commands import Command
from vt_messaging.unit import Unit
from vt_messaging.work_items.domain import Item, Taken, Unfit, close
from vt_messaging.work_items.handlers import Decide

from routing.domain.beslissing import (
    QUESTIONS,
    Aanbieden,
    Afsluiten,
    Beslissing,
    Gezien,
    NotPossible,
    TelefonischGeaccepteerd,
    carry_out,
)
from routing.domain.decisions import Rules
from routing.domain.dossier import Dossier
from routing.handlers.consequences import Consequences
from routing.handlers.overdrachten import Overdrachten
from routing.ports import BesluitKey, DossierStore


class Vragen:
    """Decisions of people on routing's questions, over a store."""

    kinds = QUESTIONS

    def __init__(self, store: DossierStore, overdrachten: Overdrachten, vragen_aan: str) -> None:
        self._store = store
        self._overdrachten = overdrachten
        self._vragen_aan = vragen_aan

    async def begin(self, items: Sequence[Item], unit: Unit) -> VragenRound:
        """Loads the dossiers of these items, with the newest decision of triage, and the rules."""
        dossiers, besluiten = await self._files(unit, items)
        rules = await self._overdrachten.rules(unit)
        return VragenRound(self._store, unit, dossiers, besluiten, rules, self._vragen_aan)

    async def dossiers(
        self, items: Sequence[Item], unit: Unit
    ) -> dict[UUID, tuple[Dossier, MeldingGetrieerdV1 | None]]:
        """All that is known of the meldingen of these items, by item; the caller audits."""
        dossiers, besluiten = await self._files(unit, items)
        return {
            item.id: (dossiers[item.about], _newest(dossiers[item.about], besluiten))
            for item in items
            if item.about in dossiers
        }

    async def _files(
        self, unit: Unit, items: Iterable[Item]
    ) -> tuple[dict[UUID, Dossier], dict[BesluitKey, MeldingGetrieerdV1]]:
        about = {item.about for item in items if item.about is not None}
        if not about:
            return {}, {}
        dossiers = await self._store.of_meldingen(unit, about)
        keys = [BesluitKey(d.id, d.besluit_versie) for d in dossiers.values()]
        return dossiers, await self._store.besluiten(unit, keys)


class VragenRound:
    """The decisions of one batch."""

    def __init__(
        self,
        store: DossierStore,
        unit: Unit,
        dossiers: Mapping[UUID, Dossier],
        besluiten: Mapping[BesluitKey, MeldingGetrieerdV1],
        rules: Rules,
        vragen_aan: str,
    ) -> None:
        self._store = store
        self._unit = unit
        self._dossiers = dossiers
        self._besluiten = besluiten
        self._rules = rules
        self._vragen_aan = vragen_aan
        self._consequences = Consequences()

    def decide(self, command: Command[Decide], item: Item) -> Item | Taken | Unfit:
        """Carries the decision out on the dossier, with its reason in the audit."""
        who, beslissing = command.content.who, command.content.decision
        assert isinstance(beslissing, Aanbieden | TelefonischGeaccepteerd | Afsluiten | Gezien)
        dossier = None if item.about is None else self._dossiers.get(item.about)
        refused = self._carry_out(item, dossier, beslissing)
        if refused is not None:
            return Unfit(refused.uitleg, refused.veld)
        self._unit.audit(
            who,
            f"besluit: {beslissing.besluit}",
            item.about,
            rule_version=f"register {self._rules.registry.version}",
            details={"werkitem": str(item.id), "soort": item.kind, "reden": beslissing.reden},
        )
        if dossier is not None:
            self._consequences.note(command, dossier)
        return close(item, who, beslissing.besluit, beslissing.reden, self._unit.now)

    def finish(self) -> None:
        """Saves the dossiers and carries out what follows."""
        self._store.save(self._unit, list(self._dossiers.values()))
        self._consequences.carry_out(self._unit, self._besluiten, self._vragen_aan)

    def _carry_out(
        self, item: Item, dossier: Dossier | None, beslissing: Beslissing
    ) -> NotPossible | None:
        besluit = None if dossier is None else _newest(dossier, self._besluiten)
        if dossier is None or besluit is None:
            if isinstance(beslissing, Afsluiten):
                return None
            return NotPossible("Van deze melding is hier niets bekend; sluit het werkitem af.")
        about = item.details.get("overdrachtId")
        overdracht = next((o for o in dossier.overdrachten if str(o.id) == about), None)
        return carry_out(dossier, besluit, overdracht, beslissing, self._rules)


def _newest(
    dossier: Dossier, besluiten: Mapping[BesluitKey, MeldingGetrieerdV1]
) -> MeldingGetrieerdV1 | None:
    return besluiten.get(BesluitKey(dossier.id, dossier.besluit_versie))
