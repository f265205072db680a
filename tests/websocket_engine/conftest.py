"""One CA for the session's wss tests."""

from __future__ import annotations

import pytest

from tests.http_engine.certificates import Issued, issue


@pytest.fixture(scope="session")
def authority() -> Issued:
    """Give the CA that tests trust."""
    return issue("Loopback CA", names=("ca.invalid",), ca=True)
