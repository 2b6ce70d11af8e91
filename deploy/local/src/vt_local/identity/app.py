"""The provider's endpoints: discovery, keys, login and tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from vt_local.identity.directory import PEOPLE_FILE, WEB_CLIENT, hash_secret
from vt_local.identity.login_page import login_page, refusal_page
from vt_local.identity.tokens import ALGORITHM, LIFETIME, TokenSigner
from vt_local.private_files import read_json

_LOOPBACK = ("127.0.0.1", "localhost")
_CODE_LIFETIME = 60
_NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class _Code:
    person: str
    redirect_uri: str
    challenge: str
    nonce: str | None
    expires: float


class IdentityProvider:
    """What the endpoints share: the people, the key, and codes that wait to be exchanged."""

    def __init__(self, folder: Path, audience: str, clock: Callable[[], float] = time.time) -> None:
        content = read_json(folder / PEOPLE_FILE)
        if content is None:
            raise FileNotFoundError(f"{folder / PEOPLE_FILE} ontbreekt; start met `vt up`")
        self.issuer: str = content["issuer"]
        self.people: dict[str, dict[str, Any]] = {p["id"]: p for p in content["people"]}
        self.signer = TokenSigner(folder, self.issuer, audience)
        self._clock = clock
        self._codes: dict[str, _Code] = {}

    # -- endpoints

    async def discovery(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks.json",
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                    "none",
                ],
                "scopes_supported": ["openid"],
                "claims_supported": ["sub", "name", "roles"],
            }
        )

    async def jwks(self, _: Request) -> Response:
        return JSONResponse(self.signer.jwks())

    async def authorize(self, request: Request) -> Response:
        """Show who one can be."""
        asked = dict(request.query_params)
        problem = _problem_with(asked)
        if problem:
            return refusal_page(problem)
        return login_page([p for p in self.people.values() if p["human"]], asked)

    async def choose(self, request: Request) -> Response:
        """Go back to the application with a code for the chosen person."""
        form = dict(parse_qsl((await request.body()).decode()))
        problem = _problem_with(form)
        # Only our own page may send this form.
        if request.headers.get("origin", self.issuer) not in (self.issuer, "null"):
            problem = "Dit verzoek komt niet van de inlogpagina."
        person = self.people.get(form.get("user", ""))
        if problem or person is None or not person["human"]:
            return refusal_page(problem or "Deze gebruiker bestaat niet.")
        code = secrets.token_urlsafe(32)
        self._codes[code] = _Code(
            person["id"],
            form["redirect_uri"],
            form["code_challenge"],
            form.get("nonce"),
            self._clock() + _CODE_LIFETIME,
        )
        answer = {"code": code, "iss": self.issuer}
        if "state" in form:
            answer["state"] = form["state"]
        separator = "&" if urlsplit(form["redirect_uri"]).query else "?"
        return RedirectResponse(f"{form['redirect_uri']}{separator}{urlencode(answer)}", 303)

    async def token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        grant = form.get("grant_type")
        if grant == "client_credentials":
            return self._for_client(request, form)
        if grant == "authorization_code":
            return self._for_code(form)
        return _refused("unsupported_grant_type")

    async def ready(self, _: Request) -> Response:
        return PlainTextResponse("ok")

    # -- the two grants

    def _for_client(self, request: Request, form: Mapping[str, str]) -> Response:
        client, secret = _client_credentials(request, form)
        person = self.people.get(client)
        expected = person["secret_sha256"] if person else hash_secret(secrets.token_hex())
        if not hmac.compare_digest(hash_secret(secret), expected) or person is None:
            return _refused("invalid_client", 401, {"WWW-Authenticate": "Basic"})
        return self._granted(person)

    def _for_code(self, form: Mapping[str, str]) -> Response:
        # Taken out at once: a code serves a single time.
        code = self._codes.pop(form.get("code", ""), None)
        self._forget_expired()
        if (
            code is None
            or code.expires < self._clock()
            or form.get("client_id") != WEB_CLIENT
            or form.get("redirect_uri") != code.redirect_uri
            or not hmac.compare_digest(_challenge(form.get("code_verifier", "")), code.challenge)
        ):
            return _refused("invalid_grant")
        return self._granted(self.people[code.person], nonce=code.nonce, with_id=True)

    def _granted(
        self, person: Mapping[str, Any], *, nonce: str | None = None, with_id: bool = False
    ) -> Response:
        now = int(self._clock())
        answer: dict[str, Any] = {
            "access_token": self.signer.access_token(person, now),
            "token_type": "Bearer",
            "expires_in": LIFETIME,
        }
        if with_id:
            answer["id_token"] = self.signer.id_token(person, WEB_CLIENT, nonce, now)
        return JSONResponse(answer, headers=_NO_STORE)

    def _forget_expired(self) -> None:
        now = self._clock()
        self._codes = {code: each for code, each in self._codes.items() if each.expires >= now}


def create_app(provider: IdentityProvider) -> Starlette:
    """Return the web application."""
    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", provider.discovery),
            Route("/jwks.json", provider.jwks),
            Route("/authorize", provider.authorize),
            Route("/authorize", provider.choose, methods=["POST"]),
            Route("/token", provider.token, methods=["POST"]),
            Route("/health/live", provider.ready),
            Route("/health/ready", provider.ready),
        ],
        middleware=[
            # A page elsewhere that resolves its own name to 127.0.0.1 gets nothing.
            Middleware(TrustedHostMiddleware, allowed_hosts=list(_LOOPBACK)),
            Middleware(
                CORSMiddleware,
                allow_origin_regex=r"http://(127\.0\.0\.1|localhost):\d+",
                allow_methods=["GET", "POST"],
            ),
        ],
    )


def _problem_with(asked: Mapping[str, str]) -> str | None:
    if asked.get("client_id") != WEB_CLIENT:
        return "Deze toepassing is hier niet bekend."
    target = urlsplit(asked.get("redirect_uri", ""))
    if target.scheme != "http" or target.hostname not in _LOOPBACK or target.fragment:
        return "Deze toepassing draait niet op deze computer; daarvoor is dit inloggen niet."
    if asked.get("response_type") != "code":
        return "De toepassing vraagt iets wat hier niet kan (response_type)."
    if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
        return "De toepassing moet PKCE met S256 gebruiken."
    return None


def _client_credentials(request: Request, form: Mapping[str, str]) -> tuple[str, str]:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            client, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except ValueError:
            return "", ""
        return unquote_plus(client), unquote_plus(secret)
    return form.get("client_id", ""), form.get("client_secret", "")


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _refused(
    error: str, status: int = 400, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    return JSONResponse({"error": error}, status, {**_NO_STORE, **(headers or {})})
