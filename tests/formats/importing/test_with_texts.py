"""Free texts change everywhere, words of a fixed choice nowhere."""

from __future__ import annotations

from countersign.formats.importing.with_texts import with_texts
from countersign.model.auth import SigV4Auth
from countersign.model.body import TextBody
from countersign.model.imported import ImportedFolder, ImportedItem
from countersign.model.request import Parameter, RequestDraft
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Example, Variable


def test_texts_change_and_choices_stay():
    draft = RequestDraft("json", "json", "json", (Parameter("json", None),), body=TextBody("json", "json"))
    socket = SocketDraft("json", messages=(SavedMessage("json", "json", "json"),))
    example = Example("json", headers=(("json", "json"),))
    folder = ImportedFolder(
        "json", (ImportedItem(draft, (Variable("json", "json"),), ("json",), (example,)), ImportedItem(socket))
    )
    changed = with_texts(folder, lambda text: text.replace("json", "x"))
    first, second = changed.items
    assert first.draft == RequestDraft("x", "x", "x", (Parameter("x", None),), body=TextBody("x", "json"))
    assert first.variables == (Variable("x", "x"),)
    assert (first.tags, first.examples) == (("x",), (Example("x", headers=(("x", "x"),)),))
    assert second.draft.messages == (SavedMessage("x", "json", "x"),)


def test_what_does_not_change_is_the_same_object():
    auth = SigV4Auth(region="unsigned")
    assert with_texts(auth, lambda text: text) is auth
    assert with_texts(auth, str.upper) == SigV4Auth(region="UNSIGNED")
