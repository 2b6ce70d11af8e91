from __future__ import annotations

from typing import Any

import pytest_asyncio
from proefdienst import Proefdienst


@pytest_asyncio.fixture
async def dienst(engines: dict[str, Any]) -> Proefdienst:
    """A service of this test's own, its topics and schema made."""
    proef = Proefdienst(engines)
    await proef.prepare()
    return proef
