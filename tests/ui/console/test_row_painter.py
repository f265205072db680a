"""A row as it is painted: its words, its sign, its ground."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from countersign.ui.console.frame_row import FrameRow
from countersign.ui.console.row_painter import EDGE, ROW_HEIGHT, RowPainter

ROW = FrameRow("12:00:01.123", "sent", "SDP_OFFER", "MASTER", "2.1 KB", "v=0 o=- 46117")
WIDE = ((0, 114), (114, 32), (146, 132), (278, 80), (358, 72), (430, 270))
GROUND = "#123456"


class Recorder(QPainter):
    """Keep the words that are painted, and where."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.words: list[tuple[int, str]] = []

    def drawText(self, place, text):  # noqa: N802 - Qt's name
        self.words.append((round(place.x()), text))
        super().drawText(place, text)


@pytest.fixture
def paint(theme):
    painter = RowPainter(theme)

    def painted(row=ROW, columns=WIDE, state=""):
        image = QImage(700, ROW_HEIGHT, QImage.Format.Format_RGB32)
        image.fill(GROUND)
        recorder = Recorder(image)
        painter.paint(recorder, row, QRect(0, 0, 700, ROW_HEIGHT), columns, state)
        recorder.end()
        return recorder.words, image

    return painted


def colours_in(image, left, width):
    return {image.pixelColor(x, y).name() for x in range(left, left + width) for y in range(ROW_HEIGHT - 1)}


def test_every_cell_stands_in_its_column(paint):
    words, _ = paint()
    assert words == [
        (EDGE, "12:00:01.123"),
        (156, "SDP_OFFER"),
        (288, "MASTER"),
        (368, "2.1 KB"),
        (440, "v=0 o=- 46117"),
    ]


def test_a_narrow_time_is_shown_without_its_fraction_and_hidden_columns_not_at_all(paint):
    words, _ = paint(columns=((0, 78), (78, 24), (102, 114), (216, 0), (216, 0), (216, 158)))
    assert [text for _, text in words] == ["12:00:01", "SDP_OFFER", "v=0 o=- 46117"]


def test_what_does_not_fit_ends_in_an_ellipsis(paint):
    words, _ = paint(ROW._replace(summary="v=0 " * 40, peer="a-viewer-with-a-long-name"))
    shown = dict(words)
    assert shown[440].endswith("…")
    assert shown[440][:-1] in "v=0 " * 40
    assert shown[288].endswith("…")


def test_marks_stand_before_the_summary(paint):
    words, _ = paint(ROW._replace(marks="not JSON", summary="{"))
    assert [text for place, text in words if place >= 430] == ["not JSON · ", "{"]


@pytest.mark.parametrize(
    ("row", "token"),
    [
        (ROW, "put"),
        (ROW._replace(direction="received"), "ok"),
        (ROW._replace(direction="received", tone="warn"), "warn"),
        (ROW._replace(direction="event", tone="error"), "error"),
    ],
)
def test_the_sign_tells_direction_and_tone_by_its_colour(paint, theme, row, token):
    _, image = paint(row)
    assert colours_in(image, 114, 32) >= {theme.colour(token), GROUND}


def test_a_sent_sign_points_up_and_a_received_one_down(paint):
    def width_at(image, y):
        return sum(image.pixelColor(x, y).name() != GROUND for x in range(114, 146))

    _, sent = paint()
    _, received = paint(ROW._replace(direction="received"))
    assert width_at(sent, 11) < width_at(sent, 16)
    assert width_at(received, 11) > width_at(received, 16)


def test_a_chosen_row_stands_on_the_selection_and_with_the_focus_in_a_frame(paint, theme):
    _, selected = paint(state="selected")
    _, current = paint(state="current")
    assert selected.pixelColor(690, 4).name() == current.pixelColor(690, 4).name() == theme.palette.selection
    assert current.pixelColor(0, 4).name() == theme.palette.accent
    assert selected.pixelColor(0, 4).name() == theme.palette.selection
