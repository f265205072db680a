"""The fields of a named thing in place of its sign-in: one of both is on screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Literal, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

Editing = Literal["", "known", "new"]
"""Whose fields are open: nobody's, the chosen thing's, a new one's."""

ThingT = TypeVar("ThingT")
_ThingT_contra = TypeVar("_ThingT_contra", contravariant=True)


class ThingEditor(Protocol[_ThingT_contra]):
    """Know what is asked of the fields."""

    @property
    def is_new(self) -> bool:
        """Tell whether the fields make a new thing."""

    def open(self, thing: _ThingT_contra | None, names: tuple[str, ...], /) -> None:
        """Show a thing, or a new one; `names` are in use."""

    def forget(self) -> None:
        """Drop what was typed."""

    def focus_first(self) -> None:
        """Put the cursor into the first field."""

    def isHidden(self) -> bool:  # noqa: N802 - Qt's name
        """Tell whether the fields are off the screen."""

    def setVisible(self, visible: bool, /) -> None:  # noqa: FBT001, N802 - Qt's signature
        """Show or hide the fields."""


class EditorInPlace(Generic[ThingT]):
    """Open and close the fields; `show_editing` marks the buttons, `names` gives the names in use."""

    def __init__(
        self,
        editor: ThingEditor[ThingT],
        panel: QWidget,
        show_editing: Callable[[Editing], None],
        names: Callable[[], tuple[str, ...]],
    ) -> None:
        self._editor = editor
        self._panel = panel
        self._show_editing = show_editing
        self._names = names

    @property
    def is_open(self) -> bool:
        """Tell whether the fields are on the screen."""
        return not self._editor.isHidden()

    def toggle(self, thing: ThingT | None) -> None:
        """Open the fields of a thing, None for a new one; close them where they are the ones that are open."""
        if self.is_open and self._editor.is_new == (thing is None):
            self.close()
        else:
            self.open(thing)

    def open(self, thing: ThingT | None) -> None:
        """Show the fields in place of the panel."""
        self._editor.open(thing, self._names())
        self._show(shown=True)
        self._editor.focus_first()

    def close(self) -> None:
        """Show the panel again; what was typed is forgotten."""
        self._editor.forget()
        self._show(shown=False)

    def _show(self, *, shown: bool) -> None:
        self._editor.setVisible(shown)
        self._panel.setVisible(not shown)
        self._show_editing("" if not shown else "new" if self._editor.is_new else "known")
