"""The user pool, its domain and STS through the playground's own listeners, and the routes behind its authorizers."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.exceptions
import httpx
import jwt
import pytest
from botocore.config import Config

from countersign.credentials.loopback_redirect import redirect_uris
from countersign.model.cognito import UserPool
from countersign.playground.user_pool import CALLBACK_URLS
from tests.playground.aws_signers import Signer

JWT_REFUSAL = 'Bearer scope="orders/read" error="invalid_token"'


@pytest.fixture(scope="module")
def pool(playground):
    if playground.cognito_note:
        pytest.skip(playground.cognito_note)
    return playground


@pytest.fixture(scope="module")
def domain(pool):
    with httpx.Client(base_url=pool.cognito_domain_endpoint, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def machine_token(pool, domain):
    return access_token(domain, pool.machine_client_id, pool.machine_client_secret, "orders/read")


def access_token(domain, client_id, secret, scope="") -> str:
    form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
    answer = domain.post("/oauth2/token", data=form, auth=(client_id, secret))
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def aws(pool, service, key_id="", secret="", session_token=""):
    return boto3.client(
        service,
        endpoint_url=pool.cognito_endpoint,
        region_name=pool.region,
        aws_access_key_id=key_id or pool.long_term_access_key_id,
        aws_secret_access_key=secret or pool.long_term_secret_access_key,
        aws_session_token=session_token or None,
        config=Config(retries={"max_attempts": 0}),
    )


def signed_in(pool, name="", password=""):
    parameters = {"USERNAME": name or pool.user_name, "PASSWORD": password or pool.user_password}
    return aws(pool, "cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH", ClientId=pool.user_client_id, AuthParameters=parameters
    )


def test_client_credentials_open_the_route_behind_the_jwt_authorizer(pool, domain, client):
    token = access_token(domain, pool.machine_client_id, pool.machine_client_secret)
    answer = client.get("/jwt/factorial?n=6", headers=bearer(token))
    assert (answer.status_code, answer.json()) == (200, {"factorial": 720})
    assert client.get("/jwt/factorial?n=6", headers={"authorization": token}).json() == {"factorial": 720}


def test_the_token_verifies_with_a_second_library_and_says_what_the_address_says(pool, domain, machine_token):
    issuer = f"https://cognito-idp.{pool.region}.amazonaws.com/{pool.user_pool_id}"
    keys = domain.get(f"/{pool.user_pool_id}/.well-known/jwks.json").json()["keys"]
    key = next(key for key in keys if key["kid"] == jwt.get_unverified_header(machine_token)["kid"])
    claims = jwt.decode(machine_token, jwt.PyJWK(key), algorithms=["RS256"], issuer=issuer)
    assert (claims["client_id"], claims["scope"]) == (pool.machine_client_id, "orders/read")


def test_a_wrong_client_secret_gets_no_token(pool, domain):
    form = {"grant_type": "client_credentials", "client_id": pool.machine_client_id, "client_secret": "wrong"}
    answer = domain.post("/oauth2/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


def test_an_expired_token_of_the_pool_is_refused_in_the_authorizers_words(pool, domain, client):
    token = access_token(domain, pool.brief_client_id, pool.brief_client_secret)
    assert client.get("/jwt/factorial", headers=bearer(token)).json() == {"factorial": 720}
    deadline = time.monotonic() + 10
    answer = client.get("/jwt/factorial", headers=bearer(token))
    while answer.status_code == 200 and time.monotonic() < deadline:
        answer = client.get("/jwt/factorial", headers=bearer(token))
    assert (answer.status_code, answer.text) == (401, '{"message":"Unauthorized"}')
    assert answer.headers["www-authenticate"] == f'{JWT_REFUSAL} error_description="the token has expired"'
    rest = client.get("/cognito/factorial", headers=bearer(token))
    assert (rest.status_code, rest.text) == (401, '{"message":"The incoming token has expired"}')


def test_a_missing_scope_is_refused_by_both_authorizers(pool, domain, client):
    token = access_token(domain, pool.machine_client_id, pool.machine_client_secret, "orders/write")
    answer = client.get("/jwt/factorial", headers=bearer(token))
    assert (answer.status_code, answer.text) == (403, '{"message":"Forbidden"}')
    assert answer.headers["www-authenticate"] == 'Bearer scope="orders/read" error="insufficient_scope"'
    rest = client.get("/cognito/factorial", headers=bearer(token))
    assert (rest.status_code, rest.headers["x-amzn-errortype"]) == (401, "UnauthorizedException")
    assert client.get("/jwt/claims", headers=bearer(token)).json()["claims"]["scope"] == "orders/write"


@pytest.mark.parametrize("value", [None, "", "Bearer", "bearer"])
def test_without_a_token_the_challenge_is_bare(pool, client, value):
    answer = client.get("/jwt/factorial", headers={} if value is None else {"authorization": value})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.text == '{"message":"Unauthorized"}'
    rest = client.get("/cognito/factorial", headers={} if value is None else {"authorization": value})
    assert (rest.status_code, rest.text) == (401, '{"message":"Unauthorized"}')
    assert "www-authenticate" not in rest.headers


def forged(token: str, case: str) -> str:
    head, body, signature = token.split(".")
    if case == "not a token":
        return "opaque"
    if case == "alg none":
        return f"{encoded({'alg': 'none'})}.{body}."
    if case == "HS256":
        return jwt.encode(jwt.decode(token, options={"verify_signature": False}), "x" * 32, "HS256")
    if case == "other claims":
        return f"{head}.{encoded({'scope': 'orders/read', 'exp': 9_999_999_999})}.{signature}"
    if case == "other signature":
        return f"{head}.{body}.{signature[:-4]}{'AAAA' if signature[-4:] != 'AAAA' else 'BBBB'}"
    return f"{head}.{encoded([1])}.{signature}"


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize("route", ["/jwt/factorial", "/cognito/factorial"])
@pytest.mark.parametrize("case", ["not a token", "alg none", "HS256", "other claims", "other signature", "no object"])
def test_a_forged_token_is_refused(pool, client, machine_token, route, case):
    answer = client.get(route, headers=bearer(forged(machine_token, case)))
    assert (answer.status_code, answer.text) == (401, '{"message":"Unauthorized"}')
    if route == "/jwt/factorial":
        told = ' error_description="token contains an invalid number of segments"' if case == "not a token" else ""
        assert answer.headers["www-authenticate"] == JWT_REFUSAL + told


def test_a_token_of_another_issuer_is_refused(pool, client):
    token = client.get("/test-issuer/token", params={"client_id": pool.machine_client_id}).json()["access_token"]
    assert client.get("/jwt/factorial", headers=bearer(token)).headers["www-authenticate"] == JWT_REFUSAL
    assert client.get("/cognito/factorial", headers=bearer(token)).status_code == 401


def test_the_rest_authorizer_takes_access_tokens_for_scopes_and_id_tokens_without(pool, client, machine_token):
    assert client.get("/cognito/factorial", headers=bearer(machine_token)).json() == {"factorial": 720}
    tokens = signed_in(pool)["AuthenticationResult"]
    claims = client.get("/cognito/claims", headers={"authorization": tokens["IdToken"]}).json()["claims"]
    assert (claims["cognito:username"], claims["email"]) == ("ada", "ada@example.com")
    assert client.get("/cognito/claims", headers=bearer(tokens["AccessToken"])).status_code == 401
    assert client.get("/cognito/factorial", headers=bearer(tokens["IdToken"])).status_code == 401


def test_a_person_signs_in_refreshes_and_is_refused_with_a_wrong_password(pool):
    tokens = signed_in(pool)["AuthenticationResult"]
    renewed = aws(pool, "cognito-idp").initiate_auth(
        AuthFlow="REFRESH_TOKEN_AUTH",
        ClientId=pool.user_client_id,
        AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
    )
    assert renewed["AuthenticationResult"]["AccessToken"] != tokens["AccessToken"]
    with pytest.raises(botocore.exceptions.ClientError, match="Incorrect username or password"):
        signed_in(pool, password="wrong")


def test_srp_begins_with_the_verifiers_challenge(pool):
    answer = aws(pool, "cognito-idp").initiate_auth(
        AuthFlow="USER_SRP_AUTH",
        ClientId=pool.user_client_id,
        AuthParameters={"USERNAME": pool.user_name, "SRP_A": "5" * 768},
    )
    assert answer["ChallengeName"] == "PASSWORD_VERIFIER"
    assert {"SRP_B", "SALT", "SECRET_BLOCK"} <= answer["ChallengeParameters"].keys()


def test_the_program_takes_the_address_as_a_user_pool(pool):
    described = UserPool(
        name=pool.cognito_domain,
        pool_id=pool.user_pool_id,
        client_id=pool.machine_client_id,
        domain=pool.cognito_domain,
        api_endpoint=pool.cognito_endpoint,
        domain_endpoint=pool.cognito_domain_endpoint,
    )
    described.validate()
    assert httpx.get(described.jwks_url, trust_env=False).json()["keys"]


def test_a_new_person_has_to_change_the_password(pool):
    assert signed_in(pool, pool.new_user_name, pool.new_user_password)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_the_hosted_page_leads_to_a_code_and_with_pkce_to_tokens(pool, domain):
    verifier = "v" * 64
    digest = hashlib.sha256(verifier.encode()).digest()
    request = {
        "response_type": "code",
        "client_id": pool.user_client_id,
        "redirect_uri": CALLBACK_URLS[0],
        "scope": "openid orders/read",
        "state": "s1",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    page = domain.get("/oauth2/authorize", params=request)
    assert page.headers["content-type"].startswith("text/html")
    action = re.search(r'<form method="POST" action="([^"]+)"', page.text)[1]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    came = domain.post(action, data={**hidden, "username": pool.user_name, "password": pool.user_password})
    back = parse_qs(urlsplit(came.headers["location"]).query)
    assert (came.status_code, back["state"]) == (302, ["s1"])
    form = {
        "grant_type": "authorization_code",
        "client_id": pool.user_client_id,
        "code": back["code"][0],
        "redirect_uri": CALLBACK_URLS[0],
    }
    assert domain.post("/oauth2/token", data={**form, "code_verifier": "w" * 64}).json()["error"] == "invalid_grant"
    tokens = domain.post("/oauth2/token", data={**form, "code_verifier": verifier}).json()
    assert {"access_token", "id_token", "refresh_token"} <= tokens.keys()
    assert domain.get("/jwt/factorial", headers=bearer(tokens["access_token"])).json() == {"factorial": 720}


def test_the_callback_urls_are_those_that_the_window_listens_on():
    assert redirect_uris() == CALLBACK_URLS


def test_sts_knows_both_sets_of_keys_and_refuses_a_wrong_secret(pool):
    session = (pool.access_key_id, pool.secret_access_key, pool.session_token)
    assert aws(pool, "sts", *session).get_caller_identity()["Arn"].endswith(":assumed-role/playground/window")
    assert aws(pool, "sts").get_caller_identity()["Arn"].endswith(":user/playground")
    with pytest.raises(botocore.exceptions.ClientError, match="SignatureDoesNotMatch"):
        aws(pool, "sts", secret="wrong").get_caller_identity()


def test_a_role_can_be_assumed_and_its_keys_sign_for_the_iam_routes(pool, client, ask):
    given = aws(pool, "sts").assume_role(RoleArn=pool.role_arn, RoleSessionName="tests")["Credentials"]
    signer = Signer(
        given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], client.base_url.netloc.decode()
    )
    assert ask("GET", *signer.in_headers("GET", "/Prod/users")).status_code == 200
    assert ask("GET", *signer.but(session_token="other").in_headers("GET", "/Prod/users")).status_code == 403


def test_the_guarded_role_wants_its_external_id(pool):
    sts = aws(pool, "sts")
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        sts.assume_role(RoleArn=pool.guarded_role_arn, RoleSessionName="tests")
    given = sts.assume_role(RoleArn=pool.guarded_role_arn, RoleSessionName="tests", ExternalId=pool.external_id)
    assert given["Credentials"]["SessionToken"]


def test_other_services_cannot_be_called(pool, domain):
    answer = domain.post("/", data={"Action": "ListUsers", "Version": "2010-05-08"})
    assert answer.status_code == 400


def test_secrets_do_not_show_in_a_repr(pool):
    assert len(pool.secrets) == 7
    assert not [secret for secret in pool.secrets if secret in repr(pool)]
