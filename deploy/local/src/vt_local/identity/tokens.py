"""Signs tokens with a key that stays in the data folder."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeyParameters

from vt_local.private_files import read_json, write_json

ALGORITHM = "ES256"
LIFETIME = 3600
_KEY_FILE = "signing-key.json"


class TokenSigner:
    """Makes tokens of one issuer; the key outlives a restart, and so do the tokens."""

    def __init__(self, folder: Path, issuer: str, audience: str) -> None:
        self._key = _ensure_key(folder / _KEY_FILE)
        self._issuer = issuer
        self._audience = audience

    def jwks(self) -> dict[str, Any]:
        """Return the public keys."""
        return {"keys": [self._key.as_dict(private=False)]}

    def access_token(self, person: Mapping[str, Any], now: int) -> str:
        """Return a token for the keten's APIs; `now` is in seconds since 1970."""
        return self._sign(
            {
                "aud": self._audience,
                "sub": person["id"],
                "client_id": person["id"],
                "name": person["name"],
                "roles": person["roles"],
            },
            now,
        )

    def id_token(self, person: Mapping[str, Any], client: str, nonce: str | None, now: int) -> str:
        """Return a token that tells a web application who logged in."""
        claims = {"aud": client, "sub": person["id"], "name": person["name"]}
        if nonce:
            claims["nonce"] = nonce
        return self._sign(claims, now)

    def _sign(self, claims: dict[str, Any], now: int) -> str:
        header = {"alg": ALGORITHM, "kid": self._key.kid, "typ": "JWT"}
        lasting = {
            "iss": self._issuer,
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME,
            "jti": secrets.token_urlsafe(16),
        }
        return jwt.encode(header, {**lasting, **claims}, self._key)


def _ensure_key(path: Path) -> ECKey:
    known = read_json(path)
    if known is None:
        parameters: KeyParameters = {"kid": secrets.token_hex(8), "use": "sig", "alg": ALGORITHM}
        known = ECKey.generate_key("P-256", parameters, private=True).as_dict(private=True)
        write_json(path, known)
    return ECKey.import_key(known)
