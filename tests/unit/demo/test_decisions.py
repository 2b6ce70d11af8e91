"""What the simulated people decide is what the services' APIs take."""

from __future__ import annotations

from typing import Annotated, Any, Union

import pytest
from notification.domain.werkitems import TO_REACH_A_MELDER
from notification.http import UitkomstForm
from pydantic import Field, TypeAdapter
from routing.domain.answers import Question
from routing.http.forms import FORMS as ROUTING_FORMS
from routing.http.forms import AanbiedenForm
from triage.http.models import BesluitForm
from vt_demo.decisions import FALLBACK_GEMEENTE, SERVICES, decision, gemeente
from vt_messaging.work_items.api import AfhandelenForm

SETTLE: TypeAdapter[Any] = TypeAdapter(AfhandelenForm)
OWN: dict[str, TypeAdapter[Any]] = {
    "triage": TypeAdapter(BesluitForm),
    "routing": TypeAdapter(Annotated[Union[ROUTING_FORMS], Field(discriminator="besluit")]),  # noqa: UP007
    "notification": TypeAdapter(UitkomstForm),
}
KINDS = {
    "triage": ["triage-besluit"],
    "routing": [*Question],
    "notification": sorted(TO_REACH_A_MELDER),
}


def item(kind: str, n: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": f"item-{n}",
        "soort": kind,
        "details": {},
        "dossier": {"melding": {"aanleiding": []}},
        **more,
    }


@pytest.mark.parametrize(
    ("service", "kind"), [(service, str(kind)) for service in KINDS for kind in KINDS[service]]
)
def test_every_decision_is_one_that_the_api_takes(service: str, kind: str) -> None:
    for n in range(30):
        OWN[service].validate_python(decision(service, item(kind, n), seed=1))


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("kind", ["dead-letter", "onbezorgd"])
def test_what_asks_for_no_decision_of_its_own_is_settled(service: str, kind: str) -> None:
    assert SETTLE.validate_python(decision(service, item(kind), seed=1)).reden


@pytest.mark.parametrize("service", SERVICES)
def test_the_same_work_item_gets_the_same_decision(service: str) -> None:
    one = item("dead-letter")
    assert decision(service, one, seed=1) == decision(service, one, seed=1)


def test_triagisten_hand_over_most_and_end_some() -> None:
    found = [decision("triage", item("triage-besluit", n), seed=1) for n in range(200)]
    assert {body["besluit"] for body in found} == {
        "overdracht",
        "omzetten-in-advies",
        "einde-bemoeienis",
    }


def test_who_hands_over_names_an_aanleiding_only_where_the_melding_did_not() -> None:
    known = {"melding": {"aanleiding": ["08"]}}
    for n in range(50):
        assert "aanleiding" not in decision(
            "triage", item("triage-besluit", n, dossier=known), seed=1
        )


def test_a_refused_overdracht_is_offered_to_the_same_gemeente_unless_another_was_proposed() -> None:
    asked = {"overdrachten": [{"gemeente": "GM0917"}, {"gemeente": "GM0888"}]}
    refused = item(Question.GEWEIGERD, dossier={"routering": asked})
    assert gemeente(refused) == "GM0888"
    assert isinstance(
        OWN["routing"].validate_python(decision("routing", refused, seed=1)), AanbiedenForm
    )
    assert gemeente({**refused, "details": {"voorstel": ["GM0981"]}}) == "GM0981"
    assert gemeente(item(Question.ROUTERING, dossier=None)) == FALLBACK_GEMEENTE
