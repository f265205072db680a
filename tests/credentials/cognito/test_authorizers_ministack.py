"""What is said before sending is what MiniStack's two kinds of authorizer answer afterwards."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import boto3
import httpx
import pytest

from countersign.signing.authorizer_check import CognitoAuthorizer, JwtAuthorizer, check_authorizer
from countersign.signing.jwt_claims import decode_jwt
from tests.credentials.cognito.conftest import PASSWORD, REGION
from tests.credentials.cognito.fake_cognito import Parts


def now() -> datetime:
    return datetime.now(UTC)


def client(service: str, port: int):
    return boto3.client(
        service,
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.fixture(scope="module")
def tokens(ministack_pool):
    """Sign a person and a machine in."""

    async def scenario():
        built, machine = Parts(clock=now), ministack_pool.confidential
        await built.vault.keep_client_secret(machine, ministack_pool.client_secret)
        user = await built.sign_in.begin(ministack_pool.public, "srp", "ada", PASSWORD)
        other = await built.sign_in.begin(machine, "client_credentials")
        return {"access": user.access_token, "id": user.id_token, "machine": other.access_token}

    return asyncio.run(scenario())


@pytest.fixture(scope="module")
def http_api(ministack_pool):
    """Give an HTTP API whose routes want no scope, one that is held, and one that nobody holds."""
    gateway, pool = client("apigatewayv2", ministack_pool.port), ministack_pool.public
    api = gateway.create_api(Name="judged", ProtocolType="HTTP")["ApiId"]
    authorizer = gateway.create_authorizer(
        ApiId=api,
        AuthorizerType="JWT",
        Name="jwt",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": pool.issuer, "Audience": [pool.client_id, ministack_pool.confidential.client_id]},
    )["AuthorizerId"]
    integration = gateway.create_integration(
        ApiId=api,
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="GET",
        IntegrationUri=f"{pool.api_endpoint}/{pool.pool_id}/.well-known/jwks.json",
        PayloadFormatVersion="1.0",
    )["IntegrationId"]
    for path, scopes in (("open", ()), ("read", ("orders/read",)), ("admin", ("orders/admin",))):
        gateway.create_route(
            ApiId=api,
            RouteKey=f"GET /{path}",
            AuthorizationType="JWT",
            AuthorizerId=authorizer,
            AuthorizationScopes=list(scopes),
            Target=f"integrations/{integration}",
        )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    return api


def spoiled(token: str) -> str:
    head, body, signature = token.split(".")
    return f"{head}.{body}.{'A' * len(signature)}"


VALUES = {
    "nothing": lambda _tokens: "",
    "no token": lambda _tokens: "Bearer not-a-token",
    "access": lambda tokens: f"Bearer {tokens['access']}",
    "bare access": lambda tokens: tokens["access"],
    "id": lambda tokens: f"Bearer {tokens['id']}",
    "machine": lambda tokens: f"Bearer {tokens['machine']}",
    "spoiled": lambda tokens: f"Bearer {spoiled(tokens['access'])}",
}


async def verification(pool, value: str):
    """Return what is known of a header's token, None where it is none."""
    token = value.removeprefix("Bearer ")
    return await Parts(clock=now).keys.verify(pool, decode_jwt(token, now())) if token.count(".") == 2 else None


def answered(port: int, host: str, path: str, value: str) -> httpx.Response:
    headers = {"Host": host} | ({"Authorization": value} if value else {})
    return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers, trust_env=False)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize(("path", "scopes"), [("open", ()), ("read", ("orders/read",)), ("admin", ("orders/admin",))])
def test_an_http_api_answers_as_foretold(ministack_pool, http_api, tokens, name, path, scopes):
    pool, value = ministack_pool.public, VALUES[name](tokens)
    audiences = (pool.client_id, ministack_pool.confidential.client_id)
    known = asyncio.run(verification(pool, value))
    foretold = check_authorizer(JwtAuthorizer(pool.issuer, audiences, scopes), value, now(), known)
    response = answered(ministack_pool.port, f"{http_api}.execute-api.localhost", f"/{path}", value)
    # Behind the authorizer stands nothing, so that whoever passes it gets 404.
    assert response.status_code == (404 if foretold.allowed else foretold.status)
    if not foretold.allowed:
        assert response.json()["message"] in foretold.body


@pytest.fixture(scope="module")
def rest_api(ministack_pool):
    """Give a REST API with a Cognito authorizer; one method wants a scope."""
    gateway, pool = client("apigateway", ministack_pool.port), ministack_pool.public
    api = gateway.create_rest_api(name="judged")["id"]
    arn = ministack_pool.admin.describe_user_pool(UserPoolId=pool.pool_id)["UserPool"]["Arn"]
    authorizer = gateway.create_authorizer(
        restApiId=api,
        name="cognito",
        type="COGNITO_USER_POOLS",
        providerARNs=[arn],
        identitySource="method.request.header.Authorization",
    )["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    for path, scopes in (("open", ()), ("read", ("orders/read",)), ("admin", ("orders/admin",))):
        resource = gateway.create_resource(restApiId=api, parentId=root, pathPart=path)["id"]
        method = {"restApiId": api, "resourceId": resource, "httpMethod": "GET"}
        gateway.put_method(
            **method,
            authorizationType="COGNITO_USER_POOLS",
            authorizerId=authorizer,
            authorizationScopes=list(scopes),
        )
        gateway.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
        gateway.put_method_response(**method, statusCode="200")
        gateway.put_integration_response(**method, statusCode="200")
    gateway.create_deployment(restApiId=api, stageName="Prod")
    return api, arn


# MiniStack lets an access token pass where no scope is wanted, which AWS's own page rules out: not compared.
@pytest.mark.parametrize(
    ("name", "path", "scopes"),
    [
        ("nothing", "open", ()),
        ("no token", "open", ()),
        ("id", "open", ()),
        ("spoiled", "open", ()),
        ("id", "read", ("orders/read",)),
        ("machine", "read", ("orders/read",)),
        ("machine", "admin", ("orders/admin",)),
    ],
)
def test_a_rest_api_answers_as_foretold(ministack_pool, rest_api, tokens, name, path, scopes):
    api, arn = rest_api
    value = VALUES[name](tokens)
    known = asyncio.run(verification(ministack_pool.public, value))
    foretold = check_authorizer(CognitoAuthorizer((arn,), scopes), value, now(), known)
    response = answered(ministack_pool.port, f"{api}.execute-api.localhost", f"/Prod/{path}", value)
    assert response.status_code == foretold.status
