"""What a police unit, a professional and a frontoffice medewerker fill in, as plain JSON."""

from __future__ import annotations

from random import Random
from typing import Any

from vt_demo.people_at_home import Family

SIGNALS = (
    "gevaarOpDitMoment",
    "babyOfPeuterMetLetsel",
    "verwurging",
    "wapen",
    "doodsbedreiging",
    "ernstigLetsel",
    "seksueelGeweldZojuist",
    "kindAlleenMetGewelddadigePleger",
    "kindVermist",
    "suicidedreigingOuder",
    "zwangerSlachtoffer",
    "dreigendVertrekDwangOfVerminking",
)
_WIJKAGENTEN = ("Karin", "Mo", "Peter", "Sanne", "Tom", "Yara")
_STORIES = (
    "Buren belden vanwege geschreeuw; ter plaatse was het weer rustig.",
    "Ruzie tussen partners na een avond met drank; afspraken gemaakt.",
    "Kind vertelt op school dat het thuis vaak misgaat.",
    "Tweede keer deze maand op dit adres; moeder maakt een bange indruk.",
    "Vader weigert te vertrekken; kinderen waren erbij.",
)
_WORRIES = (
    "Verward aangetroffen op straat; naar huis gebracht.",
    "Vervuilde woning en geldzorgen; vraagt om hulp.",
    "Overlast door drank; geen geweld gezien.",
)


def police(
    random: Random, family: Family, serial: str, *, over: str, acute: bool, unknown: bool
) -> dict[str, Any]:
    """A police melding; `over` is `ja`, `nee` or `onbekend`: about HG or KM."""
    about = over != "nee"
    return {
        **_melding(random, family, over=over, acute=acute, unknown=unknown),
        "incidentnummer": f"PL2300-{serial}",
        "wijkagent": {
            "naam": f"{random.choice(_WIJKAGENTEN)} Voorbeeld",
            "functie": "wijkagent",
            "organisatie": "Politie (oefening)",
            "telefoon": "0900-0000",
        },
        "mutatie": random.choice(_STORIES if about else _WORRIES),
        "voorselectie": "ernstig" if about and random.random() < 0.15 else "niet-ernstig",
        "eerderBekendBijPolitie": "nee",
    }


def professional(
    random: Random, family: Family, serial: str, *, acute: bool, unknown: bool
) -> dict[str, Any]:
    """A melding by the jeugdgezondheidszorg."""
    return {
        **_melding(random, family, over="ja", acute=acute, unknown=unknown),
        "melder": {
            "naam": f"Jeugdarts {random.choice(_WIJKAGENTEN)} Voorbeeld",
            "functie": "jeugdarts",
            "organisatie": "JGZ Zuid-Limburg (oefening)",
            "email": f"jgz-{serial}@voorbeeld.example",
        },
        "hoedanigheid": "03",
        "meldcodeStappen": [1, 2, 3],
        "dossiernummer": f"JGZ-{serial}",
    }


def phone(
    random: Random, family: Family, serial: str, *, acute: bool, unknown: bool
) -> dict[str, Any]:
    """What a medewerker types during a call.

    Some callers stay anonymous, some can only be called back, the others want mail.
    """
    chance = random.random()
    melder = {"naam": "Buurvrouw Voorbeeld", "telefoon": "0600000000"}
    if chance < 0.1:
        melder = {}
    elif chance > 0.2:
        melder["email"] = f"melder-{serial}@voorbeeld.example"
    return {
        **_melding(random, family, over="ja", acute=acute, unknown=unknown),
        "melder": melder,
        "melderSoort": "burger-bekend" if melder else "burger-anoniem",
        "hoedanigheid": "35",
        "acuut": acute and random.random() < 0.3,
    }


def _melding(
    random: Random, family: Family, *, over: str, acute: bool, unknown: bool
) -> dict[str, Any]:
    signals = dict.fromkeys(SIGNALS, "nee")
    if acute:
        signals[random.choice(SIGNALS)] = "ja"
    elif unknown:
        signals["gevaarOpDitMoment"] = "onbekend"
    child = any(person["rol"] == "kind" for person in family.personen)
    about = over != "nee"
    return {
        "signalen": signals,
        "huiselijkGeweldOfKindermishandeling": over,
        "aanleiding": (["08"] if child else ["01"]) if about else [],
        "aard": (["03", "08"] if child else ["01"]) if about else [],
        "toelichting": random.choice(_STORIES if about else _WORRIES),
        "betrokkenen": [dict(person) for person in family.personen],
    }
