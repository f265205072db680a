"""The playground's user pool, as two app clients with names of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countersign.model.cognito import UserPool

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
