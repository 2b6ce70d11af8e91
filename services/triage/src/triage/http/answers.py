"""How triage's commands are run and answered: what cannot be done becomes a problem."""

from __future__ import annotations

from typing import Any, TypeVar

from fastapi import Request
from vt_messaging.commands import CommandHandler
from vt_messaging.service import commands_of
from vt_messaging.web import ProblemError

from triage.domain.weigering import Weigering

STAFF = ("triagist", "gedragswetenschapper")
T = TypeVar("T")


async def run(
    request: Request,
    handle: CommandHandler[Any, T | Weigering | None],
    content: Any,
    traceparent: str | None,
    not_there: str,
) -> T:
    """The answer to a command. Raises ProblemError: 404 for None, 409 or 400 when refused."""
    answer = await commands_of(request).run(handle, content, traceparent)
    if answer is None:
        raise ProblemError(404, not_there)
    if isinstance(answer, Weigering):
        raise problem(answer)
    return answer


def problem(weigering: Weigering) -> ProblemError:
    """A refusal as a problem: 400 with the field to correct, else 409."""
    if weigering.veld is None:
        return ProblemError(409, "Dit kan nu niet", weigering.waarom)
    return ProblemError(
        400,
        "De invoer klopt niet",
        "Verbeter de genoemde velden en stuur het bericht opnieuw.",
        [{"field": weigering.veld, "detail": weigering.waarom}],
    )
