"""A workspace with something of everything, and secrets in every place that may hold one."""

from __future__ import annotations

from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, CognitoAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.body import (
    FileBody,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    TextBody,
)
from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Environment, Example, Folder, SavedRequest, Variable, Workspace

CANARY = "c4nary-9f3e77b2d1"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"


def request(name: str, url: str = "{{base_url}}/users", **changes) -> SavedRequest:
    saved = {key: changes.pop(key) for key in ("variables", "tags", "examples") if key in changes}
    return SavedRequest(f"{name}.yml", RequestDraft(name=name, url=url, **changes), **saved)


def workspace(*items: SavedRequest | Folder, **root) -> Workspace:
    environments = (Environment("dev", (Variable("base_url", "https://api.example.com"),)),)
    return Workspace("Orders", Folder("Orders", "", items, **({"auth": NoAuth()} | root)), environments)


EXAMPLES = (
    Example(
        "found", 200, "OK", (("Content-Type", "application/json"), ("X-A", "1")), '{"id": 1}', "application/json"
    ),
    Example("missing", 404, "Not Found", (), "nothing", "text/plain", "No such user."),
)

WHOLE = Workspace(
    "Orders",
    Folder(
        "Orders",
        "",
        (
            Folder(
                "Users",
                "Users",
                (
                    SavedRequest(
                        "Users/get.yml",
                        RequestDraft(
                            name="Get user",
                            url="{{base_url}}/users/:id?tag=a&tag=b&flag",
                            params=(
                                Parameter("tag", "a", description="which"),
                                Parameter("tag", "b"),
                                Parameter("flag", None),
                                Parameter("off", "1", enabled=False),
                            ),
                            path_params=(Parameter("id", "u-1", description="who"),),
                            headers=(Header("X-A", "1", description="why"), Header("X-B", "2", enabled=False)),
                            auth=InheritAuth(),
                            docs="Returns *one*.",
                        ),
                        variables=(Variable("page", "1"), Variable("otp", "", secret=True)),
                        tags=("read",),
                        examples=EXAMPLES,
                    ),
                    SavedRequest(
                        "Users/create.yml",
                        RequestDraft(
                            name="Create user", method="POST", url="{{base_url}}/users", body=TextBody('{"a": 1}')
                        ),
                    ),
                ),
                headers=(Header("X-Team", "blue"),),
                variables=(Variable("team", "blue"),),
                docs="All about users.",
                tags=("people",),
            ),
            request("Upload", "https://files.example.com/up", method="PUT", body=FileBody("a.png", "image/png")),
            request(
                "Form",
                method="PATCH",
                body=FormBody((FormField("a", "1"), FormField("a", "2"), FormField("b", "3", enabled=False))),
            ),
            request(
                "Parts",
                "{{base_url}}/parts",
                method="POST",
                body=MultipartBody(
                    (MultipartPart("t", "x", content_type="text/csv"), MultipartPart("f", file_path="a"))
                ),
            ),
            request(
                "Query",
                "{{base_url}}/graphql",
                method="POST",
                body=GraphQlBody("{ me }", '{"a": 1}', "Me"),
                examples=EXAMPLES,
            ),
            request(
                "Token",
                "{{base_url}}/t",
                auth=CognitoAuth("orders"),
                settings=RequestSettings(follow_redirects=False),
            ),
            request("Odd", "https://h.example/a//b/{x}/%2F", method="PURGE"),
            SavedRequest(
                "feed.yml",
                SocketDraft(name="Feed", url="wss://h.example/", messages=(SavedMessage("hi", "json", "{}"),)),
            ),
            SavedRequest("door.yml", ChannelDraft(name="Door", channel="front-door")),
        ),
        auth=SigV4Auth(identity="dev", region="us-west-2", service="execute-api", place="query", expires=60),
        variables=(Variable("base", "1"), Variable("api_token", "", secret=True)),
        docs="The whole.",
    ),
    (
        Environment("dev", (Variable("base_url", "https://api.example.com"), Variable("pin", "", secret=True))),
        Environment("prod", ()),
    ),
)

SECRETS = Workspace(
    "Secrets",
    Folder(
        "Secrets",
        "",
        (
            Folder(
                "Inner", "Inner", (), auth=BearerAuth(f"{CANARY}-1"), headers=(Header("X-Api-Key", f"{CANARY}-2"),)
            ),
            request("Basic", auth=BasicAuth("ann", f"{CANARY}-3")),
            request("Key", auth=ApiKeyAuth("X-Key", f"{CANARY}-4")),
            request("Url", f"https://ann:{CANARY}-5@h.example/?token={CANARY}-6&b=1#access_token={CANARY}-7"),
            request(
                "Header", headers=(Header("Authorization", f"Bearer {CANARY}-8"), Header("Cookie", f"s={CANARY}-9"))
            ),
            request("Shape", headers=(Header("X-Note", JWT),), body=TextBody(f"see {JWT}", "text")),
            request("Json", method="POST", body=TextBody(f'{{"password": "{CANARY}-10", "n": 1}}')),
            request("Form", method="POST", body=FormBody((FormField("client_secret", f"{CANARY}-11"),))),
            request("Parts", method="POST", body=MultipartBody((MultipartPart("password", f"{CANARY}-12"),))),
            request("Query", method="POST", body=GraphQlBody("{ me }", f'{{"secret": "{CANARY}-13"}}')),
            request(
                "Answered",
                examples=(
                    Example(
                        "login",
                        headers=(("Set-Cookie", f"s={CANARY}-14"),),
                        body=f'{{"access_token":"{CANARY}-15"}}',
                        content_type="application/json",
                    ),
                ),
                variables=(Variable("old_password", f"{CANARY}-16"),),
            ),
            request("Proxy", settings=RequestSettings(proxy=f"http://ann:{CANARY}-17@proxy.example:1")),
            request("Params", params=(Parameter("api_key", f"{CANARY}-18", enabled=False),)),
            SavedRequest(
                "ws.yml",
                SocketDraft(
                    name="Socket",
                    url=f"wss://h.example/?sig={CANARY}-19",
                    headers=(Header("X-Token", f"{CANARY}-20"),),
                    auth=BearerAuth(f"{CANARY}-21"),
                    messages=(SavedMessage("m", "json", f'{{"token": "{CANARY}-22"}}'),),
                ),
            ),
            SavedRequest(
                "kvs.yml",
                ChannelDraft(
                    name="Channel",
                    endpoint=f"wss://h.example/?X-Amz-Signature={CANARY}-23",
                    messages=(SignalDraft("m", payload=f'{{"credential": "{CANARY}-24"}}'),),
                ),
            ),
        ),
        variables=(Variable("password", f"{CANARY}-25"), Variable("kept", f"{CANARY}-26", secret=True)),
        docs=f'Log in with {{"password": "{CANARY}-27"}}.',
    ),
    (
        Environment(
            "dev", (Variable("client_secret", f"{CANARY}-28"), Variable("secret", f"{CANARY}-29", secret=True))
        ),
    ),
)
