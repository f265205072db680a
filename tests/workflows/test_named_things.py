"""Named things are kept one at a time, and come back after a restart."""

from __future__ import annotations

import asyncio

import pytest

from countersign.model.cognito import UserPool
from countersign.model.errors import InputError
from countersign.model.identity_sources import AssumedRole
from countersign.storage.definitions_file import definitions_file
from countersign.workflows.named_things import NamedThings

POOL = UserPool("orders", "eu-west-3_Ab129faBb", "3n4b5urk1ft4fl3mg5e62d9ado")
ROLE = AssumedRole("deploy", "keyring", "me", "arn:aws:iam::123456789012:role/Deploy")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "definitions.json"


def test_a_thing_is_added_replaced_and_dropped_and_the_others_stay(path):
    async def change():
        things = NamedThings(definitions_file(path))
        await things.keep(ROLE)
        await things.keep(POOL)
        await things.keep(UserPool("orders", "eu-west-1_Other0000", "client"))
        await things.drop("roles", "nobody")
        return things.current

    current = asyncio.run(change())
    assert [pool.pool_id for pool in current.user_pools] == ["eu-west-1_Other0000"]
    assert current.roles == (ROLE,)
    again = NamedThings(definitions_file(path))
    assert again.load() is None
    assert again.current == current


def test_changes_at_the_same_time_lose_nothing(path):
    async def change():
        things = NamedThings(definitions_file(path))
        await asyncio.gather(*(things.keep(UserPool(f"p{number}", "", "")) for number in range(20)))
        return things.current

    assert len(asyncio.run(change()).user_pools) == 20


@pytest.mark.parametrize("name", ["", "  ", "a b", "a.b", "a}b"])
def test_a_name_that_no_variable_could_hold_is_refused(path, name):
    things = NamedThings(definitions_file(path))
    with pytest.raises(InputError) as raised:
        asyncio.run(things.keep(UserPool(name, "", "")))
    assert raised.value.failure.id == "definition.name"
