"""JSON, plain text and XML."""

from __future__ import annotations

from functools import partial

from countersign.model.body import Body, TextBody, TextKind
from countersign.ui.request.body.checked_text import CheckedText
from countersign.ui.request.body.form import BodyForm, BodyKind, ChooseFile
from countersign.ui.request.form_rows import panel_column
from countersign.ui.theme import Theme

_TITLES: dict[TextKind, str] = {"json": "JSON", "text": "Text", "xml": "XML"}


class TextBodyForm(BodyForm[TextBody]):
    """Edit a text of one kind."""

    def __init__(self, kind: TextKind, theme: Theme, _choose_file: ChooseFile) -> None:
        super().__init__()
        self._kind: TextKind = kind
        self._text = CheckedText(theme, "Request body", kind)
        panel_column(self, self._text, stretch=0).setContentsMargins(0, 0, 0, 0)
        self._text.edited.connect(self.edited)

    def set_body(self, body: TextBody) -> None:
        """Show another text."""
        self._text.set_text(body.text)

    def body(self) -> TextBody:
        """Return the text."""
        return TextBody(self._text.text(), self._kind)

    def can_format(self) -> bool:
        """Tell that JSON and XML can be laid out."""
        return self._kind != "text"

    def format(self) -> None:
        """Lay the text out, or say why not."""
        self._text.format()


def _kind(kind: TextKind) -> BodyKind[TextBody]:
    def owns(body: Body) -> bool:
        return isinstance(body, TextBody) and body.kind == kind

    return BodyKind(_TITLES[kind], TextBody("", kind), partial(TextBodyForm, kind), owns)


KINDS = (_kind("json"), _kind("text"), _kind("xml"))
