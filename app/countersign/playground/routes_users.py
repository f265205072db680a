"""Users and orders behind IAM auth, as an HTTP API on API Gateway serves them under the stage Prod."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from countersign.playground.exchange import Answer, ReceivedRequest
from countersign.playground.gateway_words import gateway_answer, missing_token, word_refusal
from countersign.playground.judge import SignedService, judge
from countersign.playground.keys import PlaygroundKeys
from countersign.playground.refusal import Refusal
from countersign.playground.routes_echo import describe_request
from countersign.playground.routing import Arguments, Route

_LARGEST_PAYLOAD = 10 * 1024 * 1024  # "API Gateway quotas for HTTP APIs", API Gateway Developer Guide
_MOST_USERS = 1000
_PEOPLE = (
    ("u-1001", "Ada Moreno", "ada.moreno@example.com", "admin", "2024-03-11T09:24:00Z"),
    ("u-1002", "Tomás Okafor", "tomas.okafor@example.com", "editor", "2024-05-02T14:05:00Z"),
    ("u-1003", "Mei Lindqvist", "mei.lindqvist@example.com", "viewer", "2024-08-19T07:41:00Z"),
    ("u-1004", "Ravi Castellano", "ravi.castellano@example.com", "editor", "2025-01-27T16:12:00Z"),
    ("u-1005", "Zofia Haddad", "zofia.haddad@example.com", "viewer", "2025-06-30T11:58:00Z"),
    ("u-1006", "Jonah Nakamura", "jonah.nakamura@example.com", "admin", "2025-11-04T08:33:00Z"),
)
_ORDERS: tuple[dict[str, Any], ...] = (
    {"id": "o-5001", "user": "u-1001", "item": "Blue shoes", "quantity": 1, "total": 89.0, "status": "shipped"},
    {"id": "o-5002", "user": "u-1001", "item": "Rain jacket", "quantity": 2, "total": 178.5, "status": "open"},
    {"id": "o-5003", "user": "u-1003", "item": "Camera mount", "quantity": 4, "total": 63.2, "status": "shipped"},
    {"id": "o-5004", "user": "u-1004", "item": "Desk lamp", "quantity": 1, "total": 41.9, "status": "returned"},
)

User = dict[str, Any]


class UsersApi:
    """Keep users in memory; every request must be signed for execute-api."""

    def __init__(self, keys: PlaygroundKeys, service: SignedService, now: Callable[[], datetime]) -> None:
        self._keys = keys
        self._service = service
        self._now = now
        names = ("id", "name", "email", "role", "created")
        self._users: dict[str, User] = {person[0]: dict(zip(names, person, strict=True)) for person in _PEOPLE}

    def routes(self) -> tuple[Route, ...]:
        """Return the routes under /Prod, the last of which takes what no other does."""
        return (
            Route("/Prod/users", "users: list (GET), create (POST); signed", self._answer_users),
            Route("/Prod/users/{id}", "one user: GET, PUT, DELETE; signed", self._answer_user),
            Route("/Prod/orders", "orders: list (GET); signed", self._answer_orders),
            Route("/Prod/echo", "the request as received; signed, any method", self._answer_echo),
            Route("/Prod/echo/{rest...}", "likewise, for any path below", self._answer_echo),
            Route("/Prod{rest...}", "any other path: 403, as API Gateway answers", self._answer_unknown),
        )

    async def _answer_users(self, request: ReceivedRequest, _: Arguments) -> Answer:
        refused = self._refuse(request, ("GET", "POST"))
        if refused is not None:
            return refused
        if request.method == "GET":
            return gateway_answer({"users": list(self._users.values()), "count": len(self._users)})
        fields = _json_object(request)
        if fields is None:
            return gateway_answer({"message": "Invalid request body"}, 400, "BadRequestException")
        if len(self._users) >= _MOST_USERS:
            return gateway_answer({"message": "The playground keeps at most 1000 users."}, 409)
        user_id = f"u-{1001 + len(self._users)}"
        while user_id in self._users:
            user_id += "a"
        created = {"id": user_id, "created": self._now().strftime("%Y-%m-%dT%H:%M:%SZ")}
        self._users[user_id] = {**created, **fields, **created}
        return gateway_answer(self._users[user_id], 201)

    async def _answer_user(self, request: ReceivedRequest, arguments: Arguments) -> Answer:
        refused = self._refuse(request, ("GET", "PUT", "DELETE"))
        if refused is not None:
            return refused
        user_id = arguments["id"]
        if request.method == "DELETE":
            self._users.pop(user_id, None)
            return gateway_answer(None, 204)
        user = self._users.get(user_id) or _made_up_user(user_id)
        if request.method == "PUT":
            fields = _json_object(request)
            if fields is None:
                return gateway_answer({"message": "Invalid request body"}, 400, "BadRequestException")
            user = {"id": user_id, "created": user["created"], **fields} | {"id": user_id}
            if user_id in self._users or len(self._users) < _MOST_USERS:
                self._users[user_id] = user
        if "orders" in request.parameters().get("expand", "").split(","):
            user = user | {"orders": [order for order in _ORDERS if order["user"] == user_id]}
        return gateway_answer(user)

    async def _answer_orders(self, request: ReceivedRequest, _: Arguments) -> Answer:
        refused = self._refuse(request, ("GET",))
        return gateway_answer({"orders": _ORDERS, "count": len(_ORDERS)}) if refused is None else refused

    async def _answer_echo(self, request: ReceivedRequest, _: Arguments) -> Answer:
        refused = self._refuse(request, ())
        return gateway_answer(describe_request(request)) if refused is None else refused

    async def _answer_unknown(self, request: ReceivedRequest, arguments: Arguments) -> Answer:
        del request, arguments
        return missing_token()

    def _refuse(self, request: ReceivedRequest, methods: tuple[str, ...]) -> Answer | None:
        if methods and request.method not in methods:
            return missing_token()
        if request.body.size > _LARGEST_PAYLOAD:
            return gateway_answer({"message": "Request Too Long"}, 413, "RequestTooLargeException")
        try:
            judge(request, self._keys, self._service, self._now())
        except Refusal as refusal:
            return word_refusal(refusal, request)
        return None


def _json_object(request: ReceivedRequest) -> User | None:
    try:
        value = json.loads(request.body.data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _made_up_user(user_id: str) -> User:
    digits = int(hashlib.sha256(user_id.encode("utf-8", "surrogateescape")).hexdigest()[:8], 16)
    _, name, _, role, _ = _PEOPLE[digits % len(_PEOPLE)]
    created = datetime.fromtimestamp(1_700_000_000 + digits % 60_000_000, UTC)
    return {
        "id": user_id,
        "name": name,
        "email": f"user-{digits}@example.com",
        "role": role,
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
