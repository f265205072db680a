"""Answers on order: a status, a delay, redirects, a calculation, and one document of each common kind."""

from __future__ import annotations

import asyncio
import math
import struct
import zlib
from http import HTTPStatus

from countersign.playground.exchange import Answer, ReceivedRequest, json_answer, text_answer
from countersign.playground.routing import Arguments, Route, bad_request, number

_LONGEST_DELAY = 600.0  # seconds
_LARGEST_FACTORIAL = 1000

_XML = """<?xml version="1.0" encoding="UTF-8"?>
<orders xmlns="https://example.com/orders">
  <order id="o-5001" status="shipped"><item quantity="1">Blue shoes</item><total currency="EUR">89.00</total></order>
  <order id="o-5002" status="open"><item quantity="2">Rain jacket</item><total currency="EUR">178.50</total></order>
</orders>
"""
_HTML = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Playground</title></head>
<body><h1>Playground</h1><p>A <b>small</b> page &amp; nothing more.</p></body>
</html>
"""


def routes() -> tuple[Route, ...]:
    """Return the routes of small answers."""
    return (
        Route("/status/{code}", "an answer with that status, 200 to 599", _answer_status),
        Route("/delay/{seconds}", "an answer after that many seconds", _answer_delay),
        Route("/redirect/{n}", "n redirects, one after the other", _answer_redirects),
        Route("/redirect-to", "one redirect: ?url=&status=", _answer_redirect_to),
        Route("/factorial", "n factorial: ?n=6", answer_factorial),
        Route("/image", "a small PNG", _answer_image),
        Route("/xml", "an XML document", _answer_xml),
        Route("/html", "an HTML page", _answer_html),
    )


async def _answer_status(_: ReceivedRequest, arguments: Arguments) -> Answer:
    code = arguments["code"]
    if not (code.isascii() and code.isdigit() and 200 <= int(code[:4]) <= 599):
        return bad_request("A status is a number from 200 to 599.")
    status = int(code)
    if status in {204, 205, 304}:
        return Answer(status)
    phrase = next((known.phrase for known in HTTPStatus if known == status), "")
    headers = (("location", "/echo"),) if status in {301, 302, 303, 307, 308} else ()
    return json_answer({"status": status, "reason": phrase}, status, headers)


async def _answer_delay(_: ReceivedRequest, arguments: Arguments) -> Answer:
    seconds = number(arguments["seconds"], 0, _LONGEST_DELAY)
    if seconds is None:
        return bad_request("A delay is a number of seconds.")
    await asyncio.sleep(seconds)
    return json_answer({"delayed": seconds})


async def _answer_redirects(request: ReceivedRequest, arguments: Arguments) -> Answer:
    left = number(arguments["n"], 0, 10_000)
    if left is None:
        return bad_request("The number of redirects is a whole number.")
    if left < 1:
        return json_answer({"arrived": True, "method": request.method})
    return json_answer({"left": int(left)}, 302, (("location", f"/redirect/{int(left) - 1}"),))


async def _answer_redirect_to(request: ReceivedRequest, _: Arguments) -> Answer:
    parameters = request.parameters()
    url, status = parameters.get("url", ""), parameters.get("status", "302")
    if not url or not url.isprintable() or not url.isascii():
        return bad_request("Name the address in ?url=, percent-encoded.")
    if status not in {"301", "302", "303", "307", "308"}:
        return bad_request("A redirect is 301, 302, 303, 307 or 308.")
    return json_answer({"to": url}, int(status), (("location", url),))


async def answer_factorial(request: ReceivedRequest, _: Arguments) -> Answer:
    """Answer n factorial, which routes behind authorizers share."""
    text = request.parameters().get("n", "6")
    if not (text.isascii() and text.isdigit() and int(text[:5]) <= _LARGEST_FACTORIAL):
        return bad_request(f"n is a whole number from 0 to {_LARGEST_FACTORIAL}.")
    return json_answer({"factorial": math.factorial(int(text))})


async def _answer_image(_: ReceivedRequest, arguments: Arguments) -> Answer:
    del arguments
    return Answer(200, (("content-type", "image/png"),), _png(96, 64))


async def _answer_xml(_: ReceivedRequest, arguments: Arguments) -> Answer:
    del arguments
    return text_answer(_XML, "application/xml")


async def _answer_html(_: ReceivedRequest, arguments: Arguments) -> Answer:
    del arguments
    return text_answer(_HTML, "text/html")


def _png(width: int, height: int) -> bytes:
    rows = b"".join(
        b"\0" + bytes(part for x in range(width) for part in (40 + x * 2, 90, 255 - y * 3)) for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(kind, data) for kind, data in chunks)


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
