"""The parts that the items of OpenCollection documents have in common, both ways: headers, parameters, variables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from countersign.formats.document_fields import Fields
from countersign.model.request import Header, Parameter
from countersign.model.workspace import Variable, VariableType
from countersign.variables.query_text import split_query

_TYPES: tuple[VariableType, ...] = ("string", "number", "boolean", "null", "object")


class ItemParts(NamedTuple):
    """Hold what makes an item of its kind, and its options for `extensions.countersign`; empty parts are left out."""

    kind: str
    details: dict[str, Any]
    settings: dict[str, Any]
    options: dict[str, Any]


def read_headers(details: Fields) -> tuple[Header, ...]:
    """Return the headers of an item or of its defaults."""
    return tuple(
        Header(entry.required_text("name"), entry.text("value"), not entry.flag("disabled"), entry.description())
        for entry in details.each("headers")
    )


def read_variables(parent: Fields) -> tuple[Variable, ...]:
    """Return the variables, disabled ones included; a secret one has no value."""
    return tuple(_variable(entry) for entry in parent.each("variables"))


def read_parameter(entry: Fields) -> Parameter:
    """Return one parameter as it is listed."""
    value = entry.text("value")
    return Parameter(entry.required_text("name"), value, not entry.flag("disabled"), entry.description())


def params_of(url: str, listed: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Bring the URL's query and the list of parameters together; where they differ, the URL is what counts."""
    written = split_query(url)[1]
    if len([param for param in listed if param.enabled]) != len(written):
        return (*written, *(param for param in listed if not param.enabled))
    in_order = iter(written)
    return tuple(
        replace(next(in_order), description=param.description) if param.enabled else param for param in listed
    )


def note_difference(url: str, listed: tuple[Parameter, ...], details: Fields) -> None:
    """Note where the URL's query and the parameters that are listed as enabled, if any, are not the same."""
    enabled = [param for param in listed if param.enabled]
    if enabled and _pairs(enabled) != _pairs(split_query(url)[1]):
        details.note("The URL's query and the list of parameters differ; the URL is used.")


def entry_document(entry: Header | Parameter) -> dict[str, Any]:
    """Return one header or parameter as a document lists it."""
    members: dict[str, Any] = {"name": entry.name, "value": entry.value or ""}
    if entry.description:
        members["description"] = entry.description
    if not entry.enabled:
        members["disabled"] = True
    return members


def _pairs(params: Iterable[Parameter]) -> list[tuple[str, str]]:
    return [(param.name, param.value or "") for param in params]


def variable_document(variable: Variable) -> dict[str, Any]:
    """Return one variable as a document lists it; the value of a secret one is left out."""
    members: dict[str, Any] = {"name": variable.name}
    if variable.secret:
        members |= {"secret": True, **({"type": variable.type} if variable.type else {})}
    elif variable.type:
        members["value"] = {"type": variable.type, "data": variable.value}
    else:
        members["value"] = variable.value
    if not variable.enabled:
        members["disabled"] = True
    return members


def _variable(entry: Fields) -> Variable:
    name, enabled = entry.text("name"), not entry.flag("disabled")
    if entry.flag("secret"):
        return Variable(name, "", secret=True, type=_type(entry), enabled=enabled)
    if isinstance(entry.raw("value"), list):
        entry = entry.selected("value")
    if not isinstance(entry.raw("value"), dict):
        return Variable(name, entry.text("value"), enabled=enabled)
    typed = entry.fields("value")
    return Variable(name, typed.text("data"), type=_type(typed), enabled=enabled)


def _type(entry: Fields) -> VariableType:
    word = entry.choice("type", ("", *_TYPES), "")
    return next((name for name in _TYPES if name == word), "")
