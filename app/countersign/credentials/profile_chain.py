"""The profiles that a profile stands on, found before anything is asked; a loop among them is an error.

Source: "Assume role credential provider", AWS SDKs and Tools Reference Guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from countersign.credentials.profiles import Profile, ProfileKind
from countersign.model.errors import CredentialsError, Failure


@dataclass(frozen=True, slots=True)
class Link:
    """Hold one profile of a chain, and what it is there: itself at the top, or the source of the one above."""

    profile: Profile
    kind: ProfileKind


def profile_chain(profiles: Mapping[str, Profile], name: str) -> tuple[Link, ...]:
    """Return the profile and, for roles, all sources below it; raise `CredentialsError`."""
    if name not in profiles:
        raise _not_found(name)
    links = [Link(profiles[name], profiles[name].kind)]
    while links[-1].kind == "role":
        above = links[-1].profile
        source = _source(above)
        if not source:
            break
        if source not in profiles:
            raise _source_missing(above.name, source)
        link = Link(profiles[source], profiles[source].base_kind)
        if link in links:
            raise _loop([*(one.profile.name for one in links), source])
        links.append(link)
    return tuple(links)


def _source(profile: Profile) -> str:
    """Return the source profile, "" where the machine or the environment is the source."""
    source, machine = (profile.settings.get(name, "") for name in ("source_profile", "credential_source"))
    if bool(source) == bool(machine):
        both = (
            "both source_profile and credential_source" if source else "neither source_profile nor credential_source"
        )
        raise CredentialsError(
            Failure(
                "credentials.role-source",
                f"The profile “{profile.name}” assumes a role and sets {both}.",
                "Set one of them in the AWS config file.",
                field="Identity",
            )
        )
    return source


def _not_found(name: str) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.profile-not-found",
            f"There is no profile “{name}” in the AWS config and credentials files.",
            "Choose another identity, or add the profile with aws configure.",
            field="Identity",
        )
    )


def _source_missing(name: str, source: str) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.source-profile-not-found",
            f"The profile “{name}” takes its keys from the profile “{source}”, which does not exist.",
            "Correct source_profile in the AWS config file.",
            field="Identity",
        )
    )


def _loop(names: list[str]) -> CredentialsError:
    return CredentialsError(
        Failure(
            "credentials.profile-loop",
            f"The profiles take their keys from each other in a circle: {' → '.join(names)}.",
            "Correct source_profile in the AWS config file, so that the last one has keys of its own.",
            field="Identity",
        )
    )
