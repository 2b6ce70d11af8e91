"""The code lists of the Informatieprotocol (annex to the Uitvoeringsregeling Wmo 2015) and our own.

The value of a member is the code that goes over the wire; the name is the field's own word.
`NIET_BIJ_HUISELIJK_GEWELD` and `PROFESSIONELE_HOEDANIGHEDEN` hold the rules that go with a list.
"""

from __future__ import annotations

from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING


class Code(StrEnum):
    """A member of a code list; equal to its code, which is what goes over the wire."""

    if not TYPE_CHECKING:
        # Enum's own `value` runs two Python functions for each read, and pydantic reads it for
        # each code that it writes: 24 in a melding, whose JSON takes a quarter less time this way.
        value = property(attrgetter("_value_"))


class Aanleiding(Code):
    """What the melding is about (1..n)."""

    PARTNERGEWELD = "01"
    EERGERELATEERD_GEWELD = "02"
    OUDERENMISHANDELING_EN_ONTSPOORDE_ZORG = "03"
    OUDERMISHANDELING = "04"
    HUWELIJKSDWANG_EN_ACHTERLATING = "05"
    KINDERMISHANDELING_KINDCHECK = "06"
    KINDERMISHANDELING_VECHTSCHEIDING = "07"
    KINDERMISHANDELING_ANDERS = "08"
    HUISELIJK_GEWELD_ANDERS = "09"


KINDERMISHANDELING = frozenset(
    {
        Aanleiding.KINDERMISHANDELING_KINDCHECK,
        Aanleiding.KINDERMISHANDELING_VECHTSCHEIDING,
        Aanleiding.KINDERMISHANDELING_ANDERS,
    }
)


class Aard(Code):
    """The kind of violence or neglect (1..n)."""

    LICHAMELIJKE_MISHANDELING = "01"
    LICHAMELIJKE_VERWAARLOZING = "02"
    PSYCHISCH_GEWELD = "03"
    AFFECTIEVE_VERWAARLOZING = "04"
    PEDAGOGISCHE_VERWAARLOZING = "05"
    SEKSUEEL_MISBRUIK = "06"
    FINANCIELE_UITBUITING = "07"
    GETUIGE_VAN_GEWELD_IN_GEZIN = "08"
    MUNCHHAUSEN_BY_PROXY = "09"
    VROUWELIJKE_GENITALE_VERMINKING = "10"
    ANDERS = "11"


ALLEEN_BIJ_KINDERMISHANDELING = frozenset(
    {
        Aard.PEDAGOGISCHE_VERWAARLOZING,
        Aard.GETUIGE_VAN_GEWELD_IN_GEZIN,
        Aard.MUNCHHAUSEN_BY_PROXY,
        Aard.VROUWELIJKE_GENITALE_VERMINKING,
    }
)


class Hoedanigheid(Code):
    """In which capacity the melder reports (exactly 1); below 30 is professional."""

    POLITIE = "01"
    HUISARTS_OF_POH = "02"
    JEUGDGEZONDHEIDSZORG = "03"
    PSYCHIATER = "04"
    ZIEKENHUIS_OF_SEH = "05"
    GERIATER = "06"
    GZ_PSYCHOLOOG = "07"
    WIJKTEAM = "08"
    GECERTIFICEERDE_INSTELLING = "09"
    JEUGDHULPAANBIEDER = "10"
    THUISZORG = "11"
    MAATSCHAPPELIJK_WERK_OF_WELZIJN = "12"
    VROUWENOPVANG = "13"
    VEILIG_THUIS = "14"
    SCHOOL = "15"
    LEERPLICHTAMBTENAAR = "16"
    GEMEENTE_OVERIG = "17"
    KINDEROPVANG = "18"
    VRIJWILLIGERSORGANISATIE = "19"
    PROFESSIONAL_ANDERS = "20"
    PLEGER = "30"
    VOLWASSEN_SLACHTOFFER = "31"
    KIND = "32"
    FAMILIELID = "33"
    SOCIAAL_NETWERK = "34"
    BUURTBEWONER = "35"
    VRIJWILLIGER = "36"
    ANDERS = "40"
    ONBEKEND = "41"

    @property
    def professional(self) -> bool:
        return self.value < "30"


class VervolgMelding(Code):
    """What follows a melding, as counted in the national figures."""

    ONDERZOEK = "01"
    INZETTEN_VERVOLGTRAJECT = "02"
    OMGEZET_IN_ADVIES = "03"
    EINDE_BEMOEIENIS = "04"


class UitkomstOnderzoek(Code):
    """What an onderzoek found (1..n)."""

    GEEN_HG = "01"
    HG_NIET_BEVESTIGD = "02"
    HG_BEVESTIGD = "03"
    GEEN_KM = "04"
    KM_NIET_BEVESTIGD = "05"
    KM_BEVESTIGD = "06"
    VERTROKKEN = "07"
    OVERLEDEN = "08"


class VervolgOnderzoek(Code):
    """Where a case goes after an onderzoek (1..n)."""

    WIJKTEAM = "01"
    RAAD_VOOR_DE_KINDERBESCHERMING = "02"
    POLITIE_OF_OM = "03"
    JEUGDHULP = "04"
    GECERTIFICEERDE_INSTELLING = "05"
    VROUWENOPVANG = "06"
    GGZ = "07"
    THUISZORG_OF_RESPIJTZORG = "08"
    VERSLAVINGSZORG = "09"
    ANDERE_INSTANTIE = "10"
    GEEN = "21"


class Geslacht(Code):
    VROUW = "V"
    MAN = "M"
    ONBEKEND = "O"


class Antwoord(Code):
    """A question answered yes, no, or not known; *onbekend* is never read as *nee*."""

    JA = "ja"
    NEE = "nee"
    ONBEKEND = "onbekend"


class Urgentie(Code):
    """How soon somebody must act: now, the same day, within five working days."""

    ACUUT = "acuut"
    HOOG = "hoog"
    REGULIER = "regulier"

    @property
    def rank(self) -> int:
        """0 for regulier, 1 for hoog, 2 for acuut."""
        return _RANK[self]

    def raised_to(self, other: Urgentie) -> Urgentie:
        """The more urgent of the two; there is no way to lower one in code."""
        return other if other.rank > self.rank else self


_RANK = {Urgentie.REGULIER: 0, Urgentie.HOOG: 1, Urgentie.ACUUT: 2}


class Vervolg(Code):
    """What Veilig Thuis decides at triage, in the words of today's process."""

    DIRECT_INGRIJPEN = "direct-ingrijpen"
    OVERDRACHT = "overdracht"
    ONDERZOEK = "onderzoek"
    VOORWAARDEN_EN_VERVOLG = "voorwaarden-en-vervolg"
    VEILIGHEIDSHUIS = "veiligheidshuis"
    OMZETTEN_IN_ADVIES = "omzetten-in-advies"
    EINDE_BEMOEIENIS = "einde-bemoeienis"
    DOORZETTEN = "doorzetten"

    @property
    def code(self) -> VervolgMelding | None:
        """The national code; None for doorzetten, which is not counted (Informatieprotocol 3.1)."""
        return _VERVOLG_CODE.get(self)


_VERVOLG_CODE = {
    Vervolg.DIRECT_INGRIJPEN: VervolgMelding.INZETTEN_VERVOLGTRAJECT,
    Vervolg.OVERDRACHT: VervolgMelding.INZETTEN_VERVOLGTRAJECT,
    Vervolg.ONDERZOEK: VervolgMelding.ONDERZOEK,
    Vervolg.VOORWAARDEN_EN_VERVOLG: VervolgMelding.INZETTEN_VERVOLGTRAJECT,
    Vervolg.VEILIGHEIDSHUIS: VervolgMelding.INZETTEN_VERVOLGTRAJECT,
    Vervolg.OMZETTEN_IN_ADVIES: VervolgMelding.OMGEZET_IN_ADVIES,
    Vervolg.EINDE_BEMOEIENIS: VervolgMelding.EINDE_BEMOEIENIS,
}


class Rol(Code):
    """What a betrokkene is in this melding."""

    KIND = "kind"
    SLACHTOFFER = "slachtoffer"
    PLEGER = "pleger"
    OUDER = "ouder"
    PARTNER = "partner"
    OUDERE = "oudere"
    GETUIGE = "getuige"
    ANDERS = "anders"


class Kanaal(Code):
    """How a melding reached Veilig Thuis."""

    TELEFOON = "telefoon"
    POLITIE = "politie"
    PROFESSIONAL = "professional"
    BURGER = "burger"
    PROCESREGISSEUR = "procesregisseur"
    ANDERE_REGIO = "andere-regio"


class Procesregie(Code):
    """For whom a procesregisseur works."""

    GEMEENTE = "gemeente"
    VEILIGHEIDSHUIS = "veiligheidshuis"


class MelderSoort(Code):
    """Which row of the table *what a melder is told* applies."""

    POLITIE = "politie"
    PROFESSIONAL = "professional"
    BURGER_BEKEND = "burger-bekend"
    BURGER_ANONIEM = "burger-anoniem"
    DIRECT_BETROKKENE = "direct-betrokkene"


class Voorselectie(Code):
    """The police's own pre-selection."""

    ERNSTIG = "ernstig"
    NIET_ERNSTIG = "niet-ernstig"


class Moment(Code):
    """A fact in the life of a melding, as `melding.status.v1` tells it."""

    ONTVANGEN = "ontvangen"
    AANGEVULD = "aangevuld"
    WACHT_OP_BESLUIT = "wacht-op-besluit"
    GETRIEERD = "getrieerd"
    WACHT_OP_ROUTERING = "wacht-op-routering"
    AANGEBODEN = "aangeboden"
    BEZORGD = "bezorgd"
    HERINNERD = "herinnerd"
    GEESCALEERD = "geescaleerd"
    GEWEIGERD = "geweigerd"
    GEACCEPTEERD = "geaccepteerd"
    GESTART = "gestart"
    AFGESLOTEN = "afgesloten"
    KLOK_BIJNA_VERLOPEN = "klok-bijna-verlopen"
    KLOK_VERLOPEN = "klok-verlopen"


class Klok(Code):
    """A term of the law or of practice that Veilig Thuis must keep (Uitvoeringsbesluit Wmo 2015)."""

    TRIAGE = "triage"
    ONDERZOEK = "onderzoek"
    OVERDRACHT = "overdracht"


class WeigerReden(Code):
    """Why a party refuses an overdracht."""

    NIET_ONZE_GEMEENTE = "niet-onze-gemeente"
    GEEN_CAPACITEIT = "geen-capaciteit"
    ONVOLDOENDE_INFORMATIE = "onvoldoende-informatie"
    ANDERE_PARTIJ_BETROKKEN = "andere-partij-betrokken"
    ANDERS = "anders"
