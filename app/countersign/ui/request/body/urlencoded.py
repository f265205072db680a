"""A form sent as application/x-www-form-urlencoded."""

from __future__ import annotations

from countersign.model.body import FormBody
from countersign.ui.request.body.form import BodyForm, BodyKind, ChooseFile
from countersign.ui.request.form_rows import panel_column
from countersign.ui.request.key_value_table import key_value_table
from countersign.ui.request.rows import EQUALS_LINES, Row
from countersign.ui.request.rows_editor import RowsEditor
from countersign.ui.theme import Theme


class UrlencodedBodyForm(BodyForm[FormBody]):
    """Edit the fields of a form."""

    def __init__(self, theme: Theme, _choose_file: ChooseFile) -> None:
        super().__init__()
        table = key_value_table(theme, "Form fields", EQUALS_LINES)
        self._editor = RowsEditor(theme, "Form fields", table, EQUALS_LINES)
        panel_column(self, self._editor, stretch=0).setContentsMargins(0, 0, 0, 0)
        self._editor.edited.connect(self.edited)

    def set_body(self, body: FormBody) -> None:
        """Show other fields."""
        self._editor.set_rows(tuple(Row.of_field(field) for field in body.fields))

    def body(self) -> FormBody:
        """Return the fields."""
        return FormBody(tuple(row.field() for row in self._editor.rows))


KIND = BodyKind("Form", FormBody(), UrlencodedBodyForm, lambda body: isinstance(body, FormBody))
