"""The tour's flow of a signaling channel: master and viewer side by side exchange offer, answer and candidates."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QRadioButton, QTableView

from countersign.model.channel import Role
from countersign.ui.channel.channel_side import ChannelSide
from countersign.ui.channel_tab import ChannelTab
from countersign.ui.tour_hand import TourHand

_CHANNEL = "front-door-camera"


class ChannelFlow:
    """Join the sample channel in both roles, and let them talk."""

    def __init__(self, hand: TourHand) -> None:
        self._hand = hand

    def walk(self) -> None:
        """Take every step."""
        hand = self._hand
        self._open()
        hand.find(QRadioButton, "Both").click()
        QTest.keyClick(hand.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        tab = self._tab()
        hand.until("both roles are connected", lambda: self._is_open("MASTER") and self._is_open("VIEWER"))
        hand.tell("joined", f"{_CHANNEL} is joined as master and as viewer, each with a signed URL of its own")
        self._send("VIEWER", "Offer: receive audio and video", "SDP_OFFER")
        viewer = tab.side("VIEWER").state.client_id
        hand.tell("offer", f"the viewer {viewer} sent an offer, and the master shows it")
        self._send("MASTER", "Answer: send audio and video", "SDP_ANSWER", viewer)
        self._send("MASTER", "Candidate: UDP, of this host", "ICE_CANDIDATE", viewer)
        self._send("VIEWER", "Candidate: UDP, of this host", "ICE_CANDIDATE")
        self._look_at("SDP_ANSWER", tab.side("VIEWER"))
        hand.tell("answer", "the answer and a candidate each way arrived; the answer is shown taken apart")
        hand.find(QPushButton, "Disconnect", tab.pane).click()
        hand.until("both roles are gone", lambda: not (self._is_open("MASTER") or self._is_open("VIEWER")))
        hand.tell("left", "both left the channel in good order")

    def _open(self) -> None:
        window = self._hand.window
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        query = self._hand.find(QLineEdit, "Search or run a command")
        QTest.keyClicks(query, _CHANNEL)
        QTest.keyClick(query, Qt.Key.Key_Return)
        self._hand.until("the channel is open", lambda: isinstance(window.tabs.current, ChannelTab))

    def _tab(self) -> ChannelTab:
        tab = self._hand.window.tabs.current
        assert isinstance(tab, ChannelTab)
        return tab

    def _is_open(self, role: Role) -> bool:
        return self._tab().side(role).state.socket.phase == "open"

    def _send(self, role: Role, template: str, kind: str, recipient: str = "") -> None:
        """Fill a role's composer from a template, send it, and wait until the other role has it."""
        side, other = self._tab().side(role), self._tab().side("VIEWER" if role == "MASTER" else "MASTER")
        menu = self._hand.find(QPushButton, "Template", side).menu()
        action = next(action for action in menu.actions() if action.text() == template)
        action.trigger()
        if recipient:
            field = self._hand.find(QComboBox, "Recipient client ID", side)
            field.setFocus()
            field.setEditText(recipient)
        payload = self._hand.find(QPlainTextEdit, "Message payload", side)
        payload.setFocus()
        QTest.keyClick(payload, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self._hand.until(f"the {kind} arrives", lambda: kind in self._received(other))

    def _received(self, side: ChannelSide) -> list[str]:
        frames = (side.log.frame(number) for number in range(side.log.count))
        return [side.reader.face(frame).type for frame in frames if frame.direction == "received"]

    def _look_at(self, kind: str, side: ChannelSide) -> None:
        table = self._hand.find(QTableView, "Message log", side)
        number = next(
            number for number in range(side.log.count) if side.reader.face(side.log.frame(number)).type == kind
        )
        self._hand.until(f"the row of the {kind} is shown", lambda: number in side.console.shown_numbers())
        table.selectRow(side.console.shown_numbers().index(number))
