"""A registered secret is in no text and no log record, however it is spelled."""

from __future__ import annotations

import asyncio
import base64
import html
import io
import json
import logging
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote, quote_plus

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.redaction import MASK, Redactor, install_redaction

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEHgaCWV1LXdlc3QtMSJGMEQCIA==/" + "aB3+/xYz" * 90 + "=="
ODD = "pä ß\"w'ö<r>d&\\/+%=\n😀"


def redactor(*secrets: str) -> Redactor:
    known = Redactor()
    known.register(secrets)
    return known


def escaped_but_alphanumerics(secret: str) -> str:
    """Escape as .NET and Gson do, which spare fewer characters than the standard asks."""
    units = (json.dumps(character)[1:-1] for character in secret)
    return "".join(unit if unit.isalnum() or len(unit) > 1 else f"\\u{ord(unit):04X}" for unit in units)


SPELLINGS = {
    "plain": str,
    "percent": lambda secret: quote(secret, safe=""),
    "percent but slashes": quote,
    "percent in lower case": lambda secret: re.sub("%..", lambda found: found[0].lower(), quote(secret, safe="")),
    "percent twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "form": quote_plus,
    "json": lambda secret: json.dumps(secret)[1:-1],
    "json in json": lambda secret: json.dumps(json.dumps(secret)[1:-1])[1:-1],
    "json in unicode": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "json with slashes": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "json with more escapes": escaped_but_alphanumerics,
    "html": html.escape,
    "xml": lambda secret: html.escape(secret).replace("&#x27;", "&apos;"),
    "python": lambda secret: repr(secret)[1:-1],
    "python bytes": lambda secret: repr(secret.encode())[2:-1],
    "base64": lambda secret: base64.b64encode(secret.encode()).decode().rstrip("="),
    "hex": lambda secret: secret.encode().hex(),
    "upper hex": lambda secret: secret.encode().hex().upper(),
    "spaced hex": lambda secret: secret.encode().hex(" "),
    "colon hex": lambda secret: secret.encode().hex(":"),
    "all percent": lambda secret: "%" + secret.encode().hex("%"),
    "escaped hex": lambda secret: "".join(f"\\x{byte:02x}" for byte in secret.encode()),
    "utf-16 hex": lambda secret: secret.encode("utf-16-le").hex(),
}


@pytest.mark.parametrize("secret", [SECRET, TOKEN, ODD, "plain6"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_masked(spelling, secret):
    spelled = SPELLINGS[spelling](secret)
    scrubbed = redactor(secret).scrub(f"<before={spelled}&after>")
    assert scrubbed.count(MASK) == 1
    assert scrubbed.startswith("<before=")
    assert scrubbed.endswith("&after>")
    assert len(scrubbed) <= len("<before=&after>") + len(MASK) + 6


@pytest.mark.parametrize("secret", [SECRET, TOKEN])
@pytest.mark.parametrize("offset", range(3))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_secret_inside_a_longer_base64_is_masked_at_any_offset(secret, offset, encode):
    encoded = encode(b"u" * offset + secret.encode() + b":rest").decode()
    scrubbed = redactor(secret).scrub(f"Basic {encoded}")
    assert scrubbed.count(MASK) == 1
    assert len(scrubbed) < 30
    quoted = redactor(secret).scrub(quote(f"Basic {encoded}", safe=""))
    assert quoted.count(MASK) == 1


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_text_read_as_single_bytes_is_masked(encoding):
    text = ("key: " + SECRET).encode(encoding).decode("latin-1")
    for shown in (text, repr(text)[1:-1], json.dumps(text)):
        scrubbed = redactor(SECRET).scrub(shown)
        assert MASK in scrubbed
        assert len(scrubbed) < 60


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=6, max_size=40), st.sampled_from(sorted(SPELLINGS)))
def test_any_secret_is_masked_in_any_spelling(secret, spelling):
    assert MASK in redactor(secret).scrub(f"({SPELLINGS[spelling](secret)})")


@given(st.text(max_size=200))
def test_a_text_without_secrets_stays_as_it_is(text):
    assert redactor(SECRET, TOKEN, "lone\ud800surrogate").scrub(text) == text


def test_a_secret_within_a_longer_one_leaves_no_rest():
    assert redactor("password", "user:password:more").scrub("a user:password:more b password") == f"a {MASK} b {MASK}"


def test_a_value_too_short_to_tell_from_a_word_is_not_registered():
    assert redactor("", "abc", "short").scrub("a short word, abc") == "a short word, abc"


def test_a_thousand_secrets_are_all_found_in_one_text():
    secrets = [f"{number:04d}{SECRET[::-1]}{number:04d}" for number in range(1000)]
    known = redactor(*secrets)
    assert known.scrub(" ".join(secrets)) == " ".join([MASK] * 1000)


def test_a_text_without_secrets_compiles_no_pattern(monkeypatch):
    """Cost is counted, not timed: a text that holds no anchor never reaches the regular expressions."""
    known = redactor(*(f"{number:03d}{SECRET}" for number in range(100)))
    monkeypatch.setattr("countersign.model.redaction.re.compile", lambda _: pytest.fail("compiled a pattern"))
    text = "GET https://example.execute-api.eu-west-1.amazonaws.com/pets?page=1 200 OK\n" * 500
    assert known.scrub(text) == text


def test_a_secret_and_a_text_full_of_backslashes_take_no_time():
    """A pattern that tries every split of the run would not end before the test's time limit."""
    secret = "abc" + "\\" * 40 + "xyz"
    assert redactor(secret).scrub("abc" + "\\" * 200 + "!") == "abc" + "\\" * 200 + "!"
    assert redactor(secret).scrub(json.dumps(json.dumps(secret))[3:-3]) == MASK


def test_secrets_may_be_registered_while_other_threads_scrub():
    known = redactor(SECRET)
    failures = []

    def scrub() -> None:
        failures.extend(1 for _ in range(200) if SECRET in known.scrub(f"x {SECRET} y"))

    threads = [threading.Thread(target=scrub) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(200):
        known.register([f"secret number {number}"])
    for thread in threads:
        thread.join()
    assert failures == []
    assert known.scrub("secret number 199") == MASK


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Give all that a debug log of everything would hold, with redaction installed."""
    restore = install_redaction(redactor(SECRET, TOKEN))
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)
    restore()


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("X-Was", self.headers["Authorization"])
        self.send_header("Set-Cookie", f"session={self.headers['X-Amz-Security-Token']}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format, *args):  # noqa: A002 - the base class names it
        logging.getLogger("server").debug(format, *args)


@pytest.fixture
def server_url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def assert_clean(text: str) -> None:
    for secret in (SECRET, TOKEN):
        for spelling in SPELLINGS.values():
            assert spelling(secret) not in text


def test_a_real_request_at_debug_level_logs_no_secret(log, server_url):
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            query = f"X-Amz-Security-Token={quote(TOKEN, safe='')}&X-Amz-Credential={quote_plus(SECRET)}&page=1"
            headers = {"Authorization": f"Bearer {SECRET}", "X-Amz-Security-Token": TOKEN}
            return await client.get(f"{server_url}/pets?{query}", headers=headers)

    response = asyncio.run(send())
    assert SECRET in response.headers["X-Was"]
    text = log.getvalue()
    assert f"X-Amz-Security-Token={MASK}" in text
    assert "httpcore" in text
    assert "httpx INFO" in text
    assert text.count(MASK) >= 4
    assert_clean(text)


def test_an_exception_of_the_library_that_prints_the_bearer_value_is_masked(log, server_url):
    with pytest.raises(httpx.LocalProtocolError, match="7MDENG") as raised:
        httpx.get(server_url, headers={"Authorization": f"Bearer {SECRET}\n"}, trust_env=False)
    logger = logging.getLogger("countersign.http_engine.client")
    logger.error("could not send %s", {"key": SECRET}, exc_info=raised.value)
    text = log.getvalue()
    assert "LocalProtocolError" in text
    assert "Traceback" in text
    assert f"could not send {{'key': '{MASK}'}}" in text
    assert_clean(text)


@pytest.mark.parametrize(
    "name",
    [
        "websockets.client",
        "websockets.server",
        "botocore.auth",
        "botocore.endpoint",
        "asyncio",
        "hpack.hpack",
        "",
        "a.b",
    ],
)
def test_every_logger_is_covered_child_loggers_included(log, name):
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    logger.debug("> GET /?X-Amz-Security-Token=%s HTTP/1.1", quote(TOKEN, safe=""))
    logger.debug("> Authorization: Bearer wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", stack_info=True)
    logger.debug(f"%-formats in a plain message stay: 100% {SECRET}")  # noqa: G004 - the message is the point
    logger.setLevel(level)
    text = log.getvalue()
    assert text.count(MASK) == 4  # the stack shows the line of the call, and the value in it
    assert "Stack (most recent call last)" in text
    assert "100% " in text
    assert_clean(text)


def test_a_chained_exception_is_masked_through_its_causes(log):
    error = RuntimeError(TOKEN)
    error.__cause__ = ValueError(SECRET)
    logging.getLogger("countersign").error("failed", exc_info=error)
    assert log.getvalue().count(MASK) == 2
    assert_clean(log.getvalue())


def test_arguments_that_do_not_fit_the_format_are_logged_without_the_secret(log, capsys):
    logging.getLogger("countersign").warning("%d", SECRET)
    assert f"%d ('{MASK}',)" in log.getvalue()
    assert capsys.readouterr().err == ""


def test_an_exception_that_was_written_out_before_is_masked():
    ways_back = [install_redaction(Redactor()), install_redaction(redactor(SECRET))]
    record = logging.getLogRecordFactory()(
        "countersign", 40, "", 1, "failed", (), (ValueError, ValueError(SECRET), None)
    )
    for restore in reversed(ways_back):
        restore()
    assert record.exc_text == f"ValueError: {MASK}"


def test_a_handler_with_a_formatter_of_its_own_gets_no_live_exception(log):
    seen = []

    class Keeping(logging.Handler):
        def emit(self, record):
            seen.append(record)

    handler = Keeping()
    logging.getLogger("countersign.own").addHandler(handler)
    logging.getLogger("countersign.own").error("failed with %s", SECRET, exc_info=ValueError(SECRET))
    logging.getLogger("countersign.own").removeHandler(handler)
    (record,) = seen
    assert record.exc_info is None
    assert SECRET not in repr(vars(record))


def test_the_way_back_leaves_logging_as_it_was():
    before = logging.getLogRecordFactory()
    restore = install_redaction(redactor(SECRET))
    assert logging.getLogRecordFactory() is not before
    restore()
    restore()
    assert logging.getLogRecordFactory() is before
