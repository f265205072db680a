"""A field for a secret."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit

from countersign.ui.widgets.secret_field import SecretField


@pytest.fixture
def secret(qtbot) -> SecretField:
    field = SecretField()
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field, "hunter2")
    return field


def eye(field: SecretField) -> QAction:
    return field.actions()[0]


def test_a_secret_is_masked_until_the_eye_is_pressed_and_hides_when_the_focus_leaves(secret: SecretField):
    assert "hunter2" not in secret.displayText()
    eye(secret).trigger()
    assert secret.displayText() == "hunter2"
    assert eye(secret).text() == "Hide"
    secret.clearFocus()
    QApplication.sendEvent(secret, _focus_out())
    assert secret.echoMode() is QLineEdit.EchoMode.Password


def test_a_revealed_secret_hides_after_its_time(secret: SecretField, qtbot):
    secret._hiding.setInterval(10)
    eye(secret).trigger()
    assert secret.is_revealed
    qtbot.waitUntil(lambda: not secret.is_revealed)


def test_undo_brings_no_deleted_secret_back(secret: SecretField, qtbot):
    eye(secret).trigger()
    secret.clear()
    qtbot.keyClick(secret, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert secret.text() == ""


def test_a_masked_secret_is_not_copied(secret: SecretField, qtbot):
    QApplication.clipboard().setText("before")
    secret.selectAll()
    qtbot.keyClick(secret, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "before"


def test_a_replaced_secret_is_masked(secret: SecretField):
    eye(secret).trigger()
    secret.set_secret("other")
    assert not secret.is_revealed
    assert secret.text() == "other"


def _focus_out():
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent

    return QFocusEvent(QEvent.Type.FocusOut)
