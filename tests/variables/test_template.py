"""Variables are found, filled once, and what is missing is named."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, SigV4Auth
from countersign.model.body import (
    FileBody,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
)
from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.errors import InputError
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope
from countersign.variables.template import (
    fill,
    fill_channel,
    fill_draft,
    fill_known,
    fill_message,
    fill_socket,
    tokens,
    url_with_path_params,
)


def scope(**values: str) -> Scope:
    return Scope((Layer("environment playground", tuple(Variable(name, value) for name, value in values.items())),))


def kinds(text: str, **options: bool) -> list[tuple[str, str]]:
    return [(token.kind, token.name or text[token.start : token.end]) for token in tokens(text, **options)]


def test_variables_and_path_variables_are_marked_where_they_stand():
    assert kinds("{{base_url}}/users/:userId/x?q=:no&t={{ t }}#:no") == [
        ("variable", "base_url"),
        ("text", "/users/"),
        ("path", "userId"),
        ("text", "/x?q=:no&t="),
        ("variable", "t"),
        ("text", "#:no"),
    ]


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://localhost:8443/users/:id", ["id"]),
        ("https://localhost:8443", []),
        ("http://u:pw@host:80/:a/:b", ["a", "b"]),
        ("{{scheme}}://{{host}}:80/:a", ["a"]),
        ("localhost:80/:a", ["a"]),
        ("/:a", ["a"]),
        ("https://x/arn:aws:s3/:8080", []),
        ("https://x/:user-id/:b.json/:c:cancel", ["user-id", "b", "c"]),
        ("https://x?next=/:a", []),
        ("https://x#/:a", []),
        ("https://x/{{a/:b}}/:c", ["c"]),
        ("https://x/:größe", ["größe"]),
        ("", []),
    ],
)
def test_path_variables_stand_in_the_path_only(url, names):
    assert [token.name for token in tokens(url) if token.kind == "path"] == names


def test_a_colon_means_nothing_in_a_text_that_is_no_url():
    assert kinds("/x/:a {{b}}", url=False) == [("text", "/x/:a "), ("variable", "b")]


@given(st.text("{}:/?#ab \n é") | st.text())
def test_tokens_cover_a_text_without_gap_or_overlap(text):
    found = tokens(text)
    assert "".join(text[token.start : token.end] for token in found) == text
    assert all(left.end == right.start for left, right in pairwise(found))
    assert all(token.start < token.end for token in found)


@pytest.mark.parametrize("text", ["{{}}", "{{ }}", "{ {a}}", "{{a}", "{{a\nb}}", "{a}", '{"a":{"b":1}}'])
def test_what_is_no_variable_stays_as_it_is(text):
    assert fill(text, Scope()) == text


def test_a_variable_inside_json_braces_is_filled():
    assert fill('{"a":{{x}}}', scope(x="1")) == '{"a":1}'


def test_a_value_is_not_expanded_again_by_the_text_around_it():
    text = "{{open}}secret}}"
    assert fill(text, scope(open="{{", secret="no")) == "{{secret}}"


def test_variables_in_an_environments_values_are_resolved():
    values = {"base_url": "{{scheme}}://{{host}}", "scheme": "https", "host": "{{name}}.test", "name": "x"}
    assert fill("{{ base_url }}/a", scope(**values)) == "https://x.test/a"


def test_every_missing_variable_is_named_with_the_places_that_were_searched():
    places = Scope((Layer("environment playground"), Layer("collection Orders API")))
    with pytest.raises(InputError) as caught:
        fill("{{a}} {{b}} {{a}} {{c}}", places)
    assert caught.value.failure.id == "variable.missing"
    assert caught.value.failure.sentence == (
        "The variables a, b and c are not defined (looked in environment playground and collection Orders API)."
    )


def test_a_variable_that_is_missing_inside_another_is_named_itself():
    with pytest.raises(InputError, match="The variable host is not defined"):
        fill("{{base_url}}", scope(base_url="https://{{host}}"))


def test_without_an_environment_the_sentence_says_so():
    with pytest.raises(InputError, match="no environment is chosen"):
        fill("{{a}}", Scope())


def test_a_secret_without_a_value_is_told_apart_from_an_unknown_variable():
    secrets = Scope((Layer("environment staging", (Variable("key", "", secret=True),)),))
    with pytest.raises(InputError, match="The secret variable key has no value"):
        fill("{{key}}", secrets)


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("42", "42"),
        ("a b", "a%20b"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("%2F", "%2F"),
        ("100%", "100%25"),
        ("é", "%C3%A9"),
        ("a:b@c;d=e,f!$&'()*+~", "a:b@c;d=e,f!$&'()*+~"),
        ("{{x}}", "%7B%7Bx%7D%7D"),
        ("..", ".."),
    ],
)
def test_a_path_value_is_encoded_to_fit_one_segment(value, segment):
    assert url_with_path_params("https://x/:id/y?a=:id", (Parameter("id", value),)) == f"https://x/{segment}/y?a=:id"


def test_a_segment_without_a_parameter_or_with_a_disabled_one_stays():
    params = (Parameter("b", "1", enabled=False),)
    assert url_with_path_params("https://x/:a/:b", params) == "https://x/:a/:b"


def test_an_empty_path_value_is_refused_by_name():
    with pytest.raises(InputError, match="The path variable id has no value") as caught:
        url_with_path_params("https://x/:id", (Parameter("id", ""),))
    assert caught.value.failure.field == "Path variables"


SCOPE = Scope((Layer("e", (Variable("v", "1"), Variable("host", "https://x"), Variable("id", "a b/{{v}}"))),))


def test_url_params_headers_and_path_are_filled():
    draft = RequestDraft(
        url="{{host}}/:user/{{v}}?a={{v}}",
        params=(Parameter("a", "{{v}}"), Parameter("off", "{{nowhere}}", enabled=False)),
        path_params=(Parameter("user", "{{id}}"),),
        headers=(Header("X-{{v}}", "{{v}}"), Header("Off", "{{nowhere}}", enabled=False)),
        docs="{{nowhere}}",
        name="{{nowhere}}",
    )
    filled = fill_draft(draft, SCOPE)
    assert filled.url == "https://x/:user/1?a=1"
    assert url_with_path_params(filled.url, filled.path_params) == "https://x/a%20b%2F1/1?a=1"
    assert filled.params == (Parameter("a", "1"), draft.params[1])
    assert filled.path_params == (Parameter("user", "a b/1"),)
    assert filled.headers == (Header("X-1", "1"), draft.headers[1])
    assert (filled.docs, filled.name) == (draft.docs, draft.name)


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        (NoBody(), NoBody()),
        (TextBody('{"a":{{v}}}', "json"), TextBody('{"a":1}', "json")),
        (GraphQlBody("{ a(id: {{v}}) }", '{"b":{{v}}}', "o{{v}}"), GraphQlBody("{ a(id: 1) }", '{"b":1}', "o1")),
        (
            FormBody((FormField("a{{v}}", "{{v}}"), FormField("b", "{{nowhere}}", enabled=False))),
            FormBody((FormField("a1", "1"), FormField("b", "{{nowhere}}", enabled=False))),
        ),
        (
            MultipartBody(
                (MultipartPart("a", "{{v}}", content_type="x/{{v}}"), MultipartPart("b", "", "/{{v}}.png"))
            ),
            MultipartBody((MultipartPart("a", "1", content_type="x/1"), MultipartPart("b", "", "/1.png"))),
        ),
        (FileBody("/{{v}}.bin", "x/{{v}}"), FileBody("/1.bin", "x/1")),
    ],
)
def test_every_body_is_filled(body, filled):
    assert fill_draft(RequestDraft(body=body), SCOPE).body == filled


@pytest.mark.parametrize(
    ("auth", "filled"),
    [
        (BasicAuth("{{v}}", "p{{v}}"), BasicAuth("1", "p1")),
        (BearerAuth("{{v}}"), BearerAuth("1")),
        (ApiKeyAuth("k{{v}}", "{{v}}", "query"), ApiKeyAuth("k1", "1", "query")),
        (SigV4Auth(identity="{{v}}", region="us-{{v}}"), SigV4Auth(identity="1", region="us-1")),
    ],
)
def test_every_auth_is_filled(auth, filled):
    assert fill_draft(RequestDraft(auth=auth), SCOPE).auth == filled


def test_settings_are_filled():
    draft = RequestDraft(settings=RequestSettings(proxy="http://{{v}}", extra_ca="/{{v}}.pem"))
    assert fill_draft(draft, SCOPE).settings == RequestSettings(proxy="http://1", extra_ca="/1.pem")


def test_all_missing_variables_of_a_draft_are_named_at_once_with_the_first_field():
    draft = RequestDraft(
        url="https://x", headers=(Header("A", "{{one}}"),), body=TextBody("{{two}}"), auth=BearerAuth("{{three}}")
    )
    with pytest.raises(InputError, match="one, two and three") as caught:
        fill_draft(draft, SCOPE)
    assert caught.value.failure.field == "Request headers"


def test_a_websocket_is_filled_but_for_its_messages():
    later = SavedMessage("{{nowhere}}", "text", "{{nowhere}}")
    draft = SocketDraft(
        name="{{nowhere}}",
        url="{{host}}/:user?a={{v}}",
        params=(Parameter("a", "{{v}}"), Parameter("off", "{{nowhere}}", enabled=False)),
        path_params=(Parameter("user", "{{v}}"),),
        headers=(Header("X-{{v}}", "{{v}}"), Header("Off", "{{nowhere}}", enabled=False)),
        subprotocols="chat.v{{v}}, echo",
        auth=BearerAuth("{{v}}"),
        settings=RequestSettings(proxy="http://{{v}}"),
        messages=(later,),
        message=later,
        docs="{{nowhere}}",
    )
    assert fill_socket(draft, SCOPE) == replace(
        draft,
        url="https://x/:user?a=1",
        params=(Parameter("a", "1"), draft.params[1]),
        path_params=(Parameter("user", "1"),),
        headers=(Header("X-1", "1"), draft.headers[1]),
        subprotocols="chat.v1, echo",
        auth=BearerAuth("1"),
        settings=RequestSettings(proxy="http://1"),
    )


def test_a_channel_is_filled_but_for_its_messages():
    later = SignalDraft("{{nowhere}}", "RAW", "{{nowhere}}", "{{nowhere}}", "{{nowhere}}")
    draft = ChannelDraft(
        name="{{nowhere}}",
        channel="c{{v}}",
        client_id="viewer-{{v}}",
        region="us-west-{{v}}",
        endpoint="wss://e{{v}}/",
        fixed_date="{{v}}",
        identity="i{{v}}",
        control_plane="{{host}}",
        settings=RequestSettings(extra_ca="/{{v}}.pem"),
        messages=(later,),
        message=later,
        docs="{{nowhere}}",
    )
    assert fill_channel(draft, SCOPE) == replace(
        draft,
        channel="c1",
        client_id="viewer-1",
        region="us-west-1",
        endpoint="wss://e1/",
        fixed_date="1",
        identity="i1",
        control_plane="https://x",
        settings=RequestSettings(extra_ca="/1.pem"),
    )


@pytest.mark.parametrize(
    ("message", "filled"),
    [
        (SavedMessage("{{v}}", "json", '{"a":{{v}}}'), SavedMessage("{{v}}", "json", '{"a":1}')),
        (SavedMessage("", "binary", "AA{{v}}="), SavedMessage("", "binary", "AA1=")),
        (
            SignalDraft("{{v}}", "RAW", "viewer-{{v}}", "c-{{v}}", '{"b":{"a":{{v}}}}'),
            SignalDraft("{{v}}", "RAW", "viewer-1", "c-1", '{"b":{"a":1}}'),
        ),
    ],
)
def test_a_message_is_filled_when_it_is_sent(message, filled):
    assert fill_message(message, SCOPE) == filled


@pytest.mark.parametrize(
    ("fill_it", "draft", "field"),
    [
        (fill_socket, SocketDraft(url="{{no}}", subprotocols="{{no}}"), "WebSocket URL"),
        (fill_socket, SocketDraft(path_params=(Parameter("a", "{{no}}"),)), "Path variables"),
        (fill_socket, SocketDraft(params=(Parameter("a", "{{no}}"),)), "Query parameters"),
        (fill_socket, SocketDraft(headers=(Header("A", "{{no}}"),)), "Request headers"),
        (fill_socket, SocketDraft(subprotocols="{{no}}"), "Subprotocols"),
        (fill_socket, SocketDraft(auth=BearerAuth("{{no}}")), "Auth type"),
        (fill_channel, ChannelDraft(channel="{{no}}", region="{{no}}"), "Channel ARN"),
        (fill_channel, ChannelDraft(client_id="{{no}}"), "Signaling client ID"),
        (fill_channel, ChannelDraft(region="{{no}}"), "Region"),
        (fill_channel, ChannelDraft(endpoint="{{no}}"), "Endpoint"),
        (fill_channel, ChannelDraft(fixed_date="{{no}}"), "Fixed date"),
        (fill_channel, ChannelDraft(identity="{{no}}"), "Credentials source"),
        (fill_channel, ChannelDraft(control_plane="{{no}}"), "Control plane"),
        (fill_channel, ChannelDraft(settings=RequestSettings(proxy="{{no}}")), "Settings"),
        (fill_message, SavedMessage(data="{{no}}"), "Message"),
        (fill_message, SignalDraft(recipient="{{no}}", payload="{{no}}"), "Recipient client ID"),
        (fill_message, SignalDraft(correlation_id="{{no}}"), "Correlation ID"),
        (fill_message, SignalDraft(payload="{{no}}"), "Message payload"),
    ],
)
def test_a_variable_that_is_missing_is_told_at_the_control_that_holds_it(fill_it, draft, field):
    with pytest.raises(InputError, match="The variable no is not defined") as caught:
        fill_it(draft, SCOPE)
    assert (caught.value.failure.id, caught.value.failure.field) == ("variable.missing", field)


@pytest.mark.parametrize("kind", [RequestDraft, SocketDraft])
def test_what_is_known_is_filled_and_the_rest_stays_as_it_is_written(kind):
    scope = Scope((Layer("e", (Variable("host", "x.example"),)),))
    draft = kind(url="wss://{{host}}/{{later}}", headers=(Header("X-{{host}}", "{{later}}"),))
    filled = fill_known(draft, scope)
    assert isinstance(filled, kind)
    assert filled.url == "wss://x.example/{{later}}"
    assert filled.headers == (Header("X-x.example", "{{later}}"),)
