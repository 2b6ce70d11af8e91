"""The embedded runtime of the keten: real engines and the services, on this machine alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vt_local.credentials import Credentials
    from vt_local.local_platform import LocalPlatform

__all__ = ["Credentials", "LocalPlatform"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: the mailbox and the identity provider live in this package too, and
    # need neither Kafka's nor PostgreSQL's client in their memory.
    if name == "LocalPlatform":
        from vt_local.local_platform import LocalPlatform

        return LocalPlatform
    if name == "Credentials":
        from vt_local.credentials import Credentials

        return Credentials
    raise AttributeError(name)
