"""The rows of the channel pane: denser than a request's panels, with a narrower label column."""

from __future__ import annotations

from countersign.ui.request.form_rows import LABEL_GAP, FormRows
from countersign.ui.theme import Theme

CHANNEL_LABEL_WIDTH = 88
FIELD_LEFT = CHANNEL_LABEL_WIDTH + LABEL_GAP
CHANNEL_ROW_GAP = 4  # the builder, the steps and the URL stand above each other without scrolling


class ChannelRows(FormRows):
    """Lay out rows of a label and a field in the left half of the console."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._grid.setColumnMinimumWidth(0, CHANNEL_LABEL_WIDTH)
        self._grid.setVerticalSpacing(CHANNEL_ROW_GAP)
