"""The secrets of one import: what is one, by its name or its shape, and the variable that stands in its place.

The place of a FoundSecret says where its value belongs: `ENVIRONMENT_PLACE` and the name for a variable of an
environment, `COLLECTION_PLACE` for one of the collection itself, else the place in the tree where it stood first.
Keys of an AWS identity are named `identity.NAME.access_key_id`, `.secret_access_key` and `.session_token`; they are
no variables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache, partial
from urllib.parse import unquote_plus

from countersign.model.imported import FoundSecret
from countersign.model.workspace import Variable
from countersign.variables.template_syntax import VARIABLE

ENVIRONMENT_PLACE = "environment "
COLLECTION_PLACE = "collection"
IDENTITY_PREFIX = "identity."

_PARTS = re.compile(
    "token|secret|passw(?:or)?d|passphrase|passcode|apikey|accesskey|privatekey|signingkey|signature|credential"
    "|authorization|assertion|cookie|sessionid|jwt|clientkey|subscriptionkey|authkey|xfunctionskey"
)
_WHOLE = frozenset({"auth", "key", "pass", "pwd", "sig", "authtoken", "bearer"})
# token_type, tokenUrl, nextToken and their like tell about a secret, or are none.
_HARMLESS = re.compile(
    "(?:next|continuation|page|pagination|csrfmiddleware|max|min|num)tokens?"
    "|.*(?:type|urls?|uri|endpoint|use|version|method|algorithm|header|headers|name|prefix|location|placement|path|lifetime"
    "|expiry|expiration|expires|expiresin|issuer|enabled|required|length|count|id(?<!accesskeyid)(?<!sessionid)|policy)"
    "|.*allowcredentials"
)
_SEPARATORS = re.compile(r"[-_.\s\[\]%]+")
_SCHEME = re.compile(r"\s*(?:bearer|basic|token|apikey|api-key|key|jwt)\s+", re.IGNORECASE)
_SHAPES = (
    ("aws_access_key_id", re.compile(r"(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])")),
    ("jwt", re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{6,}\.eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*")),
    (
        "github_token",
        re.compile(r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})"),
    ),
    ("slack_token", re.compile(r"(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,250}")),
    ("stripe_key", re.compile(r"(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{16,250}")),
    ("private_key", re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]{20,20000}")),
)
# Most texts hold none of them: one look instead of one for each shape.
_SHAPE_STARTS = re.compile(r"A[KS]IA|eyJ|gh[pousr]_|github_pat_|xox[a-z]-|[rs]k_(?:live|test)_|-----BEGIN")
_NAMES = re.compile(r"\{\{([^{}\r\n]{1,200}+)\}\}")
_WORD = re.compile(r"[A-Za-z0-9]+")
_CASE_CHANGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SHORTEST_REPEATED = 8
_MOST_ALIKE = 100  # values that start alike; each of them is tried at each place
_MOST_PARTS = 50
_PIECE = re.compile(r"[^\s;,:@=&\"']{8,}")
_DIGIT = re.compile(r"\d")
_RUN = re.compile(r"[A-Za-z0-9]{4,}")


@lru_cache(4096)
def is_sensitive(name: str) -> bool:
    """Tell whether a header, parameter, field or variable of this name carries a secret."""
    plain = _SEPARATORS.sub("", unquote_plus(name[:200])).lower()
    if plain in _WHOLE:
        return True
    return _PARTS.search(plain) is not None and _HARMLESS.fullmatch(plain) is None


def is_literal(value: str) -> bool:
    """Tell whether a value holds text of its own beside variables and the name of a scheme ("Bearer {{token}}")."""
    rest = VARIABLE.sub("", value)
    if rest == value:
        return value.strip() != ""
    return _SCHEME.sub("", rest + " ", count=1).strip() != ""


class SecretsFound:
    """Give each secret a variable. `source` is the text of the source: names that it uses are not given again."""

    def __init__(self, source: str = "") -> None:
        self._taken = {name.strip().removeprefix("_.") for name in _NAMES.findall(source)}
        self._numbers: Counter[str] = Counter()
        self._by_value: dict[str, str] = {}
        self._found: dict[FoundSecret, None] = {}
        self._own: dict[str, None] = {}
        self._identities: dict[tuple[str, str, str], str] = {}
        self._by_run: dict[str, dict[str, tuple[int, str]]] = {}

    def reserve(self, names: Iterable[str]) -> None:
        """Keep names of variables that the source defines from being given to others."""
        self._taken.update(names)

    def variable_for(self, value: str, hint: str, place: str) -> str:
        """Return `{{name}}` for a secret; the same value gets the same name. The hint is what it is called there."""
        name = self._by_value.get(value)
        if name is None:
            name = self._new_name(hint, "secret")
            self._by_value[value] = name
            self._own[name] = None
            self._add(FoundSecret(name, place, value))
        return f"{{{{{name}}}}}"

    def keep_variable(self, name: str, value: str, place: str) -> None:
        """Keep the value of a secret variable that the source itself defines; it keeps its name."""
        self._taken.add(name)
        if value:
            self._add(FoundSecret(name, place, value))

    def identity_for(self, hint: str, keys: tuple[str, str, str], place: str) -> str:
        """Return a name for the identity of these keys: access key ID, secret access key, session token or ""."""
        if keys not in self._identities:
            name = self._new_name(hint, "imported")
            self._identities[keys] = name
            for member, value in zip(("access_key_id", "secret_access_key", "session_token"), keys, strict=True):
                if value:
                    self._add(FoundSecret(f"{IDENTITY_PREFIX}{name}.{member}", place, value))
        return self._identities[keys]

    def protect(self, name: str, value: str, place: str) -> str:
        """Return a named value without its secret: whole where the name is sensitive, else what has a secret's shape.

        The word of a scheme stays: `Bearer abc` becomes `Bearer {{authorization}}`.
        """
        if not is_sensitive(name) or not is_literal(value):
            return self.protect_text(value, place)
        scheme = _SCHEME.match(value)
        start = scheme.end() if scheme and value[scheme.end() :].strip() else 0
        return value[:start] + self.variable_for(value[start:], name, place)

    def protect_text(self, text: str, place: str) -> str:
        """Return a text without what has the shape of a secret."""
        if _SHAPE_STARTS.search(text) is None:
            return text
        for hint, pattern in _SHAPES:
            text = pattern.sub(partial(self._shaped, hint, place), text)
        return text

    def has_secret_shape(self, text: str) -> bool:
        """Tell whether a text holds something that has the shape of a secret."""
        return any(pattern.search(text) for _, pattern in _SHAPES)

    def protect_repeats(self, text: str, place: str, mask: str = "") -> str:
        """Return a text without the values that were found so far, of eight characters or more."""
        if not self._by_run or not text:
            return text
        pieces, start = [], 0
        for run in _RUN.finditer(text):
            hit = None if run.start() < start else self._known_at(text, run)
            if hit is not None:
                at, value, name = hit
                if at >= start:
                    pieces += [text[start:at], mask or self._again(name, value, place)]
                    start = at + len(value)
        return "".join([*pieces, text[start:]])

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was found that could stand elsewhere too."""
        return not self._by_run

    @property
    def found(self) -> tuple[FoundSecret, ...]:
        """Return all secrets, in the order in which they were found."""
        return tuple(self._found)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Return the secret variables that were made here and stand in no source; they belong to the collection."""
        return tuple(Variable(name, "", secret=True) for name in self._own)

    def _shaped(self, hint: str, place: str, match: re.Match[str]) -> str:
        return self.variable_for(match[0], hint, place)

    def _add(self, secret: FoundSecret) -> None:
        self._found[secret] = None
        self._index(secret.value, secret.variable)
        for part in _PIECE.findall(secret.value)[:_MOST_PARTS]:
            # Of several values in one, as in a Cookie header, each is kept out of other places too.
            if part != secret.value and _DIGIT.search(part):
                self._index(part, "")

    def _index(self, value: str, variable: str) -> None:
        run = _RUN.search(value)
        if run is None or len(value) < _SHORTEST_REPEATED:
            return
        alike = self._by_run.setdefault(run[0], {})
        if len(alike) < _MOST_ALIKE:
            alike.setdefault(value, (run.start(), variable))

    def _again(self, name: str, value: str, place: str) -> str:
        if name and not name.startswith(IDENTITY_PREFIX):
            return f"{{{{{name}}}}}"
        return self.variable_for(value, name.rpartition(".")[2], place)

    def _known_at(self, text: str, run: re.Match[str]) -> tuple[int, str, str] | None:
        for value, (offset, name) in self._by_run.get(run[0], {}).items():
            at = run.start() - offset
            if at >= 0 and text.startswith(value, at):
                return at, value, name
        return None

    def _new_name(self, hint: str, usual: str) -> str:
        base = name = _slug(hint) or usual
        while name in self._taken:
            self._numbers[base] += 1
            name = f"{base}_{self._numbers[base] + 1}"
        self._taken.add(name)
        return name


def _slug(hint: str) -> str:
    return "_".join(_WORD.findall(_CASE_CHANGE.sub(" ", hint[:60]))).lower()
