"""Triage's API: the links of a melding, and what a medewerker says of one."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AwareDatetime
from vt_contracts.contract import Gegevens, StrikteGegevens
from vt_messaging.service import commands_of
from vt_messaging.web import ProblemError, Traceparent, caller_with
from vt_messaging.work_items.api import Reden

from triage.domain.linking import Koppeling, Soort, Stand
from triage.handlers.koppelingen import (
    AlreadyJudged,
    JudgeKoppeling,
    Koppelingen,
    Overzicht,
    ReadKoppelingen,
)
from triage.http.answers import STAFF, run


class RedenForm(StrikteGegevens):
    """Why; kept sealed with the link."""

    reden: Reden


class KoppelingModel(Gegevens):
    """A link between two meldingen; `persoon` is a place among the betrokkenen, from 0."""

    id: UUID
    versie: int
    melding_id: UUID
    persoon: int | None
    andere_melding_id: UUID
    andere_persoon: int | None
    soort: Soort
    stand: Stand
    redenen: list[str]
    door: str
    op: AwareDatetime

    @classmethod
    def of(cls, koppeling: Koppeling) -> KoppelingModel:
        values = koppeling._asdict()
        del values["toelichting"]
        return cls(versie=values.pop("version"), **values)


class GezienKoppeling(Gegevens):
    """A link as a reading of the melding shows it."""

    koppeling: KoppelingModel
    andere_melding_nummer: str | None
    toelichting: str


class VermeldingModel(Gegevens):
    """A mention in another melding."""

    melding_id: UUID
    nummer: str | None
    persoon: int


class PersoonModel(Gegevens):
    """Somebody of this melding, and where else they are mentioned, by certain links."""

    persoon: int
    vermeldingen: list[VermeldingModel]


class KoppelingenModel(Gegevens):
    """The links of a melding; `personen` follows certain links while no pair contradicts."""

    koppelingen: list[GezienKoppeling]
    personen: list[PersoonModel]

    @classmethod
    def of(cls, overzicht: Overzicht, melding_id: UUID) -> KoppelingenModel:
        nummers = overzicht.nummers
        return cls(
            koppelingen=[
                GezienKoppeling(
                    koppeling=KoppelingModel.of(k),
                    andere_melding_nummer=nummers.get(k.other(melding_id)),
                    toelichting=overzicht.toelichtingen[k.id],
                )
                for k in overzicht.koppelingen
            ],
            personen=[
                PersoonModel(
                    persoon=place,
                    vermeldingen=[
                        VermeldingModel(melding_id=i, nummer=nummers.get(i), persoon=there)
                        for i, there in found
                    ],
                )
                for place, found in overzicht.ook.items()
            ],
        )


_SAID = {Stand.ZEKER: "bevestigd", Stand.LOSGEMAAKT: "losgemaakt"}


def koppelingen_router(koppelingen: Koppelingen) -> APIRouter:
    """The routes of links: read those of a melding, confirm one, undo one."""
    api = APIRouter(prefix="/v1", tags=["koppelingen"])

    @api.get("/meldingen/{melding_id}/koppelingen", response_model=KoppelingenModel)
    async def get_koppelingen(
        request: Request,
        melding_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> KoppelingenModel:
        """The links of a melding, certain, likely and undone. The reading is noted."""
        read = ReadKoppelingen(melding_id, caller.subject)
        found = await run(
            request, koppelingen.read_koppelingen, read, traceparent, "Deze melding is er niet"
        )
        return KoppelingenModel.of(found, melding_id)

    @api.post("/koppelingen/{koppeling_id}/bevestiging", response_model=KoppelingModel)
    async def confirm_koppeling(
        request: Request,
        koppeling_id: UUID,
        body: RedenForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> KoppelingModel:
        """Say that a link is right, with a reason. 409 names who said so before."""
        said = JudgeKoppeling(koppeling_id, caller.subject, Stand.ZEKER, body.reden)
        return await _judged(request, said, traceparent)

    @api.post("/koppelingen/{koppeling_id}/losmaking", response_model=KoppelingModel)
    async def undo_koppeling(
        request: Request,
        koppeling_id: UUID,
        body: RedenForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> KoppelingModel:
        """Undo a link, with a reason; it is not made again. 409 names who undid it before."""
        said = JudgeKoppeling(koppeling_id, caller.subject, Stand.LOSGEMAAKT, body.reden)
        return await _judged(request, said, traceparent)

    async def _judged(
        request: Request, said: JudgeKoppeling, traceparent: str | None
    ) -> KoppelingModel:
        match await commands_of(request).run(koppelingen.judge_koppelingen, said, traceparent):
            case Koppeling() as koppeling:
                return KoppelingModel.of(koppeling)
            case AlreadyJudged(stand, who):
                raise ProblemError(
                    409,
                    f"Deze koppeling is al {_SAID[stand]}",
                    f"Door {who}. U hoeft niets te doen.",
                )
            case _:
                raise ProblemError(404, "Deze koppeling is er niet")

    return api
