"""Where things are inside docker-compose.yml: names, ports and folders that two programs share."""

from __future__ import annotations

from pathlib import Path

DATA = Path("/data")
"""Each folder below is a volume; a container gets only its own."""
HANDED_OUT = DATA / "credentials"
"""For people and partner programs outside: `credentials/<principal>.json` and `oidc/<who>.json`."""

KAFKA = "kafka:9092"
KAFKA_INTERNAL = "kafka:9093"
KAFKA_FROM_HOST = "localhost:19092"
POSTGRES_HOST = "postgres"
POSTGRES_PORT = 5432
ISSUER = "http://identity.localhost:8180"
"""One name that works for a browser outside (`*.localhost` is loopback) and for containers."""

READER = 10001
"""The user that the images of the keten run as."""
