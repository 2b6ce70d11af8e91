"""A download that breaks off leaves whole jars or none."""

from __future__ import annotations

import hashlib
import threading

import pytest
from vt_local import kafka_jars
from vt_local.errors import DownloadError
from vt_local.kafka_jars import LockedJar, ensure_jars, locked_jars, missing_jars

_CONTENT = {"een": b"1" * 1000, "twee": b"2" * 2000, "drie": b"3" * 3000}


class _Bytes:
    def __init__(self):
        self.total, self.seen = 0, 0

    def begin(self, _what, total):
        self.total = total

    def advance(self, amount):
        self.seen += amount

    def end(self):
        pass


@pytest.fixture
def repository(monkeypatch):
    """Replace Maven Central by what a test says it answers; counts the requests."""
    jars = tuple(
        LockedJar("nl.voorbeeld", name, "1", len(content), hashlib.sha256(content).hexdigest())
        for name, content in _CONTENT.items()
    )
    answers = {name: [content] for name, content in _CONTENT.items()}
    asked = []
    lock = threading.Lock()

    def download(jar, folder, counted):
        with lock:
            asked.append(jar.artifact)
            content = answers[jar.artifact].pop(0)
        if isinstance(content, Exception):
            raise content
        path = folder / jar.file_name
        path.write_bytes(content)
        with counted(jar.file_name, len(content)) as advance:
            advance(len(content))
        return path

    monkeypatch.setattr(kafka_jars, "locked_jars", lambda: jars)
    monkeypatch.setattr(kafka_jars, "_download", download)
    monkeypatch.setattr(kafka_jars.time, "sleep", lambda _: None)
    return answers, asked


def test_all_jars_arrive_and_are_not_asked_for_again(tmp_path, repository):
    _, asked = repository
    progress = _Bytes()
    folder = ensure_jars(progress, tmp_path)
    assert missing_jars(folder, thorough=True) == []
    assert progress.seen == progress.total == 6000
    assert ensure_jars(progress, tmp_path) == folder
    assert sorted(asked) == ["drie", "een", "twee"]


def test_a_broken_attempt_is_repeated_and_not_counted(tmp_path, repository):
    answers, _ = repository
    answers["een"] = [OSError("weg"), b"half", _CONTENT["een"]]
    progress = _Bytes()
    assert missing_jars(ensure_jars(progress, tmp_path), thorough=True) == []
    assert progress.seen == 6000


def test_wrong_content_is_never_kept(tmp_path, repository):
    answers, _ = repository
    answers["een"] = [b"x" * 1000] * 3
    with pytest.raises(DownloadError, match="controlesom"):
        ensure_jars(None, tmp_path)
    folder = kafka_jars.jar_folder(tmp_path)
    assert not (folder / "een-1.jar").exists()
    assert list(tmp_path.glob(".fetch-*")) == []


def test_the_next_run_goes_on_where_the_first_broke_off(tmp_path, repository):
    answers, asked = repository
    answers["een"] = [OSError("weg")] * 3
    with pytest.raises(DownloadError):
        ensure_jars(None, tmp_path)
    asked.clear()
    answers["een"] = [_CONTENT["een"]]
    folder = ensure_jars(None, tmp_path)
    assert missing_jars(folder) == []
    assert asked == ["een"]


def test_two_at_once_fetch_once(tmp_path, repository):
    _, asked = repository
    threads = [threading.Thread(target=ensure_jars, args=(None, tmp_path)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(asked) == ["drie", "een", "twee"]


def test_a_damaged_jar_is_seen(tmp_path, repository):
    folder = ensure_jars(None, tmp_path)
    (folder / "twee-1.jar").write_bytes(b"x" * 2000)
    assert missing_jars(folder) == []
    assert [jar.artifact for jar in missing_jars(folder, thorough=True)] == ["twee"]


def test_the_lock_names_kafka_and_a_way_to_read_its_log():
    names = {jar.artifact for jar in locked_jars()}
    assert {"kafka_2.13", "kafka-clients", "kafka-tools", "slf4j-simple"} <= names
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in locked_jars())
