"""Who calls: OIDC bearer tokens, checked against the issuer's keys."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

log = structlog.get_logger()

ALGORITHMS = ["RS256", "ES256"]
KEYS_KEPT = 3600.0
KEYS_RETRY = 5.0


class NotAuthenticatedError(Exception):
    """No token, or one that cannot be trusted; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who the token says is calling: a stable id, and the roles that it grants."""

    subject: str
    roles: frozenset[str]

    @property
    def partner(self) -> str | None:
        """The partner system this token belongs to (role `partner:<name>`), if any."""
        return next((r[8:] for r in self.roles if r.startswith("partner:")), None)


class TokenVerifier:
    """Verifies tokens of one issuer; keys are fetched when first needed and when a new one appears."""

    def __init__(self, issuer: str, audience: str) -> None:
        self._issuer = issuer
        self._audience = audience
        self._keys: KeySet | None = None
        self._fetched_at = 0.0

    async def verify(self, authorization: str | None) -> Caller:
        """The caller of a request with this Authorization header.

        Raises NotAuthenticatedError.
        """
        if not authorization or not authorization.lower().startswith("bearer "):
            raise NotAuthenticatedError("stuur een token mee: Authorization: Bearer …")
        token = authorization[7:].strip()
        try:
            claims = self._decode(token, await self._key_set(refresh=False))
        except (JoseError, ValueError):
            try:
                claims = self._decode(token, await self._key_set(refresh=True))
            except (JoseError, ValueError) as error:
                raise NotAuthenticatedError("het token is niet geldig of verlopen") from error
        roles = claims.get("roles")
        if not isinstance(roles, list):
            raise NotAuthenticatedError("het token noemt geen rollen")
        return Caller(str(claims["sub"]), frozenset(str(role) for role in roles))

    def _decode(self, token: str, keys: KeySet) -> dict[str, Any]:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        JWTClaimsRegistry(
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._audience},
            sub={"essential": True},
            exp={"essential": True},
        ).validate(decoded.claims)
        return decoded.claims

    async def _key_set(self, *, refresh: bool) -> KeySet:
        age = time.monotonic() - self._fetched_at
        if self._keys is not None and age < (KEYS_RETRY if refresh else KEYS_KEPT):
            return self._keys
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                found = await client.get(f"{self._issuer}/.well-known/openid-configuration")
                found.raise_for_status()
                keys = await client.get(found.json()["jwks_uri"])
                keys.raise_for_status()
        except httpx.HTTPError as error:
            if self._keys is not None:
                return self._keys
            log.warning("identity_provider_away", error=type(error).__name__)
            raise NotAuthenticatedError("de identiteitsdienst is niet bereikbaar") from error
        self._keys = KeySet.import_key_set(keys.json())
        self._fetched_at = time.monotonic()
        return self._keys
