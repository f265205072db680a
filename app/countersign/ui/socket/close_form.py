"""The small form that closes a connection with a code and a reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from countersign.formats.close_codes import LONGEST_REASON, NORMAL
from countersign.model.errors import Failure
from countersign.ui.request.form_rows import row_label
from countersign.ui.socket.foot_form import FootForm
from countersign.ui.theme import Theme

_CODE = "Close code"
_REASON = "Close reason"


class CloseForm(FootForm):
    """Ask for code and reason; `close_requested` carries them once both can be sent."""

    close_requested = Signal(int, str)

    def __init__(self, theme: Theme) -> None:
        code = QLineEdit(str(NORMAL))
        code.setAccessibleName(_CODE)
        code.setProperty("kind", "code")
        code.setFixedWidth(72)
        reason = QLineEdit()
        reason.setAccessibleName(_REASON)
        reason.setPlaceholderText(f"Reason, up to {LONGEST_REASON} bytes")
        close = QPushButton("Close connection")
        super().__init__(theme, row_label("Code"), code, reason, close, stretch=2)
        self._code, self._reason = code, reason
        close.clicked.connect(self._close)
        for field in (code, reason):
            field.returnPressed.connect(self._close)

    def first_field(self) -> QWidget:
        """Return the reason: the code is usually right."""
        return self._reason

    def _close(self) -> None:
        self.box.clear_problem()
        code = self._code.text().strip()
        size = len(self._reason.text().encode("utf-8", "surrogatepass"))
        if not _may_be_sent(code):
            self.box.show_problem(self._code, _code_failure())
        elif size > LONGEST_REASON:
            self.box.show_problem(self._reason, _reason_failure(size))
        else:
            self.hide()
            self.close_requested.emit(int(code), self._reason.text())


def _may_be_sent(code: str) -> bool:
    """Tell whether an endpoint may send a code of its own (RFC 6455, section 7.4.2)."""
    return code.isascii() and code.isdigit() and (int(code) == NORMAL or 3000 <= int(code) <= 4999)


def _code_failure() -> Failure:
    return Failure("websocket.close-code", "A client closes with 1000, or 3000 to 4999.", field=_CODE)


def _reason_failure(size: int) -> Failure:
    return Failure(
        "websocket.close-reason",
        f"The reason has {size} bytes; a close frame holds {LONGEST_REASON}.",
        "Shorten it.",
        field=_REASON,
    )
