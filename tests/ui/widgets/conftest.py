"""The small controls wear the theme in every test."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from countersign.ui.theme import Theme


@pytest.fixture(autouse=True)
def theme(qapp: QApplication):
    theme = Theme(qapp)
    theme.set_mode("dark")
    yield theme
    qapp.setStyleSheet("")
    theme.deleteLater()
