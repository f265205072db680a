"""What the playground offers to requests: its user pool under two names, its variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countersign.model.cognito import UserPool
from countersign.model.workspace import Variable

if TYPE_CHECKING:
    from countersign.playground.address import PlaygroundAddress


def playground_pools(address: PlaygroundAddress) -> tuple[tuple[UserPool, str], ...]:
    """Return the pools and their client secrets: "orders" for machines, "orders-people" for persons; none without."""
    if not address.user_pool_id:
        return ()
    machine = UserPool(
        name="orders",
        pool_id=address.user_pool_id,
        client_id=address.machine_client_id,
        domain=address.cognito_domain,
        scopes=("orders/read", "orders/write"),
        method="client_credentials",
        has_client_secret=True,
        api_endpoint=address.cognito_endpoint,
        domain_endpoint=address.cognito_domain_endpoint,
    )
    people = UserPool(
        name="orders-people",
        pool_id=address.user_pool_id,
        client_id=address.user_client_id,
        domain=address.cognito_domain,
        scopes=("openid", "email"),
        method="srp",
        api_endpoint=address.cognito_endpoint,
        domain_endpoint=address.cognito_domain_endpoint,
    )
    return ((machine, address.machine_client_secret), (people, ""))


def playground_variables(address: PlaygroundAddress) -> tuple[Variable, ...]:
    """Return what requests and sign-ins may refer to. The user's password lasts as long as the playground."""
    variables = [
        Variable("base_url", address.https),
        Variable("base_url_http", address.http),
        Variable("ws_url", address.ws),
        Variable("ws_url_plain", address.ws_plain),
        Variable("kvs_control_plane", address.kvs_control_plane),
        Variable("channel_arn", address.channel_arn),
    ]
    if address.user_pool_id:
        variables += [
            Variable("playground_user", address.user_name),
            Variable("playground_password", address.user_password),
            Variable("playground_new_user", address.new_user_name),
            Variable("playground_new_password", address.new_user_password),
        ]
    return tuple(variables)
