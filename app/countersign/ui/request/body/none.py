"""No body."""

from __future__ import annotations

from countersign.model.body import NoBody
from countersign.ui.request.body.form import BodyForm, BodyKind, ChooseFile
from countersign.ui.request.form_rows import note_label, panel_column
from countersign.ui.theme import Theme


class NoBodyForm(BodyForm[NoBody]):
    """Say that nothing is sent."""

    def __init__(self, _theme: Theme, _choose_file: ChooseFile) -> None:
        super().__init__()
        panel_column(self, note_label("This request has no body.")).setContentsMargins(0, 0, 0, 0)

    def set_body(self, body: NoBody) -> None:
        """Show nothing: there is nothing to edit."""

    def body(self) -> NoBody:
        """Return the only value."""
        return NoBody()


KIND = BodyKind("None", NoBody(), NoBodyForm, lambda body: isinstance(body, NoBody))
