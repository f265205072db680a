"""curl commands, as people, documentation and browsers write them: for a POSIX shell, cmd.exe or PowerShell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from countersign.formats.importing.curl_command import CurlCommand
from countersign.formats.importing.curl_options import curl_options
from countersign.formats.importing.curl_request import curl_drafts
from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.importer import refused
from countersign.formats.importing.limited_documents import decode_text, glance
from countersign.formats.importing.secret_free import secret_free
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.formats.importing.shell_words import shell_commands
from countersign.model.drafts import Draft
from countersign.model.imported import FoundSecret, Imported, ImportedFolder, ImportedItem, ImportNote
from countersign.model.request import RequestDraft
from countersign.model.workspace import Variable

TEXT_LIMIT = 2_000_000  # characters

REQUEST_LIMIT = 10_000

_FORMAT = "curl command"
_CURL = re.compile(r"""^\s*(?:[$>%#&]\s+)?["']?curl(?:\.exe)?["']?(?:\s|\^|`|\\\r?\n)""", re.IGNORECASE)
_CURL_IN_A_LINE = re.compile(r"^[ \t]*(?:[$>&][ \t]+)?curl(?:\.exe)?[ \t^`\\]", re.MULTILINE | re.IGNORECASE)
_PROGRAM = re.compile(r"(?:.*[\\/])?curl(?:\.exe)?", re.IGNORECASE | re.DOTALL)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w{0,100})=(.*)", re.DOTALL)
_MOST_BEFORE = 6  # words before the program: sudo, time, env NAME=value


@dataclass(frozen=True, slots=True)
class PastedRequest:
    """Hold the request of a pasted command, what is left out, and the secrets that variables stand for in it."""

    draft: RequestDraft
    notes: tuple[ImportNote, ...] = ()
    secrets: tuple[FoundSecret, ...] = ()
    variables: tuple[Variable, ...] = ()


def looks_like_curl(text: str) -> bool:
    """Tell whether a text starts like a curl command; cheap, for what is pasted into the URL field."""
    return _CURL.match(text[:1000]) is not None


def read_curl(text: str) -> PastedRequest:
    """Return the first request of a pasted command; raise `InputError` where there is none.

    Further ones are noted. The variables are those that the paste assigns and those made for its secrets.
    """
    imported = _read(text)
    items = [item for item in imported.root.items if isinstance(item, ImportedItem)]
    drafts = [item.draft for item in items if isinstance(item.draft, RequestDraft)]
    if not drafts:
        raise refused("empty", "The command opens a WebSocket.", "Import it as a file, or make a WebSocket tab.")
    notes = imported.notes
    if len(items) > 1:
        notes = (
            *notes,
            ImportNote("", f"The paste holds {len(items):,} requests; this is the first one.", "left-out"),
        )
    return PastedRequest(drafts[0], notes, imported.secrets, imported.root.variables)


class CurlImporter:
    """Read files with curl commands; shell variables that are set there become variables of the collection."""

    name = _FORMAT
    suffixes: tuple[str, ...] = (".sh", ".curl", ".txt", ".bat", ".cmd", ".ps1")

    def recognises(self, data: bytes, file_name: str) -> bool:
        """Tell whether a line starts with curl; of a file with another suffix the first one must."""
        text = glance(data)
        if file_name.lower().endswith(self.suffixes):
            return _CURL_IN_A_LINE.search(text) is not None
        return looks_like_curl(text)

    def read(self, data: bytes, file_name: str) -> Imported:  # noqa: ARG002 - the name of the file says nothing more
        """Return one request for each URL of each command."""
        return _read(decode_text(data))


CURL = CurlImporter()


def _read(text: str) -> Imported:
    if len(text) > TEXT_LIMIT:
        raise refused("size", f"It is longer than {TEXT_LIMIT:,} characters.", "Paste fewer commands.")
    notes, secrets = ImportNotes(), SecretsFound(text)
    variables: dict[str, str] = {}
    drafts: list[Draft] = []
    for words in shell_commands(text.replace("\r\n", "\n")):
        arguments = _arguments(words, variables)
        if arguments is not None:
            drafts += _drafts(arguments, notes, secrets)
        if len(drafts) > REQUEST_LIMIT:
            raise refused("items", f"It holds more than {REQUEST_LIMIT:,} requests.", "Import a part of it.")
    if not drafts:
        raise refused(
            "empty", "There is no curl command with a URL in it.", "Paste a command such as curl https://example.com."
        )
    folder = ImportedFolder(
        "curl",
        tuple(ImportedItem(draft) for draft in drafts),
        variables=tuple(Variable(name, value) for name, value in variables.items()),
    )
    return secret_free(Imported(_FORMAT, folder, notes=notes.all), secrets)


def _arguments(words: list[str], variables: dict[str, str]) -> list[str] | None:
    """Return what stands after curl, None for another command; assignments are kept on the way."""
    for at, word in enumerate(words[:_MOST_BEFORE]):
        assignment = _ASSIGNMENT.fullmatch(word)
        if assignment:
            variables[assignment[1]] = assignment[2]
        elif _PROGRAM.fullmatch(word):
            return words[at + 1 :]
    return None


def _drafts(words: list[str], notes: ImportNotes, secrets: SecretsFound) -> list[Draft]:
    commands = [CurlCommand(notes, "curl")]
    for option in curl_options(words):
        if option.name == "next":
            commands.append(CurlCommand(notes, "curl"))
        else:
            commands[-1].take(option)
    if sum(len(command.urls) for command in commands) > REQUEST_LIMIT:
        raise refused("items", f"It holds more than {REQUEST_LIMIT:,} requests.", "Import a part of it.")
    return [draft for command in commands for draft in curl_drafts(command, secrets)]
