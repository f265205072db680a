"""A draft as code: what it inherits is in it, what is secret is not, and what cannot be made says why."""

from __future__ import annotations

import pytest

from countersign.formats.snippets.registry import SNIPPETS
from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.body import TextBody
from countersign.model.errors import InputError
from countersign.model.request import Header, Parameter, RequestDraft
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Variable
from countersign.ui.snippets.snippet_of_draft import snippet_of
from countersign.variables.prompts import Answer, with_answers
from countersign.variables.scopes import Layer, Scope
from countersign.workflows.prepare_request import RequestContext

CANARY = "canary-7f3a91"
SCOPE = Scope(
    (
        Layer(
            "environment a",
            (
                Variable("base", "https://api.example.com"),
                Variable("key", CANARY, secret=True),
                Variable("composed", "v1-{{key}}"),
            ),
        ),
        Layer("collection", (Variable("key", "weaker"),)),
    )
)


def code(draft, tool="curl", **context):
    return snippet_of(draft, RequestContext(**{"scope": SCOPE, **context}), tool)


def test_variables_are_filled_and_the_secret_one_is_named_as_an_environment_variable():
    snippet = code(RequestDraft(url="{{base}}/x?k={{key}}", auth=NoAuth()))
    assert "https://api.example.com/x?k=" in snippet.code
    assert snippet.variables == (("COUNTERSIGN_KEY", "the value of {{key}}"),)
    assert "COUNTERSIGN_KEY" in snippet.code


def test_inherited_auth_and_headers_count_and_the_requests_own_header_wins():
    draft = RequestDraft(url="{{base}}/x", headers=(Header("X-Own", "mine"),), auth=InheritAuth())
    inherited = (Header("X-Own", "theirs"), Header("X-Team", "shop"))
    auth = SigV4Auth(region="eu-west-1", service="execute-api")
    snippet = code(draft, inherited=auth, headers=inherited)
    assert "aws:amz:eu-west-1:execute-api" in snippet.code
    assert "X-Team: shop" in snippet.code
    assert "X-Own: mine" in snippet.code
    assert "theirs" not in snippet.code


@pytest.mark.parametrize("tool", [maker.name for maker in SNIPPETS])
@pytest.mark.parametrize("scheme", ["https", "wss"])
def test_no_secret_reaches_any_tool_wherever_it_stands(tool, scheme):
    answered = with_answers(SCOPE, ["Code"], {"Code": Answer(CANARY, secret=True)})
    everywhere = {
        "url": f"{scheme}://api.example.com/{{{{key}}}}/{{{{composed}}}}?a={{{{$base64 key}}}}",
        "params": (Parameter("b", "{{key}}"),),
        "headers": (Header("X-One", "{{key}}"), Header("X-Two", "{{?Code}}"), Header("Authorization", CANARY)),
    }
    body = TextBody('{"a": "{{key}}", "b": "{{composed}}"}', "json")
    for auth in (BearerAuth("{{key}}"), BearerAuth(CANARY), BasicAuth("ada", CANARY), ApiKeyAuth("k", CANARY)):
        socket = SocketDraft(**everywhere, auth=auth)
        draft = socket if scheme == "wss" else RequestDraft(**everywhere, body=body, method="POST", auth=auth)
        snippet = code(draft, tool, scope=answered)
        shown = f"{snippet}"
        assert CANARY not in shown
        assert "Y2FuYXJ5" not in shown
        assert "weaker" not in snippet.code


def test_a_websocket_has_the_tools_that_speak_it():
    snippet = code(SocketDraft(url="wss://echo.example.com/{{key}}", subprotocols="chat", auth=NoAuth()))
    assert "wscat" in snippet.tools
    assert "curl" not in snippet.tools
    assert code(SocketDraft(url="wss://e.example.com", auth=NoAuth()), "curl").tool == snippet.tools[0]


def test_a_url_without_a_host_is_said_in_a_sentence():
    with pytest.raises(InputError, match=r"The URL begins with \{\{nowhere\}\}"):
        code(RequestDraft(url="{{nowhere}}/x", auth=NoAuth()))


def test_a_circle_of_variables_is_said_in_a_sentence():
    scope = Scope((Layer("e", (Variable("a", "{{b}}"), Variable("b", "{{a}}"))),))
    with pytest.raises(InputError, match="refers to itself"):
        code(RequestDraft(url="https://x.example/{{a}}", auth=NoAuth()), scope=scope)
