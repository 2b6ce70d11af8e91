"""A system user for PostgreSQL, which refuses to run as root."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from vt_local.errors import PlatformError

_NAME = "vt-postgres"


@dataclass(frozen=True)
class SystemUser:
    """Whom a process runs as."""

    name: str
    uid: int
    gid: int


def database_user() -> SystemUser | None:
    """Return the user PostgreSQL must run as: None (ourselves) unless we are root."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd

    for name in (_NAME, "nobody"):
        try:
            if name == _NAME:
                _ensure_exists(name)
            entry = pwd.getpwnam(name)
        except (KeyError, OSError, subprocess.CalledProcessError):
            # An image without useradd, or with a read-only /etc: nobody does as well.
            continue
        return SystemUser(name, entry.pw_uid, entry.pw_gid)
    raise PlatformError(
        "PostgreSQL draait niet als root en er is geen andere gebruiker te maken. "
        "Start vt als gewone gebruiker."
    )


def _ensure_exists(name: str) -> None:
    import pwd

    try:
        pwd.getpwnam(name)
    except KeyError:
        useradd = shutil.which("useradd") or "/usr/sbin/useradd"
        subprocess.run(
            [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name],
            check=True,
            capture_output=True,
        )


def open_passage(target: Path) -> list[Path]:
    """Let every user pass (not list) the folders above `target`; return those changed."""
    changed = []
    for folder in target.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod((mode & 0o7777) | 0o001)
            changed.append(folder)
    return changed


def open_for_reading(folder: Path) -> None:
    """Let every user read what is below `folder`, and run what its owner may run."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode & 0o7777
        wanted = mode | 0o444 | (0o111 if path.is_dir() or mode & 0o100 else 0)
        if wanted != mode:
            path.chmod(wanted)
