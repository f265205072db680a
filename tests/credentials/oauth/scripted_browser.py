"""A browser without a screen: follows redirects, keeps cookies, fills in the first form of each page."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

PERSON = {"login": "ada", "password": "anything"}
_MOST_STEPS = 20


async def walk(url: str, filled: dict[str, str], stop_before: str | None = None) -> str:
    """Go on until a page has no form; return its text. `filled` answers the fields by name.

    A button that it names is pressed, and the page after it is the last.
    A redirect to what starts with `stop_before` is not followed, but returned.
    """
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        response = await client.get(url)
        for _ in range(_MOST_STEPS):
            if response.is_redirect:
                target = urljoin(str(response.url), response.headers["location"])
                if stop_before is not None and target.startswith(stop_before):
                    return target
                response = await client.get(target)
                continue
            form = _first_form(response.text)
            if form is None:
                return response.text
            data = {name: filled.get(name, value) for name, value in form.fields.items()}
            pressed = {name: filled[name] for name in form.buttons & filled.keys()}
            target = urljoin(str(response.url), form.action)
            response = await client.request(form.method, target, data=data | pressed)
            if pressed:
                return response.text
    raise AssertionError(f"{_MOST_STEPS} pages, and no end")


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.method = ""
        self.fields: dict[str, str] = {}
        self.buttons: set[str] = set()

    def handle_starttag(self, tag, attrs) -> None:
        attributes = dict(attrs)
        if tag == "form" and not self.action:
            self.action, self.method = attributes["action"], attributes.get("method", "get").upper()
        elif tag == "input" and self.action and attributes.get("name"):
            self.fields[attributes["name"]] = attributes.get("value") or ""
        elif tag == "button" and attributes.get("name"):
            self.buttons.add(attributes["name"])


def _first_form(page: str) -> _FormReader | None:
    reader = _FormReader()
    reader.feed(page)
    return reader if reader.action else None
