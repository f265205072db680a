"""The rows of the channel pane: a narrower label column than a request's panels have."""

from __future__ import annotations

from countersign.ui.request.form_rows import LABEL_GAP, FormRows
from countersign.ui.theme import Theme

CHANNEL_LABEL_WIDTH = 88
FIELD_LEFT = CHANNEL_LABEL_WIDTH + LABEL_GAP


class ChannelRows(FormRows):
    """Lay out rows of a label and a field in the left half of the console."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._grid.setColumnMinimumWidth(0, CHANNEL_LABEL_WIDTH)
