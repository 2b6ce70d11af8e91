"""What leaves the house, and what does not."""

from __future__ import annotations

from routing.translate import for_addressee
from vt_contracts.codes import Rol
from vt_contracts.melding import Adres, Betrokkene

HOME = Adres(straat="Kerkstraat", huisnummer="1", postcode="6211AB", plaats="Maastricht")


def test_a_secret_address_is_not_sent() -> None:
    secret = Adres(**(HOME.__dict__ | {"geheim": True, "gemeentecode": "GM0935"}))
    (person,) = for_addressee([Betrokkene(rol=Rol.KIND, adres=secret)])
    assert person.adres == Adres(geheim=True)


def test_nor_is_the_same_house_of_somebody_else() -> None:
    secret = Adres(huisnummer="1", postcode="6211AB", geheim=True)
    by_street = Adres(straat="kerkstraat ", huisnummer="1", plaats="Maastricht")
    others = [Betrokkene(rol=Rol.SLACHTOFFER, adres=HOME), Betrokkene(rol=Rol.OUDER, adres=HOME)]
    sent = for_addressee([Betrokkene(rol=Rol.KIND, adres=secret), *others])
    assert all(person.adres == Adres(geheim=True) for person in sent)
    full = Adres(**(HOME.__dict__ | {"geheim": True}))
    sent = for_addressee(
        [Betrokkene(rol=Rol.KIND, adres=full), Betrokkene(rol=Rol.OUDER, adres=by_street)]
    )
    assert sent[1].adres == Adres(geheim=True)


def test_another_house_is_sent() -> None:
    secret = Adres(**(HOME.__dict__ | {"geheim": True}))
    elsewhere = Adres(straat="Markt", huisnummer="1", postcode="6212AA")
    sent = for_addressee(
        [Betrokkene(rol=Rol.KIND, adres=secret), Betrokkene(rol=Rol.PLEGER, adres=elsewhere)]
    )
    assert sent[1].adres == elsewhere


def test_an_unusable_bsn_is_not_sent_and_the_rest_is_the_same_object() -> None:
    plain = Betrokkene(rol=Rol.KIND, bsn="123456782", adres=HOME)
    odd = Betrokkene(rol=Rol.OUDER, bsn_opgegeven="12345", adres=HOME)
    sent = for_addressee([plain, odd])
    assert sent[0] is plain
    assert sent[1].bsn_opgegeven is None
    assert sent[1].adres == HOME
