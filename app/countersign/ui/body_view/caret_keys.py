"""Where the caret goes on a key, in a text of which only the rows in sight are at hand."""

from __future__ import annotations

from PySide6.QtCore import Qt

from countersign.ui.body_view.text_document import TextDocument

_ROW_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PAGE_STEPS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_COLUMN_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def target_of(key: int, modifiers: Qt.KeyboardModifier, document: TextDocument, caret: int, page: int) -> int | None:
    """Return the offset that a key moves the caret to, None for a key that moves nothing; `page` in rows."""
    pressed = Qt.Key(key)
    number, column = document.position_of(caret)
    control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    rows = _ROW_STEPS.get(pressed, 0) + _PAGE_STEPS.get(pressed, 0) * page
    if rows:
        return document.offset_at(_within(document, number + rows), column)
    if pressed in _COLUMN_STEPS:
        return _beside(document, number, column, _COLUMN_STEPS[pressed])
    if pressed is Qt.Key.Key_Home:
        return document.coding.skip if control else document.offset_at(number, 0)
    if pressed is Qt.Key.Key_End:
        return (
            document.index.indexed_bytes if control else document.offset_at(number, len(document.row(number)[1].text))
        )
    return None


def _beside(document: TextDocument, number: int, column: int, step: int) -> int:
    """Return the next character's offset, over the ends of rows."""
    wanted = column + step
    if wanted < 0:
        above = _within(document, number - 1)
        return document.offset_at(above, len(document.row(above)[1].text) if above < number else 0)
    if wanted > len(document.row(number)[1].text):
        below = _within(document, number + 1)
        return document.offset_at(below, 0 if below > number else column)
    return document.offset_at(number, wanted)


def _within(document: TextDocument, number: int) -> int:
    return max(0, min(document.index.row_count - 1, number))
