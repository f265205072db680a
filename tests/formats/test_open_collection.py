"""OpenCollection documents are read as they mean it; what does not fit is named by its place."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection import read_collection, read_environment, read_folder, read_request
from countersign.model.auth import BearerAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.body import GraphQlBody
from countersign.model.channel import ChannelDraft
from countersign.model.errors import InputError
from countersign.model.request import Header, Parameter, RequestSettings
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Environment, Variable


def http(**details):
    return {"info": {"name": "n", "type": "http"}, "http": {"method": "GET", "url": "u", **details}}


def params(*entries):
    return [{"type": "query", **entry} for entry in entries]


def test_the_parts_of_a_request_are_read():
    document = http(
        url="{{b}}/:id",
        headers=[{"name": "A", "value": "1", "description": {"content": "d", "type": "text/markdown"}}],
        params=[{"name": "id", "value": "7", "type": "path", "disabled": True}],
    )
    document["settings"] = {"timeout": 1500, "followRedirects": False, "maxRedirects": "inherit", "encodeUrl": True}
    document["docs"] = "how"
    document["runtime"] = {"variables": [{"name": "v", "value": "1"}], "scripts": [{"type": "tests", "code": "x"}]}
    found = read_request(document)
    assert found.draft.headers == (Header("A", "1", description="d"),)
    assert found.draft.path_params == (Parameter("id", "7", enabled=False),)
    assert found.draft.settings == RequestSettings(follow_redirects=False, total_timeout=1.5)
    assert (found.draft.docs, found.variables, found.problems) == ("how", (Variable("v", "1"),), ())


def test_a_timeout_of_zero_is_no_limit():
    assert read_request({**http(), "settings": {"timeout": 0}}).draft.settings.total_timeout is None


def test_a_url_without_a_query_takes_the_enabled_parameters():
    listed = params(
        {"name": "a", "value": "1&2"}, {"name": "b", "value": "x", "disabled": True}, {"name": "c", "value": ""}
    )
    draft = read_request(http(url="u#f", params=listed)).draft
    assert draft.url == "u?a=1%262&c=#f"
    assert draft.params == (Parameter("a", "1%262"), Parameter("b", "x", enabled=False), Parameter("c", ""))


def test_a_parameter_without_an_equals_sign_stays_one():
    draft = read_request(
        http(url="u?flag&a=1", params=params({"name": "flag", "value": ""}, {"name": "a", "value": 1}))
    ).draft
    assert draft.params == (Parameter("flag", None), Parameter("a", "1"))
    assert draft.url == "u?flag&a=1"


def test_where_url_and_parameters_differ_the_url_counts_and_it_is_said():
    listed = params(
        {"name": "a", "value": "2"}, {"name": "b", "value": "3"}, {"name": "c", "value": "", "disabled": True}
    )
    found = read_request(http(url="u?a=1", params=listed))
    assert found.draft.params == (Parameter("a", "1"), Parameter("c", "", enabled=False))
    assert found.problems == ("The URL's query and the list of parameters differ; the URL is used.",)


def test_a_request_without_auth_sends_none_and_a_folder_without_auth_inherits():
    assert read_request(http()).draft.auth == NoAuth()
    assert read_request(http(auth="inherit")).draft.auth == InheritAuth()
    assert read_folder({}).auth == InheritAuth()
    assert read_collection({}).root.auth == NoAuth()


def test_graphql_items_are_read():
    document = {
        "info": {"name": "g", "type": "graphql"},
        "graphql": {
            "url": "u",
            "body": [{"title": "t", "selected": True, "body": {"query": "{a}", "variables": "{}"}}],
        },
    }
    draft = read_request(document, Fields({"graphql": {"operationName": "o"}}, "", [])).draft
    assert (draft.method, draft.body) == ("POST", GraphQlBody("{a}", "{}", "o"))


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "the document is not a mapping."),
        (None, "the document is not a mapping."),
        ({}, "info.type is not a kind of request that OpenCollection 1.0 knows."),
        ({"info": {"type": "grpc"}}, "It is a gRPC request, which is not shown."),
        ({"type": "script", "script": "x"}, "It is a script, which is not shown."),
        (http(url=["u"]), "http.url is not a text."),
        (http(headers={}), "http.headers is not a list."),
        (http(headers=["a"]), "http.headers[0] is not a mapping."),
        (http(headers=[{"value": "1"}]), "http.headers[0].name is missing."),
        (http(params=[{"name": "a", "value": "", "type": "m"}]), "http.params[0].type is not one of query, path."),
        ({**http(), "settings": {"timeout": "soon"}}, "settings.timeout is not a number."),
        ({**http(), "settings": {"followRedirects": 1}}, "settings.followRedirects is not true or false."),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(document, sentence):
    with pytest.raises(InputError) as caught:
        read_request(document)
    assert caught.value.failure.sentence == sentence


def test_a_websocket_item_is_a_websocket_and_with_kvs_among_its_options_a_channel():
    document = {"info": {"name": "n", "type": "websocket"}, "runtime": {"variables": [{"name": "v", "value": "1"}]}}
    channel = Fields({"kvs": {"channel": "c"}}, "", [])
    assert read_request(document).draft == SocketDraft(name="n", auth=NoAuth())
    assert read_request({"websocket": {}}).draft == SocketDraft(name="", auth=NoAuth())
    assert read_request(document, channel).draft == ChannelDraft(name="n", channel="c")
    assert read_request(document, channel).variables == (Variable("v", "1"),)


def test_a_collection_holds_defaults_environments_and_options_by_path():
    collection = read_collection(
        {
            "opencollection": "1.0.0",
            "info": {"name": "Orders"},
            "config": {"environments": [{"name": "inline", "variables": [{"name": "a", "value": "b"}]}]},
            "request": {"auth": {"type": "awsv4", "profileName": "p"}, "headers": [{"name": "X", "value": "1"}]},
            "extensions": {
                "other": 1,
                "countersign": {
                    "requests": {"A/b.yml": {"auth": {"place": "query"}}},
                    "folders": {".": {"auth": {"payload": "unsigned"}}},
                },
            },
        }
    )
    assert collection.root.name == "Orders"
    assert collection.root.auth == SigV4Auth(identity="p", payload="unsigned")
    assert collection.root.headers == (Header("X", "1"),)
    assert collection.environments == (Environment("inline", (Variable("a", "b"),)),)
    options = collection.extension.of_request("A/b.yml")
    assert read_request(http(auth={"type": "awsv4"}), options).draft.auth == SigV4Auth(place="query")
    assert read_folder({"request": {"auth": {"type": "bearer"}}}).auth == BearerAuth()


def test_a_collection_of_another_version_or_in_one_file_says_so():
    problems = read_collection({"opencollection": "2.0.0", "items": [http()]}).root.problems
    assert len(problems) == 2
    assert "2.0.0" in problems[0]


def test_an_environments_variables_are_read_and_secrets_have_no_value():
    environment, problems = read_environment(
        {
            "variables": [
                {"name": "a", "value": "1"},
                {"name": "off", "value": "1", "disabled": True},
                {"name": "typed", "value": {"type": "number", "data": "5"}},
                {
                    "name": "many",
                    "value": [{"title": "x", "value": "1"}, {"title": "y", "value": "2", "selected": True}],
                },
                {"name": "key", "secret": True, "value": "must not be here"},
            ],
            "dotEnvFilePath": "../.env",
        },
        "local",
    )
    assert environment == Environment(
        "local",
        (
            Variable("a", "1"),
            Variable("off", "1", enabled=False),
            Variable("typed", "5", type="number"),
            Variable("many", "2"),
            Variable("key", "", secret=True),
        ),
        dotenv_path="../.env",
    )
    assert problems == ()


KEYS = "info type http websocket message url params headers body auth name value data settings docs kvs messages"
WORDS = "http websocket graphql json awsv4 file multipart-form inherit query"
keys = st.sampled_from(KEYS.split())
words = st.sampled_from(WORDS.split())
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | words | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=25,
)


@given(documents, documents)
def test_any_document_is_read_or_an_input_error(document, details):
    for read in (read_request, read_folder, read_collection, lambda value: read_environment(value, "x")):
        for value in (
            document,
            {"info": {"type": "http"}, "http": details},
            {"info": {"type": "websocket"}, "websocket": details},
            {"request": details, "variables": details},
        ):
            with suppress(InputError):
                assert read(value) is not None
    with suppress(InputError):
        channel = Fields({"kvs": details}, "", [])
        assert read_request({"info": {"type": "websocket"}, "websocket": document}, channel) is not None
