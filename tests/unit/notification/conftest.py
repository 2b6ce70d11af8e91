"""The policy and texts as they are shipped."""

from __future__ import annotations

import pytest
from notification import policy
from notification.domain.table import Beleid
from notification.wording import Texts


@pytest.fixture(scope="session")
def beleid() -> Beleid:
    return policy.load()


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts()
