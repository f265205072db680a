"""Tests of one answer read whole; what providers make of it is tested with them."""

from __future__ import annotations

import asyncio

import pytest

from countersign.credentials.whole_answers import LARGEST_ANSWER, NoAnswer, WholeAnswer, WholeAnswers
from countersign.model.redaction import Redactor
from countersign.model.url import WireUrl
from tests.credentials.oauth.scripted_provider import ScriptedProvider, answer

SECRET = "cAnArY7secretValue"


def ask(reply: bytes, *, method: str = "POST", deadline: float = 5.0):
    """Ask a scripted server once; return what came of it and what the server received."""

    async def scenario():
        async with ScriptedProvider({"/x": [reply]}) as server:
            answers = WholeAnswers(Redactor(), deadline=deadline)
            given = await answers.ask(
                method, WireUrl.parse(f"{server.issuer}/x"), {"X-Proof": SECRET}, f"a={SECRET}".encode()
            )
            return given, server.received

    return asyncio.run(scenario())


@pytest.mark.parametrize("status", ["200 OK", "302 Found", "400 Bad Request", "503 Service Unavailable"])
def test_an_answer_of_any_status_comes_whole_and_nothing_is_followed(status):
    given, [received] = ask(answer({"a": 1}, status, "Location: /elsewhere", "X-Own: yes"))
    assert isinstance(given, WholeAnswer)
    assert (given.status, given.headers["x-own"], given.body) == (int(status[:3]), "yes", b'{"a": 1}')
    assert received.headers["x-proof"] == SECRET
    assert received.headers["accept-encoding"] == "identity"


def test_an_answer_does_not_show_what_came():
    given, _ = ask(answer({"access_token": SECRET}))
    assert SECRET not in repr(given)


@pytest.mark.parametrize(
    ("reply", "kind", "status"),
    [
        (answer(b"x" * (LARGEST_ANSWER + 1)), "too-large", 200),
        (answer(b"x", "404 Not Found", "Content-Encoding: gzip"), "compressed", 404),
        (b"nonsense\r\n\r\n", "unreachable", 0),
    ],
)
def test_why_there_is_no_answer(reply, kind, status):
    given, _ = ask(reply)
    assert isinstance(given, NoAnswer)
    assert (given.kind, given.status) == (kind, status)
    assert SECRET not in repr(given)


def test_a_registered_secret_in_the_librarys_words_is_masked():
    redactor = Redactor()
    redactor.register(["nowhere-secret"])
    answers = WholeAnswers(redactor)
    given = asyncio.run(answers.ask("GET", WireUrl.parse("http://nowhere-secret.invalid/"), {}, b""))
    assert isinstance(given, NoAnswer)
    assert given.kind == "unreachable"
    assert given.words
    assert "nowhere-secret" not in given.words
