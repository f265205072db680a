"""A workspace without its secrets: what every export starts from."""

from __future__ import annotations

from dataclasses import replace

from countersign.formats.exporting.left_out import LeftOut
from countersign.formats.importing.secrets_found import is_literal, is_sensitive
from countersign.model.imported import ImportNote
from countersign.model.redaction import MASK
from countersign.model.workspace import Environment, Example, Folder, SavedRequest, Variable, Workspace
from countersign.variables.scopes import Scope
from countersign.variables.used_names import used_names


def without_secrets(workspace: Workspace) -> tuple[Workspace, tuple[ImportNote, ...]]:
    """Return the workspace with a variable for each literal secret, and a note for each.

    The variables are secret ones of the collection, without a value, as all secret variables are here. Headers of
    examples whose names tell of a secret are masked.
    """
    cleaning = _Cleaning(workspace)
    root = cleaning.folder(workspace.root, "")
    environments = tuple(
        Environment(environment.name, cleaning.variables(environment.variables, f"Environment {environment.name}"))
        for environment in workspace.environments
    )
    added = tuple(Variable(name, "", secret=True) for name in cleaning.left_out.names)
    whole = replace(
        workspace, root=replace(root, variables=(*root.variables, *added)), environments=environments, problems=()
    )
    return whole, (*cleaning.left_out.notes, *cleaning.notes)


def place_of(above: str, name: str) -> str:
    """Return where an item stands, for a note: `Users / Create user`."""
    return f"{above} / {name}" if above else name


class _Cleaning:
    """Go through a workspace once."""

    def __init__(self, workspace: Workspace) -> None:
        defined = {variable.name for variable in _all_variables(workspace)}
        self.left_out = LeftOut(defined | used_names(workspace.root, Scope()))
        self.notes: list[ImportNote] = []

    def folder(self, folder: Folder, above: str) -> Folder:
        place = above or folder.name
        return replace(
            folder,
            items=tuple(
                self.folder(item, place_of(above, item.name))
                if isinstance(item, Folder)
                else self._saved(item, above)
                for item in folder.items
            ),
            auth=self.left_out.auth(folder.auth, place),
            headers=self.left_out.headers(folder.headers, place),
            variables=self.variables(folder.variables, place),
            docs=self.left_out.text(folder.docs, f"{place} / Docs"),
        )

    def variables(self, variables: tuple[Variable, ...], place: str) -> tuple[Variable, ...]:
        return tuple(self._variable(variable, place) for variable in variables)

    def _variable(self, variable: Variable, place: str) -> Variable:
        if variable.secret:
            return replace(variable, value="")
        if is_sensitive(variable.name) and is_literal(variable.value):
            sentence = f"The value of the variable {variable.name} was left out, since its name tells of a secret."
            self.notes.append(ImportNote(place, sentence, "changed"))
            return Variable(variable.name, "", secret=True)
        return replace(variable, value=self.left_out.text(variable.value, place))

    def _saved(self, saved: SavedRequest, above: str) -> SavedRequest:
        place = place_of(above, saved.draft.name)
        draft = self.left_out.draft(saved.draft, place)
        return replace(
            saved,
            draft=replace(draft, docs=self.left_out.text(draft.docs, f"{place} / Docs")),
            variables=self.variables(saved.variables, place),
            examples=tuple(self._example(example, place) for example in saved.examples),
        )

    def _example(self, example: Example, place: str) -> Example:
        return replace(
            example,
            headers=tuple((name, MASK if is_sensitive(name) else value) for name, value in example.headers),
            body=self.left_out.text(example.body, f"{place} / Example {example.name}"),
        )


def _all_variables(workspace: Workspace) -> list[Variable]:
    found = [variable for environment in workspace.environments for variable in environment.variables]
    waiting: list[Folder | SavedRequest] = [workspace.root]
    while waiting:
        item = waiting.pop()
        found += item.variables
        if isinstance(item, Folder):
            waiting += item.items
    return found
