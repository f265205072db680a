"""The published schema of OpenCollection 1.0."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.opencollection_schema import Schema


@pytest.fixture(scope="session")
def schema(vectors: Path) -> Schema:
    return Schema(vectors / "opencollection" / "opencollection.schema.json")
