"""Reading what was posted: JSON of a known form, not too large, without attachments."""

from __future__ import annotations

import re
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from vt_messaging.web import MAX_BODY, ProblemError, invalid_input

M = TypeVar("M", bound=BaseModel)

NO_ATTACHMENTS = (
    "Bijlagen kunnen niet mee. Schrijf in de toelichting welke stukken er zijn; een medewerker "
    "vraagt ze bij u op."
)
_JSON = re.compile(r"application/(?:json|[a-z0-9.+-]+\+json)", re.IGNORECASE)
_BLOB = re.compile(rb"(?:[A-Za-z0-9+/=_-]|\\[nr/]){4000,}")
"""No text of a person has 4,000 characters without a space; an encoded file has."""
_ATTACHED = re.compile(r"bijlage|attachment|bestand|foto|scan", re.IGNORECASE)


async def json_body(request: Request) -> bytes:
    """The bytes of a JSON request.

    Raises ProblemError 415 for any other content (a form with files above all), 413 when too large.
    """
    media_type = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if _JSON.fullmatch(media_type) is None:
        raise ProblemError(
            415,
            "Stuur de melding als JSON",
            f"Zet Content-Type: application/json en stuur alleen het formulier. {NO_ATTACHMENTS}",
        )
    body = await request.body()
    if len(body) > MAX_BODY:
        raise ProblemError(
            413,
            "Het bericht is te groot",
            f"Ten hoogste {MAX_BODY} bytes, zonder bijlagen. {NO_ATTACHMENTS}",
        )
    return body


def parsed(form: type[M], body: bytes) -> M:
    """The form that was filled in. Raises ProblemError 400 that names every wrong field.

    Where a file was put in a field, it says what to do instead.
    """
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        problem = invalid_input(faults)
        unknown = [str(f["loc"][-1]) for f in faults if f["type"] == "extra_forbidden"]
        if _BLOB.search(body) or any(map(_ATTACHED.search, unknown)):
            problem.detail = f"{problem.detail} {NO_ATTACHMENTS}"
        raise problem from None
