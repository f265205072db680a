"""APIs are read from an account as MiniStack lists them; what it does not serve, a server on loopback answers."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

import pytest

from countersign.credentials.account_apis import AccountApis, ListedApi
from countersign.credentials.aws_service import AwsService
from countersign.formats.importing.api_gateway import GatewayRoute, imported_api
from countersign.model.auth import CognitoAuth, NoAuth, SigV4Auth
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError
from countersign.model.redaction import Redactor
from tests.credentials.aws_endpoints import Asked, Reply, endpoint
from tests.credentials.ministack_account import Account, ministack_account

REGION = "us-west-2"
KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", "a-secret-key")


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    with ministack_account(tmp_path_factory.mktemp("ministack")) as running:
        _make_rest_api(_client("apigateway", running))
        _make_http_api(_client("apigatewayv2", running))
        _make_socket_api(_client("apigatewayv2", running))
        yield running


def _client(service: str, account: Account):
    import boto3

    return boto3.client(
        service,
        endpoint_url=account.url,
        region_name=REGION,
        aws_access_key_id=account.user.access_key_id,
        aws_secret_access_key=account.user.secret_access_key,
    )


def _make_rest_api(gateway) -> None:
    api = gateway.create_rest_api(name="Orders")["id"]
    (root,) = gateway.get_resources(restApiId=api)["items"]
    users = gateway.create_resource(restApiId=api, parentId=root["id"], pathPart="users")["id"]
    one = gateway.create_resource(restApiId=api, parentId=users, pathPart="{id}")["id"]
    for resource, method, auth in ((users, "GET", "AWS_IAM"), (one, "PUT", "NONE")):
        gateway.put_method(restApiId=api, resourceId=resource, httpMethod=method, authorizationType=auth)
        gateway.put_integration(restApiId=api, resourceId=resource, httpMethod=method, type="MOCK")
    gateway.create_deployment(restApiId=api, stageName="prod")
    idle = gateway.create_rest_api(name="Drafted")["id"]
    (root,) = gateway.get_resources(restApiId=idle)["items"]
    gateway.put_method(
        restApiId=idle, resourceId=root["id"], httpMethod="GET", authorizationType="AWS_IAM", apiKeyRequired=True
    )


def _make_http_api(gateway) -> None:
    api = gateway.create_api(Name="Shop", ProtocolType="HTTP")["ApiId"]
    authorizer = gateway.create_authorizer(
        ApiId=api,
        Name="people",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_Ab1", "Audience": ["c"]},
    )["AuthorizerId"]
    gateway.create_route(ApiId=api, RouteKey="GET /open")
    gateway.create_route(ApiId=api, RouteKey="GET /signed", AuthorizationType="AWS_IAM")
    gateway.create_route(ApiId=api, RouteKey="POST /users/{id}", AuthorizationType="JWT", AuthorizerId=authorizer)
    gateway.create_stage(ApiId=api, StageName="$default")


def _make_socket_api(gateway) -> None:
    api = gateway.create_api(Name="Chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action")[
        "ApiId"
    ]
    gateway.create_route(ApiId=api, RouteKey="$connect", AuthorizationType="AWS_IAM")
    gateway.create_route(ApiId=api, RouteKey="say")
    gateway.create_stage(ApiId=api, StageName="dev")


def apis_at(url: str) -> AccountApis:
    return AccountApis(AwsService({"AWS_ENDPOINT_URL": url}, Redactor()))


def imported(account: Account, name: str):
    async def scenario():
        reader = apis_at(account.url)
        listed = await reader.apis(account.user, REGION)
        api = next(api for api in listed.apis if api.name == name)
        return imported_api(await reader.read(account.user, REGION, api))

    return asyncio.run(scenario())


def test_all_kinds_are_listed_by_name(account):
    listed = asyncio.run(apis_at(account.url).apis(account.user, REGION))
    assert [(api.name, api.protocol) for api in listed.apis] == [
        ("Chat", "WEBSOCKET"),
        ("Drafted", "REST"),
        ("Orders", "REST"),
        ("Shop", "HTTP"),
    ]
    assert listed.problems == ()


def test_a_rest_api_is_read_from_the_export_of_its_stage(account):
    found = imported(account, "Orders")
    drafts = {(item.draft.method, item.draft.url): item.draft.auth for item in found.root.items}
    assert set(drafts) == {("GET", "{{base_url}}/users"), ("PUT", "{{base_url}}/users/:id")}
    assert drafts["GET", "{{base_url}}/users"] == SigV4Auth(service="execute-api")
    assert [environment.name for environment in found.environments] == ["prod"]
    assert found.environments[0].variables[0].value.endswith(".execute-api.us-west-2.amazonaws.com/prod")


def test_a_rest_api_that_was_never_deployed_is_read_from_its_resources(account):
    (item,) = imported(account, "Drafted").root.items
    assert (item.draft.name, item.draft.auth) == ("GET /", SigV4Auth(service="execute-api"))
    assert item.draft.headers[0].name == "x-api-key"


def test_an_http_api_is_read_with_its_authorizers(account):
    found = imported(account, "Shop")
    assert {item.draft.name: item.draft.auth for item in found.root.items} == {
        "GET /open": NoAuth(),
        "GET /signed": SigV4Auth(service="execute-api"),
        "POST /users/{id}": CognitoAuth("people", "access"),
    }


def test_a_websocket_api_is_read_with_its_routes(account):
    (item,) = imported(account, "Chat").root.items
    assert item.draft.name == "dev"
    assert item.draft.url.startswith("ws")
    assert [message.title for message in item.draft.messages] == ["say"]


def _json(body: dict, status: int = 200) -> Reply:
    return Reply(json.dumps(body), status, {"content-type": "application/json"})


def denied(what: str) -> Reply:
    body = {"message": f"User is not authorized to perform: apigateway:GET on resource: {what}"}
    return Reply(
        json.dumps(body), 403, {"content-type": "application/json", "x-amzn-errortype": "AccessDeniedException"}
    )


def test_pages_are_read_to_their_end():
    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/restapis"):
            return _json(
                {"item": [{"id": "r2", "name": "b"}]}
                if "position" in asked.query
                else {"item": [{"id": "r1", "name": "a"}], "position": "p"}
            )
        more = asked.query.get("nextToken")
        return _json(
            {"items": [{"apiId": "h2" if more else "h1", "name": "c", "protocolType": "HTTP"}]}
            | ({} if more else {"nextToken": "n"})
        )

    with endpoint(answer) as gateway:
        listed = asyncio.run(apis_at(gateway.url).apis(KEYS, REGION))
        assert [api.id for api in listed.apis] == ["r1", "r2", "h1", "h2"]
        assert len(gateway.asked) == 4


def test_pages_without_an_end_are_given_up():
    with endpoint(lambda _asked: _json({"items": [], "nextToken": "again"})) as gateway:
        asyncio.run(apis_at(gateway.url).read(KEYS, REGION, ListedApi("h1", "x", "HTTP")))
        assert len(gateway.asked) == 150


def test_a_missing_permission_is_named_and_what_can_be_listed_is():
    def answer(asked: Asked) -> Reply:
        return denied("x") if urlsplit(asked.path).path.startswith("/restapis") else _json({"items": []})

    with endpoint(answer) as gateway:
        listed = asyncio.run(apis_at(gateway.url).apis(KEYS, REGION))
    (problem,) = listed.problems
    assert (problem.id, "it lacks apigateway:GET on /restapis" in problem.sentence) == ("gateway.denied", True)


@pytest.mark.parametrize(
    ("reply", "expected", "told"),
    [
        (denied("x"), "gateway.denied", "apigateway:GET on /apis/h1/stages"),
        (
            Reply('{"message": "no"}', 404, {"x-amzn-errortype": "NotFoundException"}),
            "gateway.not-found",
            "no such API",
        ),
        (
            Reply('{"message": "no"}', 403, {"x-amzn-errortype": "UnrecognizedClientException"}),
            "credentials.base-unknown",
            "does not know the keys",
        ),
    ],
)
def test_refusals_say_why(reply, expected, told):
    with endpoint(lambda _asked: reply) as gateway, pytest.raises(CredentialsError) as raised:
        asyncio.run(apis_at(gateway.url).read(KEYS, REGION, ListedApi("h1", "x", "HTTP")))
    assert raised.value.failure.id == expected
    assert told in raised.value.failure.sentence


def test_nothing_can_be_listed_where_both_are_refused():
    with endpoint(lambda _asked: denied("x")) as gateway, pytest.raises(CredentialsError):
        asyncio.run(apis_at(gateway.url).apis(KEYS, REGION))


def test_an_export_that_breaks_off_is_a_failure_with_words():
    def answer(asked: Asked) -> Reply:
        if "/exports/" in asked.path:
            return Reply(b'{"openapi"', 200, headers={"content-length": "4000", "content-type": "application/json"})
        return _json({"item": [{"stageName": "prod"}] if "/stages" in asked.path else []})

    with endpoint(answer) as gateway, pytest.raises(CredentialsError) as raised:
        asyncio.run(apis_at(gateway.url).read(KEYS, REGION, ListedApi("r1", "x", "REST")))
    assert raised.value.failure.sentence
    assert raised.value.failure.action


def test_routes_are_read_in_an_order_that_does_not_change():
    items = [{"routeKey": key, "authorizationType": "NONE"} for key in ("b", "a")]

    def answer(asked: Asked) -> Reply:
        return _json({"items": items if asked.path.endswith("/routes") or "/routes?" in asked.path else []})

    with endpoint(answer) as gateway:
        api = asyncio.run(apis_at(gateway.url).read(KEYS, REGION, ListedApi("h1", "x", "HTTP")))
    assert api.routes == (GatewayRoute("a"), GatewayRoute("b"))
