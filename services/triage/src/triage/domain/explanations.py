"""What addressees and medewerkers read: risk factors and advice in plain Dutch."""

from __future__ import annotations

from collections.abc import Iterable

from vt_contracts.codes import Vervolg

RISICOFACTOREN: dict[str, str] = {
    "gevaar_op_dit_moment": "Er is op dit moment gevaar.",
    "baby_of_peuter_met_letsel": "Een baby of peuter heeft letsel of is door elkaar geschud.",
    "verwurging": "Er is sprake van verwurging.",
    "wapen": "Er is een wapen gebruikt of er is met een wapen gedreigd.",
    "doodsbedreiging": "Er is gedreigd iemand te doden.",
    "ernstig_letsel": "Er is ernstig letsel.",
    "seksueel_geweld_zojuist": "Er is zojuist seksueel geweld geweest.",
    "kind_alleen_met_gewelddadige_pleger": "Een kind is alleen met een gewelddadige pleger.",
    "kind_vermist": "Een kind wordt vermist.",
    "suicidedreiging_ouder": "Een ouder die voor kinderen zorgt, dreigt met zelfdoding.",
    "zwanger_slachtoffer": "Het slachtoffer is zwanger en er is geweld.",
    "dreigend_vertrek_dwang_of_verminking": (
        "Er dreigt vertrek naar het buitenland, huwelijksdwang of genitale verminking."
    ),
}
"""A sentence for every signal of `vt_contracts.melding.Signalen`."""

ADVIES: dict[Vervolg, str] = {
    Vervolg.DIRECT_INGRIJPEN: (
        "Zorg nu dat iedereen veilig is. Bel 112 als er gevaar is. "
        "Bel Veilig Thuis zodra u contact hebt gehad."
    ),
    Vervolg.OVERDRACHT: (
        "Neem contact op met de betrokkenen en maak samen afspraken over de veiligheid. "
        "Laat Veilig Thuis weten wie het oppakt en wanneer de hulp echt is begonnen."
    ),
    Vervolg.DOORZETTEN: (
        "De politie maakt zich zorgen; het gaat niet om huiselijk geweld of kindermishandeling. "
        "Kijk of hulp nodig is. Ziet u toch geweld of verwaarlozing, bel dan Veilig Thuis."
    ),
    Vervolg.ONDERZOEK: "Veilig Thuis onderzoekt wat er aan de hand is.",
    Vervolg.VOORWAARDEN_EN_VERVOLG: (
        "Veilig Thuis spreekt voorwaarden voor de veiligheid af en volgt of die worden nagekomen."
    ),
    Vervolg.VEILIGHEIDSHUIS: (
        "Het Veiligheidshuis brengt de partijen bij elkaar en neemt de procesregie."
    ),
    Vervolg.OMZETTEN_IN_ADVIES: "De melder kan zelf verder, met advies van Veilig Thuis.",
    Vervolg.EINDE_BEMOEIENIS: "Veilig Thuis doet op dit moment niets meer met deze melding.",
}
"""What we advise with each vervolg, unless a person writes something better."""


def risicofactoren(signalen: Iterable[str]) -> tuple[str, ...]:
    """A sentence for each of these signals; a signal without one keeps its own name."""
    return tuple(RISICOFACTOREN.get(naam, naam) for naam in signalen)
