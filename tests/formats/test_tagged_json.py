"""The codec follows the annotations of any frozen dataclass."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from countersign.formats.tagged_json import TaggedJson
from countersign.model.errors import InputError


@dataclass(frozen=True)
class Cat:
    lives: int = 9


@dataclass(frozen=True)
class Dog:
    weight: float | None = None


@dataclass(frozen=True)
class Home:
    pet: Cat | Dog
    other: Cat | Dog | None = None


CODEC = TaggedJson({Cat: "cat", Dog: "dog"})


def test_members_of_a_union_are_told_apart_by_their_tag():
    home = Home(Dog(2.5), Cat())
    data = CODEC.encode(home)
    assert data == {"pet": {"type": "dog", "weight": 2.5}, "other": {"type": "cat", "lives": 9}}
    assert CODEC.decode(Home, data, "home") == home


def test_an_optional_union_may_be_absent():
    assert CODEC.decode(Home, {"pet": {"type": "cat"}, "other": None}, "home") == Home(Cat())


def test_a_union_that_must_be_there_is_missed_by_name():
    with pytest.raises(InputError, match=r"home\.pet is missing"):
        CODEC.decode(Home, {}, "home")


def test_a_member_of_a_union_may_stand_alone():
    assert CODEC.decode_one_of((Cat, Dog), CODEC.encode(Dog(1.5)), "pet") == Dog(1.5)
    with pytest.raises(InputError, match=r"pet\.type is not one of cat, dog"):
        CODEC.decode_one_of((Cat, Dog), {"lives": 9}, "pet")
