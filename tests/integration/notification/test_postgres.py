"""The store on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from notification import policy
from notification.domain.dossier import Dossier, due
from notification.domain.facts import Feit
from notification.domain.melder import Contact, Melder
from notification.domain.table import Vertelmoment
from notification.postgres import PostgresDossierStore
from vt_contracts.codes import MelderSoort, Moment, Urgentie, Vervolg
from vt_messaging.errors import ConflictError
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

pytestmark = pytest.mark.integration

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U="
CONTACT = Contact("J. de Vries", None, "j.devries@school.example", "0612345678")
FEIT = Feit("routing", 2, Moment.AANGEBODEN, NOW, Urgentie.HOOG, Vervolg.OVERDRACHT, "gm0935")
MELDER = Melder(
    versie=1, soort=MelderSoort.PROFESSIONAL, urgentie=Urgentie.REGULIER, ontvangen_op=NOW,
    kenmerk="D-1", per_mail=True,
)  # fmt: skip
Written = Callable[[Callable[[Unit], Any]], Any]


@pytest.fixture
def store() -> PostgresDossierStore:
    return PostgresDossierStore(Vault(KEY))


async def kept(store: PostgresDossierStore, written: Written, dossier: Dossier) -> Dossier:
    """Saves a dossier and loads it again."""
    loaded: dict[UUID, Dossier] = {}

    async def save(unit: Unit) -> None:
        store.save(unit, dossier)

    async def load(unit: Unit) -> None:
        loaded.update(await store.load(unit, {dossier.melding_id, uuid4()}))

    await written(save)
    await written(load)
    assert set(loaded) == {dossier.melding_id}
    return loaded[dossier.melding_id]


async def test_a_dossier_comes_back_as_it_was(
    store: PostgresDossierStore, written: Written
) -> None:
    dossier = Dossier(uuid4()).with_melder("VT-1", MELDER, CONTACT)
    dossier, tellings = due(dossier.with_fact("VT-1", Vertelmoment.NA_TRIAGE, FEIT), policy.load())
    assert len(tellings) == 2
    back = await kept(store, written, dossier)
    assert isinstance(back.contact, bytes)
    assert store.contact(back) == CONTACT
    assert back._replace(contact=CONTACT, version=0) == dossier
    again = await kept(store, written, back)
    assert again == back._replace(version=2)


async def test_facts_before_the_melder_come_back_too(
    store: PostgresDossierStore, written: Written
) -> None:
    dossier = Dossier(uuid4()).with_fact("VT-1", Vertelmoment.NA_TRIAGE, FEIT)
    back = await kept(store, written, dossier)
    assert back == dossier._replace(version=1)
    assert store.contact(back) == Contact()


async def test_name_and_numbers_are_nowhere_in_plain(
    store: PostgresDossierStore, written: Written, pool: asyncpg.Pool
) -> None:
    await kept(store, written, Dossier(uuid4()).with_melder("VT-1", MELDER, CONTACT))
    row = await pool.fetchval(
        "select row(m.*)::text || encode(contact, 'escape') from melderdossier m"
    )
    assert not any(secret in row for secret in ("Vries", "school.example", "0612345678"))


async def test_a_partners_dossier_holds_no_sealed_part(
    store: PostgresDossierStore, written: Written, pool: asyncpg.Pool
) -> None:
    partner = MELDER._replace(partner="politie-limburg", bericht_id="b1", per_mail=False)
    back = await kept(store, written, Dossier(uuid4()).with_melder("VT-1", partner, CONTACT))
    assert back.melder == partner
    assert await pool.fetchval("select contact is null and momenten = '{}' from melderdossier")


async def test_a_sealed_part_opens_only_in_its_own_dossier(
    store: PostgresDossierStore, written: Written
) -> None:
    back = await kept(store, written, Dossier(uuid4()).with_melder("VT-1", MELDER, CONTACT))
    with pytest.raises(Exception, match=r"^$"):  # InvalidTag says nothing
        store.contact(back._replace(melding_id=uuid4()))


async def test_who_loaded_an_older_version_loses(
    store: PostgresDossierStore, written: Written
) -> None:
    first = await kept(store, written, Dossier(uuid4()).with_melder("VT-1", MELDER, CONTACT))
    await kept(store, written, first)

    async def late(unit: Unit) -> None:
        store.save(unit, first)

    with pytest.raises(ConflictError):
        await written(late)


async def test_two_that_make_the_same_dossier_at_once_do_not_overwrite_each_other(
    store: PostgresDossierStore, written: Written
) -> None:
    dossier = Dossier(uuid4()).with_melder("VT-1", MELDER, CONTACT)
    await kept(store, written, dossier)

    async def late(unit: Unit) -> None:
        store.save(unit, dossier)

    with pytest.raises(asyncpg.UniqueViolationError):  # "somebody was faster": decided again
        await written(late)
