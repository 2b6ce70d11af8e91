"""What others answer about a family: kept sealed, and held against what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vt_contracts.events.verrijking import VerrijkingGegevenV1, VerrijkingGeweigerdV1
from vt_contracts.melding import Bevinding
from vt_messaging.commands import Command
from vt_messaging.loaded import Loaded
from vt_messaging.records import Incoming, Refused
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from triage import translate
from triage.domain import verrijking
from triage.domain.verrijking import Nieuws, Verzoek
from triage.handlers.meldingen import Reopened, TriageMeldingen
from triage.ports import TriageStore, VerzoekStore
from triage.verzoek import partner_of

ANTWOORD = "verrijking-antwoord"
PARTNER = "partner"
VERRIJKING = "verrijking"
"""Who closes a question that nobody answered, in the audit."""
PartnerAnswer = VerrijkingGegevenV1 | VerrijkingGeweigerdV1


class Verrijking:
    """Takes answers, refusals and silence, over a store."""

    def __init__(
        self, store: VerzoekStore, triages: TriageStore, vault: Vault, meldingen: TriageMeldingen
    ) -> None:
        self._store = store
        self._triages = triages
        self._vault = vault
        self._meldingen = meldingen

    async def take_answers(self, batch: Sequence[Incoming[PartnerAnswer]], unit: Unit) -> None:
        """An answer counts for a question to the partner that owns the topic, and for no other."""
        verzoeken = Loaded(await self._store.verzoeken(unit, {r.event.verzoek_id for r in batch}))
        news: dict[UUID, tuple[Incoming[PartnerAnswer], Nieuws]] = {}
        for record in batch:
            before = verzoeken.get(record.event.verzoek_id)
            if before is None or before.partner != partner_of(record.topic):
                # One answer for both: a partner learns nothing of what another was asked.
                unit.refuse(_unknown(record))
                continue
            after = self._answered(before, record, unit)
            if after is before:
                continue
            verzoeken.put(after.id, after)
            found = _nieuws(record.event)
            _note(unit, after, found)
            if found:
                _, earlier = news.get(after.melding_id, (record, Nieuws()))
                news[after.melding_id] = (record, _together(earlier, found))
        for verzoek, loaded_version in verzoeken.changed():
            self._store.save_verzoek(unit, verzoek, loaded_version)
        if news:
            await self._hold_against_decisions(unit, news)

    async def watch(self, batch: Sequence[Command[None]], unit: Unit) -> list[int]:
        """Closes what nobody answered in time; an answer that comes later still counts."""
        overdue = await self._store.overdue(unit, unit.now)
        for before in overdue:
            after = verrijking.silent(before, unit.now)
            self._store.save_verzoek(unit, after, before.version)
            _note(unit, after, Nieuws(), VERRIJKING)
        return [len(overdue)] * len(batch)

    def _answered(self, before: Verzoek, record: Incoming[PartnerAnswer], unit: Unit) -> Verzoek:
        event = record.event
        written = event.model_dump_json(by_alias=True, exclude_unset=True).encode()
        inhoud = self._vault.seal(written, before.id.bytes)
        if isinstance(event, VerrijkingGeweigerdV1):
            return verrijking.refused(before, event.reden, inhoud, unit.now)
        return verrijking.answered(before, inhoud, unit.now)

    async def _hold_against_decisions(
        self, unit: Unit, news: dict[UUID, tuple[Incoming[PartnerAnswer], Nieuws]]
    ) -> None:
        triages = await self._triages.triages(unit, list(news))
        reopened = [
            Reopened(
                news[melding_id][0],
                current,
                translate.opened(current, self._vault),
                news[melding_id][1],
            )
            for melding_id, current in triages.items()
        ]
        await self._meldingen.reopen(unit, reopened)


def _nieuws(event: PartnerAnswer) -> Nieuws:
    if isinstance(event, VerrijkingGeweigerdV1):
        return Nieuws()
    return verrijking.nieuws(
        translate.answered_yes(event.signalen), {a.vraag: a.antwoord for a in event.antwoorden}
    )


def _together(one: Nieuws, other: Nieuws) -> Nieuws:
    return Nieuws(
        tuple(dict.fromkeys((*one.signalen, *other.signalen))),
        one.familie_bekend or other.familie_bekend,
    )


def _note(unit: Unit, verzoek: Verzoek, found: Nieuws, who: str | None = None) -> None:
    """In codes alone; what the partner wrote is kept sealed."""
    unit.audit(
        who or f"{PARTNER} {verzoek.partner}",
        ANTWOORD,
        verzoek.melding_id,
        details={
            "verzoek": str(verzoek.id),
            "partner": verzoek.partner,
            "stand": verzoek.stand.value,
            "weigering": None if verzoek.weigering is None else verzoek.weigering.value,
            "laat": verzoek.is_laat,
            "signalen": list(found.signalen),
            "familieBekend": found.familie_bekend,
        },
    )


def _unknown(record: Incoming[PartnerAnswer]) -> Refused:
    tekst = "aan deze partner is geen verzoek met dit id gestuurd"
    return Refused(
        record.raw,
        "UnknownVerzoek",
        (Bevinding(veld="verzoekId", tekst=tekst),),
        record.envelope.id,
        record.traceparent,
    )
