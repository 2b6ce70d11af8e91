"""The file that tells the provider who there is."""

from __future__ import annotations

import hashlib

WEB_CLIENT = "meldketen-web"
PEOPLE_FILE = "people.json"


def hash_secret(secret: str) -> str:
    """Return how a secret is kept; it is random and long, so a plain hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()
