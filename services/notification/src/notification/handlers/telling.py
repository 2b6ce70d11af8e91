"""Telling melders: one function for all events about a melding."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vt_contracts.events.melding import MelderGeregistreerdV1, MeldingStatusV1
from vt_contracts.topics import aanlevering_antwoord
from vt_messaging.records import Cause, Incoming
from vt_messaging.unit import Unit

from notification import translate
from notification.domain.dossier import Dossier, Telling, due
from notification.domain.facts import telling_moment
from notification.domain.table import Beleid, Weg
from notification.mail import compose
from notification.ports import DossierStore
from notification.wording import Texts

Event = MelderGeregistreerdV1 | MeldingStatusV1
MAIL_CHANNEL = "mail"
MAIL_RELAY = "smtp"


class Notification:
    """The handler of events, over a store, a policy and its texts."""

    def __init__(
        self, store: DossierStore, beleid: Beleid, texts: Texts, *, mail_from: str
    ) -> None:
        self._store = store
        self._beleid = beleid
        self._texts = texts
        self._mail_from = mail_from

    async def tell_melders(self, batch: Sequence[Incoming[Event]], unit: Unit) -> None:
        """Folds the events per melding and tells each melder what is new for them.

        Registrations and statuses come over two topics in any order, so both are handled here. Most
        statuses tell no melder anything: these cost no query and no write.
        """
        records = _by_melding(batch)
        if not records:
            return
        loaded = await self._store.load(unit, records)
        # In the order of the keys, so that two lanes never wait for each other crosswise.
        for melding_id, of_melding in sorted(records.items(), key=_number):
            before = loaded.get(melding_id) or Dossier(melding_id)
            folded = before
            for record in of_melding:
                folded = _with(folded, record.event)
            if folded is before:
                continue
            after, tellings = due(folded, self._beleid)
            cause = of_melding[-1]
            for telling in tellings:
                self._tell(cause, unit, after, telling)
            if after != before:
                self._store.save(unit, after)

    def _tell(self, cause: Cause, unit: Unit, dossier: Dossier, telling: Telling) -> None:
        melder = dossier.melder
        assert melder is not None, "who is told something is known"
        identity = telling.delivery_id(dossier.melding_id)
        if telling.weg is Weg.TELEFOON:
            unit.open_work_item(translate.call_task(dossier, telling, self._beleid, unit.now))
            return
        text = self._texts.text(
            melder.soort, telling.moment, telling.waarden, proefbericht=melder.proefbericht
        )
        if telling.weg is Weg.PARTNER:
            assert melder.partner is not None, "the way is only chosen for a partner"
            unit.deliver(
                cause,
                aanlevering_antwoord(melder.partner),
                dossier.melding_id.bytes,
                translate.terugkoppeling(dossier, telling, text),
                identity,
            )
            return
        address = self._store.contact(dossier).email
        assert address is not None, "the way is only chosen for a usable address"
        mail = compose(
            sender=self._mail_from,
            to=address,
            nummer=dossier.nummer,
            text=self._texts.mail(dossier.nummer, text),
            delivery_id=identity,
            at=unit.now,
        )
        unit.deliver_record(
            MAIL_CHANNEL,
            MAIL_RELAY,
            identity,
            translate.mail_record(dossier, telling, cause.traceparent, mail),
        )


def _by_melding(batch: Sequence[Incoming[Event]]) -> dict[UUID, list[Incoming[Event]]]:
    """The records that matter, by melding, in the order in which they came."""
    records: dict[UUID, list[Incoming[Event]]] = {}
    for record in batch:
        event = record.event
        if isinstance(event, MeldingStatusV1) and not telling_moment(event.moment, event.vervolg):
            continue
        if (known := records.get(event.melding_id)) is None:
            records[event.melding_id] = [record]
        else:
            known.append(record)
    return records


def _with(dossier: Dossier, event: Event) -> Dossier:
    if isinstance(event, MelderGeregistreerdV1):
        return dossier.with_melder(event.nummer, *translate.melder(event))
    moment = telling_moment(event.moment, event.vervolg)
    assert moment is not None, "others were left out"
    return dossier.with_fact(event.nummer, moment, translate.fact(event))


def _number(of_melding: tuple[UUID, object]) -> int:
    return of_melding[0].int
