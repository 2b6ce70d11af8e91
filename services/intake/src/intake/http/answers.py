"""The answers of the handlers as problem details."""

from __future__ import annotations

from vt_messaging.web import ProblemError

from intake.handlers.letters import TOO_MUCH, Accepted, NotThere, OtherContent, TooMuch, Unfit


def accepted_or_problem(
    answer: Accepted | OtherContent | Unfit | NotThere | TooMuch, missing: str = "melding"
) -> Accepted:
    """The melding that was kept. Raises ProblemError for what was not, saying what to do."""
    match answer:
        case Accepted():
            return answer
        case OtherContent():
            raise key_used()
        case Unfit(bevindingen):
            raise ProblemError(
                400,
                "De invoer klopt niet",
                "Verbeter de genoemde velden en stuur het bericht opnieuw.",
                [{"field": b.veld, "detail": b.tekst} for b in bevindingen],
            )
        case NotThere():
            raise ProblemError(404, f"Deze {missing} is er niet")
        case TooMuch():
            raise ProblemError(413, "De melding wordt te groot", f"{TOO_MUCH.capitalize()}.")


def key_used() -> ProblemError:
    """The same key came before with another body."""
    return ProblemError(
        409,
        "Deze Idempotency-Key is al gebruikt",
        "Hetzelfde kenmerk kwam eerder met een andere inhoud. Gebruik een nieuw kenmerk.",
    )
