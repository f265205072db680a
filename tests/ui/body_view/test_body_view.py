"""The pane that shows a body, driven as a person does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from countersign.model.body import StoredBody
from countersign.ui.body_view.body_view import BodyView


def test_json_is_laid_out_and_raw_shows_what_came(view: BodyView, show):
    show(b'{"factorial":720}', "application/json")
    assert view.visible_text() == '{\n  "factorial": 720\n}'
    view.set_mode("raw")
    assert view.visible_text() == '{"factorial":720}'


def test_json_that_is_none_is_shown_as_received_with_the_reason(view: BodyView, show):
    show(b'{"a":1,}', "application/json")
    assert view.visible_text() == '{"a":1,}'
    assert "trailing comma" in view.notice()
    view.set_mode("raw")
    assert view.notice() == ""


def test_binary_shows_in_hex_and_an_image_as_an_image(view: BodyView, show):
    show(bytes(range(20)), "application/octet-stream")
    assert view.mode() == "hex"
    hexes = view._hex
    assert hexes.row_text(0).startswith("00000000  00 01 02 03 04 05 06 07  08 09")
    assert hexes.row_text(1).rstrip().endswith("....")
    assert hexes.row_count == 2
    show(png(30, 20), "image/png")
    assert view.mode() == "image"
    assert view._image.words() == "PNG, 30 × 20"  # noqa: RUF001
    show(b"no image", "image/png")
    assert "cannot be shown" in view._image.words()
    show(b"<svg/>", "image/svg+xml")
    assert view.mode() == "pretty"


def test_a_body_that_ended_early_says_so(view: BodyView, show):
    show(b"half", ended_early="The server closed the connection.")
    assert view._ended_early.isVisible()
    assert view._ended_early.text() == "The server closed the connection."
    show(b"whole")
    assert not view._ended_early.isVisible()


def test_a_file_that_is_gone_is_told(view: BodyView, tmp_path: Path):
    spooled = tmp_path / "body"
    spooled.write_bytes(b"still here")
    body = StoredBody(path=spooled, size=10)
    view.set_mode("raw")
    view.show_body(body, "text/plain")
    spooled.unlink()
    view.set_mode("pretty")
    assert view.visible_text() == "still here"
    view.show_body(body, "text/plain")
    assert "can no longer be read" in view.notice()
    assert view.visible_text() == ""


def test_save_asks_to_be_saved(view: BodyView, show, qtbot):
    show(b"x")
    save = next(button for button in view.findChildren(QPushButton) if button.text() == "Save")
    with qtbot.waitSignal(view.save_requested):
        qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    view.show_nothing()
    assert not save.isEnabled()


def png(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())
