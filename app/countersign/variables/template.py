"""Texts with variables: what stands where in them, and how they are filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Literal, TypeVar

from countersign.model.body import Body, FormBody, FormField, MultipartBody, MultipartPart
from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.errors import Failure, InputError
from countersign.model.request import Header, Parameter, RequestDraft
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.variables.scopes import Resolution, Resolver, Scope
from countersign.variables.template_syntax import VARIABLE, find_outside, prompt_question, variable_name

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = TypeVar("Value", bound="DataclassInstance")
Entry = TypeVar("Entry", FormField, MultipartPart)
Message = TypeVar("Message", SavedMessage, SignalDraft)
Addressed = TypeVar("Addressed", RequestDraft, SocketDraft, RequestDraft | SocketDraft)

_PATH_VARIABLE = re.compile(r"(?<=/):(?P<name>[^\W\d][\w-]*)")
_NOT_IN_A_SEGMENT = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@%]")
_CHOICES = frozenset({"place", "payload", "algorithm", "session_token", "signed_headers", "source", "kind"})
_CHANNEL_FIELDS = {
    "channel": "Channel ARN",
    "client_id": "Signaling client ID",
    "region": "Region",
    "endpoint": "Endpoint",
    "fixed_date": "Fixed date",
    "identity": "Credentials source",
    "control_plane": "Control plane",
}
_MESSAGE_FIELDS = {
    "data": "Message",
    "recipient": "Recipient client ID",
    "correlation_id": "Correlation ID",
    "payload": "Message payload",
}


@dataclass(frozen=True, slots=True)
class Token:
    """Mark a piece of a text by its offsets; `name` is "" for plain text."""

    start: int
    end: int
    kind: Literal["text", "variable", "path"]
    name: str = ""


def tokens(text: str, *, url: bool = True) -> tuple[Token, ...]:
    """Return the pieces of a text in order, without a gap: plain text, `{{name}}`, and `:name` in a URL's path.

    Pass `url=False` for a text that is no URL: a colon means nothing there.
    """
    marks = sorted([*_variables(text), *(_path_variables(text) if url else ())], key=lambda token: token.start)
    pieces, start = list[Token](), 0
    for mark in marks:
        if mark.start > start:
            pieces.append(Token(start, mark.start, "text"))
        pieces.append(mark)
        start = mark.end
    if start < len(text):
        pieces.append(Token(start, len(text), "text"))
    return tuple(pieces)


def fill(text: str, scope: Scope) -> str:
    """Return the text with its variables replaced, once; raise `InputError` that names every missing one."""
    filler = _Filler(scope)
    filled = filler.fill(text, "")
    filler.finish()
    return filled


def url_with_path_params(url: str, path_params: Sequence[Parameter]) -> str:
    """Return the URL with the values of the enabled path parameters in place of its `:name` segments.

    What a single segment cannot hold is percent-encoded as UTF-8 (RFC 3986, section 3.3); `%XX` stays as it is. A
    `:name` without a parameter stays too. Raise `InputError` for a parameter without a value.
    """
    values = {param.name: param.value for param in path_params if param.enabled}
    pieces, start = list[str](), 0
    for token in _path_variables(url):
        if token.name in values:
            pieces += [url[start : token.start], _segment(token.name, values[token.name])]
            start = token.end
    return "".join([*pieces, url[start:]])


def fill_draft(draft: RequestDraft, scope: Scope) -> RequestDraft:
    """Return the draft with variables filled; `url_with_path_params` then puts the path parameters into its URL.

    What is switched off is not filled, nor are name and docs. Raise `InputError` that names every missing variable
    of the whole draft; its field is the control of the first one.
    """
    filler = _Filler(scope)
    filled = _filled_draft(draft, filler)
    filler.finish()
    return filled


def fill_socket(draft: SocketDraft, scope: Scope) -> SocketDraft:
    """Return the WebSocket with all filled that its handshake needs; its messages stay, `fill_message` fills one.

    What is switched off, and what raises, is as with `fill_draft`.
    """
    filler = _Filler(scope)
    filled = _filled_socket(draft, filler)
    filler.finish()
    return filled


def fill_channel(draft: ChannelDraft, scope: Scope) -> ChannelDraft:
    """Return the channel with all filled that joining it needs; its messages stay, `fill_message` fills one.

    Raise `InputError` as `fill_draft` does.
    """
    filler = _Filler(scope)
    named = _named_texts_filled(draft, filler, _CHANNEL_FIELDS)
    filled = replace(named, settings=_texts_filled(draft.settings, filler, "Settings"))
    filler.finish()
    return filled


def fill_message(message: Message, scope: Scope) -> Message:
    """Return a message with its variables filled, but for its title; raise `InputError` as `fill_draft` does."""
    filler = _Filler(scope)
    filled = _named_texts_filled(message, filler, _MESSAGE_FIELDS)
    filler.finish()
    return filled


def fill_known(draft: Addressed, scope: Scope) -> Addressed:
    """Return the draft with the variables that a scope has; others stay as they are written."""
    filler = _Filler(scope)
    return _filled_draft(draft, filler) if isinstance(draft, RequestDraft) else _filled_socket(draft, filler)


def _filled_draft(draft: RequestDraft, filler: _Filler) -> RequestDraft:
    url = filler.fill(draft.url, "Request URL")
    path_params = tuple(_parameter(param, filler, "Path variables") for param in draft.path_params)
    params = tuple(_parameter(param, filler, "Query parameters") for param in draft.params)
    headers = tuple(_header(header, filler) for header in draft.headers)
    return replace(
        draft,
        url=url,
        params=params,
        path_params=path_params,
        headers=headers,
        body=_body(draft.body, filler),
        auth=_texts_filled(draft.auth, filler, "Auth type"),
        settings=_texts_filled(draft.settings, filler, "Settings"),
    )


def _filled_socket(draft: SocketDraft, filler: _Filler) -> SocketDraft:
    url = filler.fill(draft.url, "WebSocket URL")
    return replace(
        draft,
        url=url,
        path_params=tuple(_parameter(param, filler, "Path variables") for param in draft.path_params),
        params=tuple(_parameter(param, filler, "Query parameters") for param in draft.params),
        headers=tuple(_header(header, filler) for header in draft.headers),
        subprotocols=filler.fill(draft.subprotocols, "Subprotocols"),
        auth=_texts_filled(draft.auth, filler, "Auth type"),
        settings=_texts_filled(draft.settings, filler, "Settings"),
    )


class _Filler:
    """Fill many texts from one scope, and say at the end what was missing in all of them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._resolver = Resolver(scope)
        self._missing: dict[str, str] = {}

    def fill(self, text: str, field: str) -> str:
        """Return the text with its variables replaced; missing ones are noted for `field` and left as they are."""

        def value(match: re.Match[str]) -> str:
            resolution = self._resolved(variable_name(match), field)
            for name in resolution.missing:
                self._missing.setdefault(name, field)
            return match[0] if resolution.found is None else resolution.found.value

        return VARIABLE.sub(value, text)

    def _resolved(self, name: str, field: str) -> Resolution:
        try:
            return self._resolver.resolve(name)
        except InputError as error:
            raise InputError(replace(error.failure, field=error.failure.field or field)) from error

    def finish(self) -> None:
        """Raise `InputError` if a variable was missing; its field is that of the first one."""
        if not self._missing:
            return
        names = tuple(self._missing)
        raise InputError(
            Failure(
                "variable.missing",
                _missing_sentence(names, self._scope),
                _missing_action(names),
                field=self._missing[names[0]],
            )
        )


def _variables(text: str) -> Iterator[Token]:
    for match in VARIABLE.finditer(text):
        yield Token(match.start(), match.end(), "variable", variable_name(match))


def _path_variables(url: str) -> Iterator[Token]:
    start, end = _path_span(url)
    inside = [(match.start(), match.end()) for match in VARIABLE.finditer(url)]
    for match in _PATH_VARIABLE.finditer(url, start, end):
        if not any(left <= match.start() < right for left, right in inside):
            yield Token(match.start(), match.end(), "path", match["name"])


def _path_span(url: str) -> tuple[int, int]:
    end = find_outside(url, "?#")
    end = len(url) if end < 0 else end
    start = find_outside(url[:end], "/")
    if start > 0 and url[start - 1 : start + 2] == "://":
        start = find_outside(url[:end], "/", start + 2)
    return (end, end) if start < 0 else (start, end)


def _segment(name: str, value: str | None) -> str:
    if not value:
        raise InputError(
            Failure(
                "variable.path-empty",
                f"The path variable {name} has no value.",
                "Type one under Params, or switch the variable off to send the text as it is.",
                field="Path variables",
            )
        )
    return _NOT_IN_A_SEGMENT.sub(lambda found: _percent_encoded(found[0]), value)


def _percent_encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _missing_sentence(names: Sequence[str], scope: Scope) -> str:
    unanswered = [question for name in names if (question := prompt_question(name))]
    unfilled = [name for name in names if scope.lookup(name) is not None and not prompt_question(name)]
    unknown = [name for name in names if name not in unfilled and not prompt_question(name)]
    places = f"looked in {_listed(scope.origins)}" if scope.layers else "no environment is chosen"
    sentences = []
    if unknown:
        noun = "variable" if len(unknown) == 1 else "variables"
        verb = "is" if len(unknown) == 1 else "are"
        sentences.append(f"The {noun} {_listed(unknown)} {verb} not defined ({places}).")
    if unfilled:
        noun, verb = ("secret variable", "has") if len(unfilled) == 1 else ("secret variables", "have")
        sentences.append(f"The {noun} {_listed(unfilled)} {verb} no value.")
    if unanswered:
        noun, verb = ("question", "was") if len(unanswered) == 1 else ("questions", "were")
        sentences.append(f"The {noun} {_listed(unanswered)} {verb} not answered.")
    return " ".join(sentences)


def _missing_action(names: Sequence[str]) -> str:
    if all(prompt_question(name) for name in names):
        return "Send again and answer."
    if len(names) == 1:
        return "Choose the environment that has it, or define it there."
    return "Choose the environment that has them, or define them there."


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _parameter(param: Parameter, filler: _Filler, field: str) -> Parameter:
    if not param.enabled:
        return param
    value = None if param.value is None else filler.fill(param.value, field)
    return replace(param, name=filler.fill(param.name, field), value=value)


def _header(header: Header, filler: _Filler) -> Header:
    if not header.enabled:
        return header
    name, value = (filler.fill(text, "Request headers") for text in (header.name, header.value))
    return replace(header, name=name, value=value)


def _body(body: Body, filler: _Filler) -> Body:
    match body:
        case FormBody():
            return FormBody(tuple(_entry(entry, filler) for entry in body.fields))
        case MultipartBody():
            return MultipartBody(tuple(_entry(part, filler) for part in body.parts))
    return _texts_filled(body, filler, "Request body")


def _entry(entry: Entry, filler: _Filler) -> Entry:
    return _texts_filled(entry, filler, "Request body") if entry.enabled else entry


def _texts_filled(value: Value, filler: _Filler, field: str) -> Value:
    texts = {
        item.name: filler.fill(getattr(value, item.name), field)
        for item in fields(value)
        if item.name not in _CHOICES and isinstance(getattr(value, item.name), str)
    }
    return replace(value, **texts)


def _named_texts_filled(value: Value, filler: _Filler, controls: Mapping[str, str]) -> Value:
    """Fill the texts that have a control of their own, by the order of the members."""
    names = [item.name for item in fields(value) if item.name in controls]
    return replace(value, **{name: filler.fill(getattr(value, name), controls[name]) for name in names})
