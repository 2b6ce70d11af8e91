"""What a registry file looks like; how it hangs together is judged elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from vt_contracts.contract import Regel
from vt_contracts.values import Gemeentecode

from routing.domain.registry import Doelgroep


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Naam = Annotated[Regel, Field(min_length=1)]
Contactnaam = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
Reeks = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}(-[1-9][0-9]{3})?$")]


class ContactRegel(_Part):
    """A team that takes overdrachten."""

    id: Contactnaam
    partij: str
    team: Naam
    functie: Naam
    doelgroepen: Annotated[
        list[Literal["jeugd", "volwassenen", "ouderen", "alle"]], Field(min_length=1)
    ] = ["alle"]
    plaatsvervanger: bool = False
    actief: bool = True
    geldig_van: date
    geldig_tot: date | None = None

    def groups(self) -> frozenset[Doelgroep]:
        """The target groups, `alle` written out."""
        if "alle" in self.doelgroepen:
            return frozenset(Doelgroep)
        return frozenset(Doelgroep(name) for name in self.doelgroepen)


class GemeenteRegel(_Part):
    """A gemeente in its period, with the PC4s (or ranges of them) that lie in it alone."""

    code: Gemeentecode
    naam: Naam
    geldig_van: date
    geldig_tot: date | None = None
    postcodes: list[Reeks]
    contact: list[ContactRegel] = []


class GrensPostcode(_Part):
    """A PC4 that lies in more than one gemeente."""

    postcode: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}$")]
    gemeenten: Annotated[list[Gemeentecode], Field(min_length=2)]


class RegistryFile(_Part):
    """What the file holds."""

    regio: Naam
    geldig_op: date
    gemeente: Annotated[list[GemeenteRegel], Field(min_length=1)]
    postcode_in_meer_gemeenten: list[GrensPostcode] = []
