"""A secret variable's value belongs to one folder, one environment and one name."""

from __future__ import annotations

import asyncio

from countersign.credentials.variable_secrets import VariableSecrets
from countersign.credentials.vault import MemoryVault
from countersign.model.redaction import Redactor


def test_a_value_is_found_under_its_own_place_only():
    async def scenario():
        secrets = VariableSecrets(MemoryVault(), Redactor())
        await secrets.set("/home/me/orders", "staging", "key", "hush-hush")
        places = [
            ("/home/me/orders", "staging", "key"),
            ("/home/me/other", "staging", "key"),
            ("/home/me/orders", "production", "key"),
            ("/home/me/orders", "staging", "other"),
            ("/home/me/orders/staging", "", "key"),
        ]
        return [await secrets.get(*place) for place in places]

    assert asyncio.run(scenario()) == ["hush-hush", "", "", "", ""]


def test_values_can_be_removed_and_an_empty_one_is_none():
    async def scenario():
        vault = MemoryVault()
        secrets = VariableSecrets(vault, Redactor())
        await secrets.set("w", "e", "a", "hush-hush")
        await secrets.set("w", "e", "b", "hush-hush")
        await secrets.set("w", "e", "a", "")
        await secrets.delete("w", "e", "b")
        await secrets.delete("w", "e", "never there")
        return vault._values

    assert asyncio.run(scenario()) == {}


def test_values_are_scrubbed_from_texts_and_stand_in_no_entrys_name():
    async def scenario():
        vault, redactor = MemoryVault(), Redactor()
        await VariableSecrets(vault, redactor).set("w", "e", "a", "hush-hush")
        fresh = Redactor()
        await VariableSecrets(vault, fresh).get("w", "e", "a")
        return redactor.scrub("x hush-hush"), fresh.scrub("x hush-hush"), "".join(vault._values)

    known, learned, names = asyncio.run(scenario())
    assert known == learned == "x •••"
    assert len(names) < 100
