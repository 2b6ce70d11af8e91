"""What can go wrong in the runtime; each message tells a person what to do next."""

from __future__ import annotations

from pathlib import Path


class PlatformError(Exception):
    """Something the runtime cannot mend by itself."""


class AlreadyRunningError(PlatformError):
    """Another process holds the data folder."""

    def __init__(self, data: Path) -> None:
        super().__init__(
            f"Er draait al een omgeving op {data}. Bekijk haar met `vt status`, "
            "stop haar met `vt down`, of kies een andere map met `--data`."
        )
        self.data = data


class ForeignFolderError(PlatformError):
    """A folder that the runtime did not make, and therefore will not empty."""

    def __init__(self, data: Path) -> None:
        super().__init__(
            f"{data} is niet leeg en niet door vt gemaakt. Kies met `--data` een andere map."
        )
        self.data = data


class DownloadError(PlatformError):
    """A part of Kafka did not arrive whole."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(
            f"{what} kon niet worden opgehaald: {reason}. Controleer de verbinding met "
            "Maven Central (proxy, certificaten) en begin opnieuw; wat binnen is, blijft bewaard."
        )
        self.what = what
        self.reason = reason


class ProcessError(PlatformError):
    """A process ended, or did not become ready in time."""

    def __init__(self, name: str, reason: str, log: Path) -> None:
        super().__init__(f"{name}: {reason}. Het verslag staat in {log}.{_tail(log)}")
        self.name = name
        self.reason = reason
        self.log = log


class AbortedError(PlatformError):
    """Somebody asked to stop while things were being started."""

    def __init__(self) -> None:
        super().__init__("Het starten is afgebroken.")


class ProvisioningError(PlatformError):
    """An engine refused a topic, a user or a right."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what} kon niet worden ingericht: {reason}")
        self.what = what
        self.reason = reason


def _tail(log: Path, lines: int = 5) -> str:
    try:
        text = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-lines:]
    except OSError:
        return ""
    return "".join(f"\n    {line}" for line in text)
