"""Tags and examples of a tab's file: shown beside its draft, changed in the file at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from countersign.formats.response_example import LONGEST, TwoResponses, compared, compared_response, example_of
from countersign.model.body import GraphQlBody
from countersign.model.exchange import Exchange
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.workspace import Example, Folder, SavedRequest, Workspace
from countersign.ui.request.panels import RequestPanels
from countersign.ui.surroundings import Surroundings

if TYPE_CHECKING:
    from countersign.storage.collection_edit import CollectionEdit


class SavedNotes(QObject):
    """Serve the panels of one tab. `file_change_requested` carries what is to be done with the collection's files.

    `comparison_requested` carries `TwoResponses`, `said` a sentence for the status line and its kind.
    """

    file_change_requested = Signal(object)
    comparison_requested = Signal(object)
    said = Signal(str, str)

    def __init__(
        self,
        panels: RequestPanels,
        state: Callable[[], TabState],
        exchange: Callable[[], Exchange | None],
        surroundings: Surroundings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panels = panels
        self._state = state
        self._exchange = exchange
        self._surroundings = surroundings
        self._saved: SavedRequest | None = None
        panels.tags_edited.connect(self._save_tags)
        panels.examples_edited.connect(self._save_examples)
        panels.compare_requested.connect(self._compare)
        surroundings.changed.connect(self.follow)

    @property
    def takes_examples(self) -> bool:
        """Tell whether the tab's file can hold examples."""
        draft = None if self._saved is None else self._saved.draft
        return isinstance(draft, RequestDraft) and not isinstance(draft.body, GraphQlBody)

    def follow(self) -> None:
        """Show what the tab's file holds now."""
        workspace, state = self._surroundings.workspace, self._state()
        found = None
        if workspace is not None and state.source and _belongs(state, workspace):
            found = _find(workspace.root, state.source)
        if found != self._saved:
            self._saved = found
            self._panels.show_saved(found)

    def keep_response(self) -> None:
        """Save the present response as an example."""
        exchange, saved = self._exchange(), self._saved
        if exchange is None or exchange.response is None:
            return
        if saved is None or not self.takes_examples:
            self.said.emit("Examples stand in the file of an HTTP request. Save it to a collection first.", "warn")
            return
        response = exchange.response
        taken = frozenset(example.name for example in saved.examples)
        body = response.body.read(LONGEST)
        example = example_of(response.status, response.reason, response.headers, body, taken)
        self._save_examples((*saved.examples, example))
        cut = response.body.size > LONGEST
        more = f" Its body is cut after {LONGEST // 1000} KB." if cut else ""
        no_body = " Its body is no text and was left out." if response.body.size and not example.body else ""
        self.said.emit(f"Saved as the example “{example.name}”.{more}{no_body}", "ok")

    def _save_tags(self, tags: tuple[str, ...]) -> None:
        from countersign.storage.request_notes import save_tags

        saved = self._saved
        if saved is not None:
            self._change(lambda edit: save_tags(edit, saved.path, tags, saved.tags))

    def _save_examples(self, examples: tuple[Example, ...]) -> None:
        from countersign.storage.request_notes import save_examples

        saved = self._saved
        if saved is not None:
            self._change(lambda edit: save_examples(edit, saved.path, examples, saved.examples))

    def _change(self, act: Callable[[CollectionEdit], None]) -> None:
        self.file_change_requested.emit(act)

    def _compare(self, example: Example) -> None:
        exchange = self._exchange()
        if exchange is None or exchange.response is None:
            self.said.emit("There is no response yet. Send the request, then compare.", "warn")
            return
        response = exchange.response
        present = compared_response(response.status, response.reason, response.headers, response.body.read(LONGEST))
        name = f"Example “{example.name}”"
        self.comparison_requested.emit(TwoResponses(name, compared(example), "The present response", present))


def _belongs(state: TabState, workspace: Workspace) -> bool:
    return not state.collection or os.path.realpath(state.collection) == workspace.folder


def _find(folder: Folder, path: str) -> SavedRequest | None:
    for item in folder.items:
        if isinstance(item, SavedRequest) and item.path == path:
            return item
        if isinstance(item, Folder) and path.startswith(f"{item.path}/"):
            return _find(item, path)
    return None
