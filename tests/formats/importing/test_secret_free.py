"""The last step of an import takes every literal secret out and leaves the rest as it was."""

from __future__ import annotations

import pytest

from countersign.formats.importing import secret_free as module
from countersign.formats.importing.secret_free import secret_free
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.model.auth import ApiKeyAuth, BasicAuth, InheritAuth
from countersign.model.body import FormBody, FormField, GraphQlBody, MultipartBody, MultipartPart, TextBody
from countersign.model.channel import ChannelDraft
from countersign.model.errors import InputError
from countersign.model.imported import Imported, ImportedFolder, ImportedItem, ImportNote
from countersign.model.request import Header, Parameter, RequestDraft
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Environment, Variable

SECRET = "s3cret-value"


def freed(draft):
    imported = secret_free(Imported("x", ImportedFolder("Root", (ImportedItem(draft),))), SecretsFound())
    return imported.root.items[0].draft, imported


def test_what_holds_no_secret_stays_as_it_is():
    draft = RequestDraft(
        name="R",
        url="https://h/:id?a=%20+b&flag&c={{d}}#f",
        params=(
            Parameter("a", "%20+b"),
            Parameter("flag", None),
            Parameter("c", "{{d}}"),
            Parameter("e", "1", enabled=False),
        ),
        headers=(Header("Accept", "x"), Header("Authorization", "Bearer {{t}}")),
        body=TextBody('{"password": "{{p}}", "token_type": "Bearer"}'),
        docs="Docs",
    )
    again, imported = freed(draft)
    assert again == draft
    assert (imported.secrets, imported.root.variables, imported.notes) == ((), (), ())


@pytest.mark.parametrize(
    "draft",
    [
        RequestDraft(url=f"https://h/?access_token={SECRET}"),
        RequestDraft(headers=(Header("X-Api-Key", SECRET, enabled=False),)),
        RequestDraft(auth=BasicAuth("u", SECRET)),
        RequestDraft(auth=ApiKeyAuth("k", SECRET)),
        RequestDraft(body=TextBody(f'{{"client_secret" : "{SECRET}"}}')),
        RequestDraft(body=TextBody(f"<a><Password>{SECRET}</Password></a>", "xml")),
        RequestDraft(body=GraphQlBody("q", f'{{"password":"{SECRET}"}}')),
        RequestDraft(body=FormBody((FormField("password", SECRET),))),
        RequestDraft(body=MultipartBody((MultipartPart("token", SECRET),))),
        RequestDraft(path_params=(Parameter("token", SECRET),)),
        SocketDraft(messages=(SavedMessage("m", "json", f'{{"token":"{SECRET}"}}'),)),
        SocketDraft(url=f"wss://h/?token={SECRET}"),
        RequestDraft(headers=(Header("Cookie", SECRET),), docs=f"Take {SECRET}.", name=SECRET),
    ],
)
def test_a_secret_leaves_every_place(draft):
    again, imported = freed(draft)
    assert SECRET not in repr(again)
    assert [secret.value for secret in imported.secrets] == [SECRET]
    name = imported.secrets[0].variable
    assert imported.root.variables == (Variable(name, "", secret=True),)
    assert f"{{{{{name}}}}}" in repr(again)


def test_a_short_field_named_key_is_data():
    assert freed(RequestDraft(body=FormBody((FormField("key", "color"),))))[1].secrets == ()


def test_parameters_are_those_of_the_url_and_the_disabled_ones():
    draft = RequestDraft(url="https://h/?a=1", params=(Parameter("b", "2"), Parameter("c", "3", enabled=False)))
    assert freed(draft)[0].params == (Parameter("a", "1"), Parameter("c", "3", enabled=False))


def test_a_user_before_the_host_becomes_basic_auth_unless_there_is_another_auth():
    again, imported = freed(RequestDraft(url="https://u:p%40ss@h/x", auth=InheritAuth()))
    assert (again.url, again.auth) == ("https://h/x", BasicAuth("u", "{{password}}"))
    assert imported.secrets[0].value == "p@ss"
    assert freed(RequestDraft(url="https://u:p@h/x", auth=ApiKeyAuth("k", "{{v}}")))[0].auth == ApiKeyAuth(
        "k", "{{v}}"
    )


def test_a_channel_passes_through():
    draft = ChannelDraft(name="C", channel="cam")
    assert freed(draft)[0] == draft


def test_secrets_of_environments_keep_their_names_and_places():
    imported = secret_free(
        Imported(
            "x",
            ImportedFolder("Root", variables=(Variable("note", f"is {SECRET}"),)),
            (
                Environment("A", (Variable("token", SECRET, enabled=False),)),
                Environment("B", (Variable("token", "other-one-1"),)),
            ),
            (ImportNote("", f"Has {SECRET}"),),
        ),
        SecretsFound(),
    )
    assert [(secret.variable, secret.place) for secret in imported.secrets] == [
        ("token", "environment A"),
        ("token", "environment B"),
    ]
    assert imported.environments[0].variables == (Variable("token", "", secret=True, enabled=False),)
    assert imported.root.variables[0].value == "is {{token}}"
    assert imported.notes == (ImportNote("", "Has •••"),)


def test_more_items_or_deeper_folders_than_anyone_has_are_refused(monkeypatch):
    monkeypatch.setattr(module, "ITEM_LIMIT", 3)
    items = tuple(ImportedItem(RequestDraft()) for _ in range(3))
    secret_free(Imported("x", ImportedFolder("Root", items)), SecretsFound())
    with pytest.raises(InputError):
        secret_free(Imported("x", ImportedFolder("Root", (*items, *items))), SecretsFound())
