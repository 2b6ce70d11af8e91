"""The data folder is ours alone, and only ours is ever emptied."""

from __future__ import annotations

import pytest
from vt_local.errors import ForeignFolderError
from vt_local.folders import DataFolder


def test_a_folder_of_somebody_else_is_neither_used_nor_emptied(tmp_path):
    (tmp_path / "brief.txt").write_text("van mij")
    folder = DataFolder(tmp_path)
    with pytest.raises(ForeignFolderError):
        folder.prepare()
    with pytest.raises(ForeignFolderError):
        folder.clear()
    assert (tmp_path / "brief.txt").read_text() == "van mij"


def test_clearing_leaves_the_lock(tmp_path):
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    folder.lock_file.touch()
    folder.secrets_file.write_text("{}")
    folder.clear()
    assert [path.name for path in folder.root.iterdir()] == ["run.lock"]
    folder.prepare()


def test_others_may_pass_and_see_nothing(tmp_path):
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    assert folder.root.stat().st_mode & 0o777 == 0o711
    for inside in (folder.credentials, folder.logs, folder.mail, folder.temporary):
        assert inside.stat().st_mode & 0o077 == 0
