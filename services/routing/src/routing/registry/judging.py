"""Whether a registry that is well formed may be used: nothing in it may reach the wrong party."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from vt_contracts.parties import PARTIES
from vt_messaging.sealing import UnusableKeyError, check_key

from routing.domain.registry import Contact, Doelgroep, Gemeente, within
from routing.registry.document import RegistryDocument, document_of
from routing.registry.form import ContactRegel, GemeenteRegel, RegistryFile
from routing.registry.lines import Path

Found = tuple[Path, str]


def judge(file: RegistryFile, keys: Mapping[str, str]) -> RegistryDocument | list[Found]:
    """The document of a good registry, or everything that is wrong with it."""
    found = [
        *_doubles(file),
        *_periods(file),
        *_contacts(file, keys),
        *_postcode_faults(file),
    ]
    gemeenten = [_gemeente(regel, keys) for regel in file.gemeente]
    found += _uncovered(file.geldig_op, gemeenten)
    return found or document_of(file.geldig_op, gemeenten, _postcodes(file))


def _doubles(file: RegistryFile) -> Iterator[Found]:
    codes: set[str] = set()
    contacts: set[str] = set()
    for g, gemeente in enumerate(file.gemeente):
        if gemeente.code in codes:
            yield ("gemeente", g, "code"), f"{gemeente.code} staat er meer dan een keer"
        codes.add(gemeente.code)
        for c, contact in enumerate(gemeente.contact):
            if contact.id in contacts:
                path = ("gemeente", g, "contact", c, "id")
                yield path, f"contact {contact.id} staat er meer dan een keer"
            contacts.add(contact.id)


def _periods(file: RegistryFile) -> Iterator[Found]:
    for g, gemeente in enumerate(file.gemeente):
        if gemeente.geldig_tot is not None and gemeente.geldig_tot <= gemeente.geldig_van:
            yield ("gemeente", g, "geldig_tot"), "ligt niet na geldig_van"
        for c, contact in enumerate(gemeente.contact):
            path = ("gemeente", g, "contact", c)
            if contact.geldig_tot is not None and contact.geldig_tot <= contact.geldig_van:
                yield (*path, "geldig_tot"), "ligt niet na geldig_van"
            if contact.geldig_van < gemeente.geldig_van:
                yield (*path, "geldig_van"), f"ligt voor het begin van {gemeente.naam}"
            if gemeente.geldig_tot is not None and (
                contact.geldig_tot is None or contact.geldig_tot > gemeente.geldig_tot
            ):
                text = f"een contact kan niet langer bestaan dan {gemeente.naam}"
                yield (*path, "geldig_tot"), text


def _contacts(file: RegistryFile, keys: Mapping[str, str]) -> Iterator[Found]:
    names = {gemeente.code.lower() for gemeente in file.gemeente}
    for g, gemeente in enumerate(file.gemeente):
        for c, contact in enumerate(gemeente.contact):
            path = ("gemeente", g, "contact", c)
            partij = contact.partij
            if partij not in PARTIES:
                yield (*path, "partij"), f"voor {partij} bestaan geen topics en rechten"
            elif partij in names and partij != gemeente.code.lower():
                text = f"{partij} is een andere gemeente dan {gemeente.naam}"
                yield (*path, "partij"), text
            elif contact.actief:
                yield from _key_faults((*path, "partij"), partij, keys)


def _key_faults(path: Path, partij: str, keys: Mapping[str, str]) -> Iterator[Found]:
    key = keys.get(partij)
    if key is None:
        yield path, f"{partij} heeft geen publieke sleutel; zet actief = false tot die er is"
        return
    try:
        check_key(key)
    except UnusableKeyError as error:
        yield path, f"de publieke sleutel van {partij} is niet bruikbaar: {error}"


def _postcode_faults(file: RegistryFile) -> Iterator[Found]:
    owner: dict[str, str] = {}
    for g, gemeente in enumerate(file.gemeente):
        for p, reeks in enumerate(gemeente.postcodes):
            path: Path = ("gemeente", g, "postcodes", p)
            digits = _digits(reeks)
            if not digits:
                yield path, f"{reeks} loopt achteruit"
            for each in digits:
                if each in owner:
                    yield (
                        path,
                        f"{each} staat ook bij {owner[each]}; zie postcode_in_meer_gemeenten",
                    )
                owner[each] = gemeente.naam
    codes = {gemeente.code for gemeente in file.gemeente}
    for p, grens in enumerate(file.postcode_in_meer_gemeenten):
        entry: Path = ("postcode_in_meer_gemeenten", p)
        if grens.postcode in owner:
            text = f"{grens.postcode} staat ook bij {owner[grens.postcode]}"
            yield (*entry, "postcode"), text
        for unknown in [code for code in grens.gemeenten if code not in codes]:
            yield (*entry, "gemeenten"), f"{unknown} staat niet in dit bestand"


def _uncovered(geldig_op: date, gemeenten: Sequence[Gemeente]) -> Iterator[Found]:
    """On no day from `geldig_op` on may a group of a gemeente be without anyone to ask first."""
    for g, gemeente in enumerate(gemeenten):
        first = max(geldig_op, gemeente.geldig_van)
        days = {first} | {
            c.geldig_tot for c in gemeente.contacten if c.geldig_tot and c.geldig_tot > first
        }
        for day in sorted(days):
            if not within(gemeente.geldig_van, gemeente.geldig_tot, day):
                continue
            for group in Doelgroep:
                if not any(
                    c.serves(group, day) for c in gemeente.contacten if not c.plaatsvervanger
                ):
                    text = f"{gemeente.naam} heeft op {day} geen actief contact voor {group.value}"
                    yield ("gemeente", g), text


def _gemeente(regel: GemeenteRegel, keys: Mapping[str, str]) -> Gemeente:
    contacts = [_contact(regel.code, contact, keys) for contact in regel.contact]
    return Gemeente(
        regel.code,
        regel.naam,
        regel.geldig_van,
        regel.geldig_tot,
        tuple(sorted(contacts, key=lambda contact: contact.plaatsvervanger)),
    )


def _contact(code: str, regel: ContactRegel, keys: Mapping[str, str]) -> Contact:
    return Contact(
        id=regel.id,
        gemeente=code,
        partij=regel.partij,
        team=regel.team,
        functie=regel.functie,
        doelgroepen=regel.groups(),
        plaatsvervanger=regel.plaatsvervanger,
        actief=regel.actief,
        geldig_van=regel.geldig_van,
        geldig_tot=regel.geldig_tot,
        sleutel=keys.get(regel.partij),
    )


def _postcodes(file: RegistryFile) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {
        grens.postcode: tuple(grens.gemeenten) for grens in file.postcode_in_meer_gemeenten
    }
    for gemeente in file.gemeente:
        for reeks in gemeente.postcodes:
            found.update(dict.fromkeys(_digits(reeks), (gemeente.code,)))
    return found


def _digits(reeks: str) -> list[str]:
    first, _, last = reeks.partition("-")
    return [str(digits) for digits in range(int(first), int(last or first) + 1)]
