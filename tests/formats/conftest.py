"""The published schema of OpenCollection 1.0."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from opencollection_schema import Schema


@pytest.fixture(scope="session")
def schema(vectors: Path) -> Schema:
    return Schema(vectors / "opencollection" / "opencollection.schema.json")
