"""What the API takes and gives; camelCase on the wire."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field
from vt_contracts.codes import Moment, Urgentie, Vervolg, WeigerReden
from vt_contracts.contract import Gegevens, Regel, StrikteGegevens
from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_contracts.values import Gemeentecode
from vt_messaging.work_items.api import Reden

from routing.domain import beslissing as domain
from routing.domain.dossier import Dossier
from routing.domain.overdracht import Overdracht

Naam = Annotated[Regel, Field(min_length=1)]


class AanbiedenForm(StrikteGegevens):
    """Offer it to this gemeente."""

    besluit: Literal["aanbieden"]
    gemeente: Gemeentecode
    reden: Reden

    def to_domain(self) -> domain.Beslissing:
        """The decision."""
        return domain.Aanbieden(self.gemeente, self.reden)


class TelefonischGeaccepteerdForm(StrikteGegevens):
    """A named person took it on by phone."""

    besluit: Literal["telefonisch-geaccepteerd"]
    naam: Naam
    team: Naam
    reden: Reden
    gemeente: Gemeentecode | None = None

    def to_domain(self) -> domain.Beslissing:
        """The decision."""
        return domain.TelefonischGeaccepteerd(self.naam, self.team, self.reden, self.gemeente)


class AfsluitenForm(StrikteGegevens):
    """Nothing more is to be done here."""

    besluit: Literal["afsluiten"]
    reden: Reden

    def to_domain(self) -> domain.Beslissing:
        """The decision."""
        return domain.Afsluiten(self.reden)


class GezienForm(StrikteGegevens):
    """The question is answered; whoever has the melding keeps it."""

    besluit: Literal["gezien"]
    reden: Reden

    def to_domain(self) -> domain.Beslissing:
        """The decision."""
        return domain.Gezien(self.reden)


FORMS = (AanbiedenForm, TelefonischGeaccepteerdForm, AfsluitenForm, GezienForm)


class OverdrachtRegel(Gegevens):
    """How one offer stands."""

    id: UUID
    melding_id: UUID
    nummer: str
    ronde: int
    gemeente: str
    partij: str
    team: str
    urgentie: Urgentie
    vervolg: Vervolg
    bevestiging: str
    state: str
    aangeboden_op: AwareDatetime
    antwoord_voor: AwareDatetime
    herinnerd_op: AwareDatetime | None
    geantwoord_op: AwareDatetime | None
    gestart_op: AwareDatetime | None
    zaaknummer: str | None
    door: str | None
    weiger_reden: WeigerReden | None
    voorgestelde_gemeente: str | None
    toelichting: str | None
    uitleg: str
    register_versie: int

    @classmethod
    def of(cls, dossier: Dossier, o: Overdracht) -> OverdrachtRegel:
        """The line of an overdracht of this melding."""
        return cls(
            id=o.id,
            melding_id=dossier.id,
            nummer=dossier.nummer,
            ronde=o.ronde,
            gemeente=o.gemeente,
            partij=o.partij,
            team=o.team,
            urgentie=o.urgentie,
            vervolg=o.vervolg,
            bevestiging=o.bevestiging.value,
            state=o.state.value,
            aangeboden_op=o.aangeboden_op,
            antwoord_voor=o.deadline,
            herinnerd_op=o.herinnerd_op,
            geantwoord_op=o.geantwoord_op,
            gestart_op=o.gestart_op,
            zaaknummer=o.zaaknummer,
            door=o.door,
            weiger_reden=o.weiger_reden,
            voorgestelde_gemeente=o.voorgestelde_gemeente,
            toelichting=o.toelichting,
            uitleg=o.uitleg,
            register_versie=o.register_versie,
        )


class MeldingOverdrachten(Gegevens):
    """All offers of a melding, and where it stands for routing."""

    melding_id: UUID
    nummer: str
    urgentie: Urgentie
    vervolg: Vervolg
    moment: Moment | None
    overdrachten: list[OverdrachtRegel]

    @classmethod
    def of(cls, dossier: Dossier) -> MeldingOverdrachten:
        """The offers of this melding, oldest first."""
        return cls(
            melding_id=dossier.id,
            nummer=dossier.nummer,
            urgentie=dossier.urgentie,
            vervolg=dossier.vervolg,
            moment=dossier.moment,
            overdrachten=[OverdrachtRegel.of(dossier, o) for o in dossier.overdrachten],
        )


class WerkitemDossier(Gegevens):
    """All that is known of the melding of a work item: what triage decided, who was asked."""

    melding: MeldingGetrieerdV1 | None
    routering: MeldingOverdrachten
