"""Nothing leaves with a secret in it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from urllib.parse import quote

import pytest

from countersign.formats.exporting.postman import postman_environment
from countersign.formats.exporting.registry import EXPORTERS
from countersign.formats.exporting.secret_free import without_secrets
from countersign.model.auth import BasicAuth, BearerAuth
from countersign.model.request import RequestDraft
from countersign.model.workspace import Variable
from tests.formats.exporting.workspaces import CANARY, JWT, SECRETS, WHOLE, request, workspace


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
def test_no_export_holds_a_secret_in_any_spelling(exporter):
    exported = exporter.export(SECRETS)
    text = exported.data.decode() + repr(exported.notes)
    for secret in (CANARY, JWT):
        spellings = (
            secret,
            quote(secret, safe=""),
            secret.encode().hex(),
            base64.b64encode(secret.encode()).decode()[:20],
        )
        assert not [spelling for spelling in spellings if spelling in text]
    assert "Inner" in text or exporter.suffix == ".openapi.json"


def test_an_environment_of_postman_holds_no_secret():
    safe, _ = without_secrets(SECRETS)
    assert CANARY not in postman_environment(safe.environments[0]).decode()
    assert (
        CANARY
        not in postman_environment(
            replace(safe.environments[0], variables=SECRETS.environments[0].variables[1:])
        ).decode()
    )


def test_a_secret_becomes_a_variable_of_the_collection_with_a_note():
    safe, notes = without_secrets(workspace(request("A", auth=BasicAuth("ann", CANARY))))
    saved = safe.root.items[0]
    assert saved.draft.auth == BasicAuth("ann", "{{password}}")
    assert safe.root.variables == (Variable("password", "", secret=True),)
    assert [(note.place, note.kind) for note in notes] == [("A / Auth", "changed")]
    assert "password" in notes[0].sentence


def test_the_same_secret_is_the_same_variable_and_another_one_another():
    items = [
        request(name, auth=BearerAuth(token)) for name, token in (("A", CANARY), ("B", CANARY), ("C", CANARY + "x"))
    ]
    safe, _ = without_secrets(workspace(*items, variables=(Variable("token", "mine", secret=True),)))
    tokens = [item.draft.auth.token for item in safe.root.items]
    assert tokens[0] == tokens[1] != tokens[2]
    assert "{{token}}" not in tokens


def test_what_holds_no_secret_stays_as_it_is():
    safe, notes = without_secrets(WHOLE)
    assert safe == WHOLE
    assert notes == ()


def test_a_variable_that_stands_for_a_secret_already_stays():
    auth = BearerAuth("{{token}}")
    safe, notes = without_secrets(workspace(request("A", auth=auth)))
    assert isinstance(safe.root.items[0].draft, RequestDraft)
    assert safe.root.items[0].draft.auth == auth
    assert notes == ()


def test_a_json_body_stays_json():
    safe, _ = without_secrets(SECRETS)
    texts = [item.draft.body.text for item in safe.root.items[1:] if item.path == "Json.yml"]
    assert json.loads(texts[0])["n"] == 1
