"""Joins the import page to the work: previews, writing, and what is opened afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from countersign.model.credentials import Identity
from countersign.model.errors import Failure
from countersign.model.imported import Imported
from countersign.ui.engine_thread import EngineThread, Job
from countersign.ui.importing.import_page import ImportPage
from countersign.ui.parts_work import PartsWork, Work
from countersign.ui.surroundings import Surroundings
from countersign.ui.theme import Theme
from countersign.workflows.application import Application

if TYPE_CHECKING:
    from countersign.credentials.account_apis import ListedApi, ListedApis
    from countersign.workflows.import_source import Written


class ImportDesk(QObject):
    """Serve the page. `written` carries what was written, `shown` and `closed` follow the page."""

    written = Signal(object)
    shown = Signal()
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        engine: EngineThread,
        application: Application,
        surroundings: Surroundings,
        folder: Callable[[], Path | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._work = PartsWork(engine, application, self)
        self._surroundings = surroundings
        self._theme = theme
        self._folder = folder
        self._page: ImportPage | None = None
        self._reading: Job | None = None

    @property
    def page(self) -> ImportPage:
        """Return the page, built when it is first wanted."""
        if self._page is None:
            self._page = ImportPage(self._theme)
            self._page.file_chosen.connect(self.read_file)
            self._page.text_pasted.connect(self.read_text)
            self._page.account.listing_requested.connect(self._list)
            self._page.account.api_chosen.connect(self._read_api)
            self._page.new_requested.connect(self._write_new)
            self._page.add_requested.connect(self._add)
            self._page.close_requested.connect(self.closed)
        return self._page

    def open(self) -> None:
        """Bring the page to the front."""
        self.page.set_has_collection(has=self._folder() is not None)
        self.page.account.set_identities(self._surroundings.identities, self._surroundings.identity)
        self.shown.emit()

    def read_file(self, path: Path) -> None:
        """Show what a file or folder would bring in."""
        self._read(lambda parts, _report: parts.importing.preview(path))

    def read_text(self, text: str) -> None:
        """Show what a text would bring in."""
        self._read(lambda parts, _report: parts.importing.preview_text(text))

    def _read(self, work: Work) -> None:
        if self._reading is not None:
            self._reading.drop()
        self.page.show_busy()
        self._reading = self._work.submit(work, done=self.page.show_imported, failed=self.page.show_failure)

    def _list(self, identity: Identity, region: str) -> None:
        def done(listed: ListedApis) -> None:
            self.page.account.show_apis(listed.apis)
            for problem in listed.problems:
                self.page.show_failure(problem)

        self._work.submit(
            lambda parts, _report: parts.importing.list_apis(identity.source, identity.name, region),
            done=done,
            failed=self.page.show_failure,
        )

    def _read_api(self, identity: Identity, region: str, api: ListedApi) -> None:
        self._read(lambda parts, _report: parts.importing.preview_api(identity.source, identity.name, region, api))

    def _write_new(self, folder: Path, keep_secrets: bool) -> None:  # noqa: FBT001 - a signal's argument
        imported = self.page.imported
        if imported is not None:
            self._write(imported, folder, into=False, keep_secrets=keep_secrets)

    def _add(self, keep_secrets: bool) -> None:  # noqa: FBT001 - a signal's argument
        imported, folder = self.page.imported, self._folder()
        if imported is not None and folder is not None:
            self._write(imported, folder, into=True, keep_secrets=keep_secrets)

    def _write(self, imported: Imported, folder: Path, *, into: bool, keep_secrets: bool) -> None:
        self._work.submit(
            lambda parts, _report: parts.importing.write(imported, folder, into=into, keep_secrets=keep_secrets),
            done=self._finish,
            failed=self._fail,
        )

    def _finish(self, written: Written) -> None:
        self.page.show_nothing()
        self.written.emit(written)

    def _fail(self, failure: Failure) -> None:
        self.page.show_failure(failure)
