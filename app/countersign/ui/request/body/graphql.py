"""A GraphQL query and its variables."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from countersign.model.body import GraphQlBody
from countersign.ui.request.body.checked_text import CheckedText
from countersign.ui.request.body.form import BodyForm, BodyKind, ChooseFile
from countersign.ui.request.form_rows import FormRows, panel_column
from countersign.ui.theme import Theme


class GraphQlBodyForm(BodyForm[GraphQlBody]):
    """Edit query, variables and operation name."""

    def __init__(self, theme: Theme, _choose_file: ChooseFile) -> None:
        super().__init__()
        self._query = CheckedText(theme, "Request body", "graphql")
        self._variables = CheckedText(theme, "GraphQL variables", "json")
        self._operation = QLineEdit()
        self._operation.setProperty("kind", "code")
        self._operation.setPlaceholderText("only where the query holds several")
        rows = FormRows(theme)
        rows.add_row("Operation name", self._operation)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(_headed("Query", self._query))
        split.addWidget(_headed("Variables", self._variables))
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 1)
        panel_column(self, split, rows, stretch=0).setContentsMargins(0, 0, 0, 0)
        self._query.edited.connect(self.edited)
        self._variables.edited.connect(self.edited)
        self._operation.textChanged.connect(self.edited)

    def set_body(self, body: GraphQlBody) -> None:
        """Show another query."""
        self._query.set_text(body.query)
        self._variables.set_text(body.variables)
        self._operation.setText(body.operation_name)

    def body(self) -> GraphQlBody:
        """Return the query."""
        return GraphQlBody(self._query.text(), self._variables.text(), self._operation.text())

    def can_format(self) -> bool:
        """Tell that the variables can be laid out."""
        return True

    def format(self) -> None:
        """Lay the variables out; the query stays as it is."""
        self._variables.format()


def _headed(heading: str, content: QWidget) -> QWidget:
    holder = QWidget()
    label = QLabel(heading)
    label.setProperty("kind", "heading")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(4)
    column.addWidget(label)
    column.addWidget(content, 1)
    return holder


KIND = BodyKind("GraphQL", GraphQlBody(), GraphQlBodyForm, lambda body: isinstance(body, GraphQlBody))
