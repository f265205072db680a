"""The last step of every import: literal secrets leave the tree and become variables, the rest stays as it is.

Importers build drafts with all that the source holds and hand them over here, so that one place decides. After names
and shapes come the repeats: a secret that was found anywhere stands nowhere else either.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.formats.importing.importer import refused
from countersign.formats.importing.secrets_found import (
    COLLECTION_PLACE,
    ENVIRONMENT_PLACE,
    SecretsFound,
    is_literal,
    is_sensitive,
)
from countersign.formats.importing.texts_with_secrets import protect_members, protect_userinfo, split_userinfo
from countersign.formats.importing.with_texts import with_texts
from countersign.model.auth import ApiKeyAuth, Auth, BasicAuth, BearerAuth, InheritAuth, NoAuth
from countersign.model.body import Body, FormBody, GraphQlBody, MultipartBody, TextBody
from countersign.model.drafts import Draft
from countersign.model.imported import Imported, ImportedFolder, ImportedItem, ImportNote
from countersign.model.redaction import MASK
from countersign.model.request import Header, Parameter, RequestDraft
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Environment, Example, Variable
from countersign.variables.query_text import join_query, split_query

ITEM_LIMIT = 100_000
DEPTH_LIMIT = 100

_Linked = TypeVar("_Linked", RequestDraft, SocketDraft)
_Entry = TypeVar("_Entry", Header, Parameter)


def secret_free(imported: Imported, secrets: SecretsFound) -> Imported:
    """Return what comes in without its secrets: they stand in `secrets`, and variables in their place.

    A URL's parameters are listed in `params` as its query has them, disabled ones kept. A user name and password
    before a host become basic auth. Raise `InputError` beyond 100,000 items.
    """
    remover = _Remover(secrets)
    names = [variable.name for variable in _all_variables(imported)]
    secrets.reserve(names)
    environments = tuple(remover.environment(environment) for environment in imported.environments)
    root = remover.folder(imported.root, ())
    notes = ImportNotes()
    notes.extend(imported.notes)
    notes.extend(remover.notes.all)
    if not secrets.is_empty:
        root, environments = with_texts((root, environments), lambda text: secrets.protect_repeats(text, ""))
    return replace(
        imported,
        root=replace(root, variables=(*root.variables, *secrets.variables)),
        environments=environments,
        notes=tuple(_masked_note(note, secrets) for note in notes.all),
        secrets=tuple(
            replace(secret, place=secrets.protect_repeats(secret.place, "", MASK)) for secret in secrets.found
        ),
    )


def _all_variables(imported: Imported) -> list[Variable]:
    found = [variable for environment in imported.environments for variable in environment.variables]
    waiting: list[ImportedFolder | ImportedItem] = [imported.root]
    count = 0
    while waiting:
        item = waiting.pop()
        count += 1
        if count > ITEM_LIMIT + 1:
            raise refused("items", f"It holds more than {ITEM_LIMIT:,} requests and folders.", "Export a part of it.")
        found += item.variables
        if isinstance(item, ImportedFolder):
            waiting += item.items
    return found


class _Remover:
    """Remove secrets by the names that announce them and by their shapes."""

    def __init__(self, secrets: SecretsFound) -> None:
        self._secrets = secrets
        self.notes = ImportNotes()

    def environment(self, environment: Environment) -> Environment:
        place = ENVIRONMENT_PLACE + environment.name
        return replace(environment, variables=self._variables(environment.variables, place))

    def folder(self, folder: ImportedFolder, above: tuple[str, ...]) -> ImportedFolder:
        if len(above) > DEPTH_LIMIT:
            raise refused("depth", f"Its folders are nested more than {DEPTH_LIMIT} deep.")
        place = place_of(*above[1:], folder.name) if above else COLLECTION_PLACE
        path = (*above, folder.name)
        return replace(
            folder,
            items=tuple(
                self.folder(item, path) if isinstance(item, ImportedFolder) else self._item(item, path)
                for item in folder.items
            ),
            auth=self._auth(folder.auth, place),
            headers=self._headers(folder.headers, place),
            variables=self._variables(folder.variables, place),
            docs=self._secrets.protect_text(folder.docs, place),
        )

    def _item(self, item: ImportedItem, above: tuple[str, ...]) -> ImportedItem:
        place = place_of(*above[1:], item.draft.name)
        return replace(
            item,
            draft=self._draft(item.draft, place),
            variables=self._variables(item.variables, place),
            examples=tuple(self._example(example, place) for example in item.examples),
        )

    def _draft(self, draft: Draft, place: str) -> Draft:
        if isinstance(draft, RequestDraft):
            linked, body = self._linked(draft, place), self._body(draft.body, place)
            return linked if body == draft.body else replace(linked, body=body)
        if isinstance(draft, SocketDraft):
            return replace(
                self._linked(draft, place),
                message=self._message(draft.message, place),
                messages=tuple(self._message(message, place) for message in draft.messages),
            )
        return replace(draft, docs=self._secrets.protect_text(draft.docs, place))

    def _linked(self, draft: _Linked, place: str) -> _Linked:
        url, user = split_userinfo(draft.url)
        auth = draft.auth
        if user is not None and isinstance(auth, InheritAuth | NoAuth):
            auth = BasicAuth(*user)
            self.notes.changed(place, "The user name and password in the URL became basic auth.")
        base, listed = _listed_params(url, draft.params)
        params = self._params(listed, place)
        protected_base = self._secrets.protect_text(base, place)
        if params != listed or protected_base != base:
            url = join_query(protected_base, params)
        proxy = protect_userinfo(draft.settings.proxy, self._secrets, place)
        return replace(
            draft,
            url=url,
            params=params,
            path_params=self._params(draft.path_params, place),
            headers=self._headers(draft.headers, place),
            auth=self._auth(auth, place),
            settings=draft.settings if proxy == draft.settings.proxy else replace(draft.settings, proxy=proxy),
            docs=self._secrets.protect_text(draft.docs, place),
        )

    def _params(self, params: tuple[Parameter, ...], place: str) -> tuple[Parameter, ...]:
        return tuple(param if param.value is None else self._valued(param, param.value, place) for param in params)

    def _headers(self, headers: tuple[Header, ...], place: str) -> tuple[Header, ...]:
        return tuple(self._valued(header, header.value, place) for header in headers)

    def _valued(self, entry: _Entry, value: str, place: str) -> _Entry:
        protected = self._secrets.protect(entry.name, value, place)
        return entry if protected == value else replace(entry, value=protected)

    def _auth(self, auth: Auth, place: str) -> Auth:
        match auth:
            case BasicAuth(username, password) if is_literal(password):
                user = self._secrets.protect_text(username, place)
                return BasicAuth(user, self._secrets.variable_for(password, "password", place))
            case BearerAuth(token) if is_literal(token):
                return BearerAuth(self._secrets.variable_for(token, "bearer token", place))
            case ApiKeyAuth(name, value) if is_literal(value):
                return replace(auth, value=self._secrets.variable_for(value, name or "api key", place))
        return auth

    def _body(self, body: Body, place: str) -> Body:
        match body:
            case TextBody(text):
                return replace(body, text=protect_members(text, self._secrets, place))
            case GraphQlBody(query, variables):
                query = self._secrets.protect_text(query, place)
                return replace(body, query=query, variables=protect_members(variables, self._secrets, place))
            case FormBody(entries):
                protected = (replace(entry, value=self._field(entry.name, entry.value, place)) for entry in entries)
                return FormBody(tuple(protected))
            case MultipartBody(parts):
                return MultipartBody(
                    tuple(replace(part, value=self._field(part.name, part.value, place)) for part in parts)
                )
        return body

    def _field(self, name: str, value: str, place: str) -> str:
        return self._secrets.protect("" if name.lower() == "key" else name, value, place)

    def _message(self, message: SavedMessage, place: str) -> SavedMessage:
        if message.kind == "binary":
            return message
        return replace(message, data=protect_members(message.data, self._secrets, place))

    def _variables(self, variables: tuple[Variable, ...], place: str) -> tuple[Variable, ...]:
        return tuple(self._variable(variable, place) for variable in variables)

    def _variable(self, variable: Variable, place: str) -> Variable:
        hidden = is_sensitive(variable.name) and is_literal(variable.value)
        if not hidden and not variable.secret:
            hidden = self._secrets.has_secret_shape(variable.value)
        if not hidden and not variable.secret:
            return variable
        self._secrets.keep_variable(variable.name, variable.value, place)
        return replace(variable, value="", secret=True)

    def _example(self, example: Example, place: str) -> Example:
        """Return a saved response with secrets masked: it is read, not sent, so a variable would say nothing."""
        masked = SecretsFound()
        headers = tuple(
            (name, MASK if is_sensitive(name) and value else masked.protect_text(value, place))
            for name, value in example.headers
        )
        body = protect_members(example.body, masked, place)
        text = masked.protect_text(example.description, place)
        for secret in masked.found:
            body, text = (part.replace(f"{{{{{secret.variable}}}}}", MASK) for part in (body, text))
            headers = tuple((name, value.replace(f"{{{{{secret.variable}}}}}", MASK)) for name, value in headers)
        if (body, headers) != (example.body, example.headers):
            self.notes.changed(place, f"Secrets in the saved response “{example.name[:60]}” were masked.")
        return replace(example, headers=headers, body=body, description=text)


def _listed_params(url: str, params: tuple[Parameter, ...]) -> tuple[str, tuple[Parameter, ...]]:
    """Return the URL without its query, and the parameters: those given where they say what the query says."""
    base, in_query = split_query(url)
    if [(param.name, param.value) for param in params if param.enabled] != [
        (param.name, param.value) for param in in_query
    ]:
        params = (*in_query, *(param for param in params if not param.enabled))
    return base, params


def _masked_note(note: ImportNote, secrets: SecretsFound) -> ImportNote:
    place, sentence = (secrets.protect_repeats(text, "", MASK) for text in (note.place, note.sentence))
    return replace(note, place=place, sentence=sentence)
