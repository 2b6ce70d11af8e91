"""What a service could not handle, as it came."""

from __future__ import annotations

from pydantic import AwareDatetime

from vt_contracts.contract import Gegevens, contract


@contract("dead-letter", 1)
class DeadLetterV1(Gegevens):
    """Origin, reason and the original bytes (base64) of one record; on `<service>.dlq.v1`.

    `fout` is the class of the error and `reden` a sentence without personal data.
    """

    dienst: str
    topic: str
    partitie: int
    offset: int
    fout: str
    reden: str
    werkitem_id: str
    gezien_op: AwareDatetime
    sleutel: str | None
    inhoud: str | None
    headers: list[tuple[str, str | None]]
