"""A request needs the variables in its texts, and those behind them."""

from __future__ import annotations

from countersign.model.auth import BearerAuth
from countersign.model.body import TextBody
from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.request import Header, RequestDraft
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope
from countersign.variables.used_names import used_names


def test_every_text_of_a_request_counts():
    draft = RequestDraft(
        url="{{base}}/x", headers=(Header("X-{{a}}", "{{ b }}"),), body=TextBody("{{c}}"), auth=BearerAuth("{{d}}")
    )
    assert used_names(draft, Scope()) == {"base", "a", "b", "c", "d"}


def test_variables_behind_variables_count_and_circles_end():
    scope = Scope(
        (Layer("environment x", (Variable("a", "{{b}}"), Variable("b", "{{a}}{{cognito.orders.id_token}}"))),)
    )
    assert used_names(RequestDraft(url="{{a}}"), scope) == {"a", "b", "cognito.orders.id_token"}


def test_a_request_without_variables_needs_none():
    assert used_names(RequestDraft(url="https://example.com/{x}"), Scope()) == frozenset()


def test_a_message_needs_its_variables_when_it_is_sent_and_not_when_the_connection_opens():
    message, signal = SavedMessage(data="{{m}}"), SignalDraft(payload="{{s}}", recipient="{{r}}")
    socket = SocketDraft(url="{{u}}", subprotocols="{{p}}", messages=(message,), message=message)
    channel = ChannelDraft(channel="{{c}}", control_plane="{{k}}", messages=(signal,), message=signal)
    assert used_names(socket, Scope()) == {"u", "p"}
    assert used_names(channel, Scope()) == {"c", "k"}
    assert used_names(message, Scope()) == {"m"}
    assert used_names(signal, Scope()) == {"s", "r"}
