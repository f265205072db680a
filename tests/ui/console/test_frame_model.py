"""The rows as a table asks for them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from countersign.ui.console.frame_model import FrameModel
from countersign.ui.console.frame_query import parse
from countersign.ui.console.shown_frames import ShownFrames

LONG = 60.0
SPOKEN = Qt.ItemDataRole.AccessibleTextRole
TIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def model(talk, reader):
    model = FrameModel(ShownFrames(talk, reader))
    model.read(talk.count, LONG)
    return model


def column(model, at, role=Qt.ItemDataRole.DisplayRole):
    return [model.index(row, at).data(role) for row in range(model.rowCount())]


def test_cells_hold_the_texts_of_the_messages(model):
    assert column(model, 2) == ["CONNECTED", "SDP_OFFER", "SDP_ANSWER", "ICE_CANDIDATE"]
    assert column(model, 3) == ["", "MASTER", "MASTER", "MASTER"]
    assert column(model, 5)[0] == "101 Switching Protocols"


def test_titles_are_seen_and_spoken(model):
    sides = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    assert sides == ["TIME", "", "TYPE", "PEER", "SIZE", "PAYLOAD"]
    assert model.headerData(1, Qt.Orientation.Horizontal, SPOKEN) == "Direction"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_the_first_cell_speaks_for_the_row(model):
    assert column(model, 0, SPOKEN)[2].endswith("received SDP_ANSWER from MASTER, 31 B, v=0 o=- 82346")
    assert column(model, 4, SPOKEN)[2] == "31 B"


def test_tips_tell_what_narrow_columns_leave_out(model):
    assert column(model, 0, TIP)[0].startswith("20")
    assert column(model, 2, TIP)[1:3] == ["<qt>SDP_OFFER to MASTER</qt>", "<qt>SDP_ANSWER from MASTER</qt>"]
    assert column(model, 5, TIP) == [None] * 4


def test_new_frames_come_as_one_insertion_and_a_query_as_a_reset(model, talk, qtbot):
    talk.append(0.0, "sent", "text", b"TICK b c")
    talk.append(0.0, "sent", "text", b"TICK b d")
    with qtbot.waitSignal(model.rowsInserted) as told:
        assert model.read(talk.count, LONG)
    assert told.args[1:3] == [4, 5]
    model.shown.narrow(parse("type:TICK", None))
    with qtbot.waitSignal(model.modelReset):
        model.show(model.shown)
    assert model.rowCount() == 0
    model.read(talk.count, LONG)
    assert column(model, 5) == ["c", "d"]


def test_qt_finds_nothing_wrong_with_it(talk, reader):
    model = FrameModel(ShownFrames(talk, reader))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.read(talk.count, LONG)
    model.show(model.shown)
    assert tester.model() is model
    assert model.rowCount(model.index(0, 0)) == 0
