"""HTTP as the NL API Design Rules ask: problem+json, API-Version, security headers, OpenAPI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from vt_contracts.cloudevents import findings

from vt_messaging.commands import UnavailableError
from vt_messaging.health import Health
from vt_messaging.identity import Caller, NotAuthenticatedError, TokenVerifier
from vt_messaging.metrics import Metrics

API_VERSION = "1.0.0"
MAX_BODY = 1024 * 1024
PROBLEM = "application/problem+json"
Traceparent = Annotated[str | None, Header()]
"""The trace that a caller goes on with."""
_HEADERS = {
    "API-Version": API_VERSION,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class ProblemError(Exception):
    """An answer as problem details (RFC 9457); `errors` names every wrong field."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        errors: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors or []
        self.headers = headers or {}

    def response(self) -> JSONResponse:
        """The problem+json response."""
        body: dict[str, Any] = {"status": self.status, "title": self.title}
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = self.errors
        return JSONResponse(body, self.status, self.headers, media_type=PROBLEM)


def add_operations(
    app: FastAPI, health: Callable[[], Health], metrics: Callable[[], Metrics]
) -> None:
    """The open end points of every process: liveness, readiness, metrics."""

    @app.get("/health/live", include_in_schema=False)
    async def live() -> JSONResponse:
        report = health().live()
        return JSONResponse(report.checks, 200 if report.ok else 503)

    @app.get("/health/ready", include_in_schema=False)
    async def ready() -> JSONResponse:
        report = await health().ready()
        return JSONResponse(report.checks, 200 if report.ok else 503)

    @app.get("/metrics", include_in_schema=False)
    async def show_metrics() -> Response:
        return Response(generate_latest(metrics().registry), media_type=CONTENT_TYPE_LATEST)


def add_conventions(app: FastAPI) -> None:
    """Problem details for every error, the size limit, and the headers of every response."""

    @app.middleware("http")
    async def finish(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        length = request.headers.get("content-length")
        if length is not None and (not length.isdigit() or int(length) > MAX_BODY):
            response: Response = ProblemError(
                413, "Het bericht is te groot", f"Ten hoogste {MAX_BODY} bytes, zonder bijlagen."
            ).response()
        elif length is None and request.method in ("POST", "PUT", "PATCH"):
            response = ProblemError(411, "Content-Length ontbreekt").response()
        else:
            response = await call_next(request)
        response.headers.update(_HEADERS)
        if request.url.path.endswith("/openapi.json"):
            response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    @app.exception_handler(ProblemError)
    async def problem(_: Request, error: ProblemError) -> Response:
        return error.response()

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        return invalid_input(error.errors()).response()

    @app.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> Response:
        return ProblemError(error.status_code, str(error.detail)).response()

    @app.exception_handler(NotAuthenticatedError)
    async def not_authenticated(_: Request, error: NotAuthenticatedError) -> Response:
        return ProblemError(
            401, "Niet ingelogd", str(error), headers={"WWW-Authenticate": "Bearer"}
        ).response()

    @app.exception_handler(UnavailableError)
    async def unavailable(_: Request, __: UnavailableError) -> Response:
        return ProblemError(
            503, "Nu niet mogelijk", "Er is niets bevestigd. Stuur hetzelfde zo meteen opnieuw.",
            headers={"Retry-After": "5"},
        ).response()  # fmt: skip


def invalid_input(errors: Any) -> ProblemError:
    """400 with every wrong field at once; pydantic's errors in, never a value out."""
    return ProblemError(
        400,
        "De invoer klopt niet",
        "Verbeter de genoemde velden en stuur het bericht opnieuw.",
        [{"field": b.veld.removeprefix("body."), "detail": b.tekst} for b in findings(errors)],
    )


def caller_with(*roles: str) -> Any:
    """A FastAPI dependency: the caller, who must have one of `roles` (`partner:` matches any partner)."""

    async def authorized(request: Request) -> Caller:
        verifier: TokenVerifier = request.app.state.verifier
        caller = await verifier.verify(request.headers.get("authorization"))
        if any(
            role in caller.roles
            or (role.endswith(":") and any(r.startswith(role) for r in caller.roles))
            for role in roles
        ):
            return caller
        raise ProblemError(
            403, "Geen toegang", f"Hiervoor is een van deze rollen nodig: {', '.join(roles)}"
        )

    return Annotated[Caller, Depends(authorized)]
