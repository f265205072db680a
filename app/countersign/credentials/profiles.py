"""The profiles of the AWS shared files: what each one is, found without botocore.

Source: "Settings reference", AWS SDKs and Tools Reference Guide; the order of precedence is botocore's.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from countersign.credentials.shared_files import Sections, read_shared_file
from countersign.model.errors import Failure

ProfileKind = Literal["static", "SSO", "role", "web identity", "process", "login", "metadata"]

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class SsoSession:
    """Name one IAM Identity Center sign-in. `name` is the `sso-session`'s, or the start URL in the legacy form."""

    name: str
    start_url: str
    region: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """Hold one profile. Settings may be secret, so that no repr shows them.

    `kind` is what the profile itself resolves to; `base_kind` is what it lends to a profile that names it as its
    `source_profile`: keys beside a role are that role's source, not the role.
    """

    name: str
    kind: ProfileKind
    base_kind: ProfileKind
    settings: Mapping[str, str] = field(repr=False)
    sso: SsoSession | None = None

    @property
    def region(self) -> str:
        """Return the region that the profile sets, "" for none."""
        return self.settings.get("region", "")

    @property
    def role_arn(self) -> str:
        """Return the role, "" for none."""
        return self.settings.get("role_arn", "")


@dataclass(frozen=True, slots=True)
class SharedProfiles:
    """Hold what both files say, and what in them could not be read."""

    profiles: Mapping[str, Profile] = field(default_factory=dict)
    notices: tuple[Failure, ...] = ()


def read_profiles(environment: Mapping[str, str]) -> SharedProfiles:
    """Read both files, the credentials file's settings first; blocks."""
    config, keys = read_shared_file(config_path(environment)), read_shared_file(keys_path(environment))
    sessions = dict(_named_sections(config.sections, "sso-session"))
    profiles = dict(_profile_sections(config.sections))
    names = [*profiles, *(name for name in keys.sections if name not in profiles)]
    built = {
        name: _built(name, profiles.get(name, _NOTHING), keys.sections.get(name, _NOTHING), sessions)
        for name in names
    }
    return SharedProfiles(built, (*config.notices, *keys.notices))


def config_path(environment: Mapping[str, str]) -> Path:
    """Return where the config file is."""
    return _path(environment, "AWS_CONFIG_FILE", "config")


def keys_path(environment: Mapping[str, str]) -> Path:
    """Return where the credentials file is."""
    return _path(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")


def aws_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of the AWS tools in the home folder."""
    return _home(environment) / ".aws"


def default_profile(environment: Mapping[str, str]) -> str:
    """Return the profile that AWS tools take when none is named."""
    return environment.get("AWS_PROFILE") or environment.get("AWS_DEFAULT_PROFILE") or "default"


def _path(environment: Mapping[str, str], variable: str, name: str) -> Path:
    chosen = environment.get(variable, "")
    if not chosen:
        return aws_folder(environment) / name
    if chosen == "~" or chosen.startswith(("~/", "~\\")):
        return _home(environment) / chosen[2:]
    return Path(chosen)


def _home(environment: Mapping[str, str]) -> Path:
    folder = environment.get("HOME") or environment.get("USERPROFILE")
    return Path(folder) if folder else Path.home()


def _profile_sections(sections: Sections) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield from _named_sections(sections, "profile")
    # A section "default" without the word before it wins over one with it, as in the AWS CLI.
    if "default" in sections:
        yield "default", sections["default"]


def _named_sections(sections: Sections, word: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for title, settings in sections.items():
        parts = _words(title)
        if len(parts) == 2 and parts[0] == word:
            yield parts[1], settings


def _words(title: str) -> list[str]:
    """Divide a title into words, one of which may stand in quotes."""
    try:
        return shlex.split(title)
    except ValueError:
        return title.split(maxsplit=1)


def _built(
    name: str, config: Mapping[str, str], keys: Mapping[str, str], sessions: Mapping[str, Mapping[str, str]]
) -> Profile:
    settings = {**config, **keys}
    kind = _kind(settings, has_key_entry="aws_access_key_id" in keys)
    without_role = {setting: value for setting, value in settings.items() if setting != "role_arn"}
    has_keys = "aws_access_key_id" in settings
    base_kind = _kind(without_role, has_key_entry="aws_access_key_id" in keys) if has_keys else kind
    return Profile(name, kind, base_kind, settings, _sso_session(settings, sessions))


def _kind(settings: Mapping[str, str], *, has_key_entry: bool) -> ProfileKind:
    if settings.get("role_arn"):
        return "web identity" if "web_identity_token_file" in settings else "role"
    if "sso_account_id" in settings or "sso_role_name" in settings:
        return "SSO"
    if has_key_entry:
        return "static"
    for setting, kind in _BY_SETTING.items():
        if setting in settings:
            return kind
    return "metadata"


_BY_SETTING: dict[str, ProfileKind] = {
    "credential_process": "process",
    "login_session": "login",
    "aws_access_key_id": "static",
    "sso_session": "SSO",
    "sso_start_url": "SSO",
}


def _sso_session(settings: Mapping[str, str], sessions: Mapping[str, Mapping[str, str]]) -> SsoSession | None:
    name = settings.get("sso_session", "")
    named = sessions.get(name, _NOTHING)
    start_url = named.get("sso_start_url") or settings.get("sso_start_url", "")
    if not name and not start_url:
        return None
    region = named.get("sso_region") or settings.get("sso_region", "")
    scopes = tuple(scope.strip() for scope in named.get("sso_registration_scopes", "").split(",") if scope.strip())
    return SsoSession(name or start_url, start_url, region, scopes)
