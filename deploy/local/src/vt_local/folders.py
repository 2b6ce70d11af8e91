"""Where the runtime keeps what it fetched and what it knows."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from vt_local.errors import ForeignFolderError

_MARK = ".vt-data"


def cache_folder() -> Path:
    """Return the folder for fetched engines: `VT_CACHE`, else the user's cache folder."""
    given = os.environ.get("VT_CACHE")
    return Path(given).expanduser() if given else platformdirs.user_cache_path("veilig-thuis")


def default_data_folder() -> Path:
    """Return the folder for data: `VT_DATA`, else the user's data folder."""
    given = os.environ.get("VT_DATA")
    return Path(given).expanduser() if given else platformdirs.user_data_path("veilig-thuis")


@dataclass(frozen=True)
class DataFolder:
    """The one folder that holds everything of a running environment."""

    root: Path

    @property
    def lock_file(self) -> Path:
        return self.root / "run.lock"

    @property
    def state_file(self) -> Path:
        return self.root / "run.json"

    @property
    def secrets_file(self) -> Path:
        return self.root / "secrets.json"

    @property
    def party_keys_file(self) -> Path:
        return self.root / "party-keys.json"

    @property
    def credentials(self) -> Path:
        return self.root / "credentials"

    @property
    def oidc_credentials(self) -> Path:
        return self.credentials / "oidc"

    @property
    def identity(self) -> Path:
        return self.root / "identity"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def oproepen(self) -> Path:
        """Pages that the local stand-in for a provider took, as files."""
        return self.root / "oproepen"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    def kafka(self, node: int) -> Path:
        return self.root / "kafka" / str(node)

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def prepare(self) -> None:
        """Make the folder; refuse one with somebody else's files in it."""
        self.root.mkdir(parents=True, exist_ok=True)
        mark = self.root / _MARK
        # The lock is taken before the folder is known to be ours, so it does not count.
        strangers = [p for p in self.root.iterdir() if p != self.lock_file]
        if not mark.exists():
            if strangers:
                raise ForeignFolderError(self.root)
            mark.write_text("Gegevens van `vt up`. Wissen mag als er niets draait.\n")
        # 0711: the database's own system user must be able to pass, not to look around.
        self.root.chmod(0o711)
        for folder in (
            self.credentials,
            self.oidc_credentials,
            self.identity,
            self.logs,
            self.mail,
            self.oproepen,
        ):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)
        # Others may pass to the database's folder; to nothing else.
        (self.root / "kafka").mkdir(mode=0o700, exist_ok=True)
        # What a killed JVM left here is of no use to the next one.
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir(mode=0o700)

    def clear(self) -> None:
        """Remove everything but the lock, which the caller holds."""
        if not self.root.exists():
            return
        if not (self.root / _MARK).exists() and any(
            p != self.lock_file for p in self.root.iterdir()
        ):
            raise ForeignFolderError(self.root)
        for path in self.root.iterdir():
            if path == self.lock_file:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
