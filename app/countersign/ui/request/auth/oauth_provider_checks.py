"""What must be typed before a provider can be saved."""

from __future__ import annotations

from collections.abc import Collection

from countersign.model.errors import Failure, InputError
from countersign.model.oauth import OAuthProvider


def check_provider(provider: OAuthProvider, taken: Collection[str]) -> None:
    """Raise `InputError` where a provider has no usable name, no client ID or no address; `taken` are other names."""
    _check_name(provider.name, taken)
    if not provider.issuer and not provider.token_endpoint:
        raise _error(
            "oauth.address-missing",
            "Nothing says where the provider is.",
            "Type its issuer, or the token endpoint under Endpoints.",
            "Issuer",
        )
    if not provider.client_id:
        raise _error(
            "oauth.client-id-missing",
            "The provider has no client ID.",
            "Type the one that the provider gave you.",
            "Client ID",
        )


def _check_name(name: str, taken: Collection[str]) -> None:
    if not name:
        raise _name_error("The provider has no name.", "Type one, such as orders-login.")
    if any(sign.isspace() or sign in "{}" for sign in name):
        raise _name_error("The name would not work in {{oauth.NAME.access_token}}.", "Leave out spaces and braces.")
    if name in taken:
        raise _name_error("There is another provider of this name.", "Choose another name.")


def _name_error(sentence: str, action: str) -> InputError:
    return _error("oauth.provider-name", sentence, action, "Provider name")


def _error(identifier: str, sentence: str, action: str, field: str) -> InputError:
    return InputError(Failure(identifier, sentence, action, field=field))
