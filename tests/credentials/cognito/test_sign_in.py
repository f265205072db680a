"""Challenges, devices, rotation and refusals: what MiniStack does not serve, against a small Cognito of our own."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from countersign.credentials.cognito.devices import Devices
from countersign.credentials.cognito.srp import PRIME, SrpIdentity, device_verifier
from countersign.model.cognito import Challenge, ChallengeAnswer, NewDevice, TokenSet
from countersign.model.errors import CredentialsError, InputError
from tests.credentials.cognito.fake_cognito import NOW, RESULT, TOKENS, Answer, FakeCognito, Parts, challenge, refusal
from tests.credentials.cognito.test_srp import Server

CODE = ChallengeAnswer(code=" 123456 ")
SECRET = "client-secret-value"


def run(*answers, steps, parts=None, **pool_changes):
    """Sign in with a password, answer what is asked, and return the last step and the server."""

    async def scenario():
        async with FakeCognito(*answers) as server:
            built, pool = parts or Parts(), server.pool(**pool_changes)
            if pool.has_client_secret:
                await built.vault.keep_client_secret(pool, SECRET)
            step = await built.sign_in.begin(pool, pool.method, "ada@example.com", "password-1")
            for answer in steps:
                step = await built.sign_in.answer(step, answer)
            return step, server

    return asyncio.run(scenario())


def failure_of(*answers, steps=(), **options):
    with pytest.raises(CredentialsError) as caught:
        run(*answers, steps=steps, method="password", **options)
    return caught.value.failure


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("SMS_MFA", "SMS_MFA_CODE"),
        ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE"),
        ("EMAIL_OTP", "EMAIL_OTP_CODE"),
        ("SMS_OTP", "SMS_OTP_CODE"),
        ("CUSTOM_CHALLENGE", "ANSWER"),
    ],
)
def test_a_code_is_answered_under_the_name_that_cognito_hands_out(kind, name):
    asked = challenge(kind, USER_ID_FOR_SRP="0a1b-uuid", CODE_DELIVERY_DESTINATION="+*******1234")
    step, server = run(asked, TOKENS, steps=[CODE], method="password", has_client_secret=True)
    assert isinstance(step, TokenSet)
    assert step.username == "ada@example.com"
    answered = server.received[1]
    assert answered.body["ChallengeName"] == kind
    assert answered.body["Session"] == "session-1"
    digest = hmac.digest(SECRET.encode(), b"0a1b-uuid" + server.pool().client_id.encode(), hashlib.sha256)
    expected = {"USERNAME": "0a1b-uuid", name: "123456", "SECRET_HASH": base64.b64encode(digest).decode()}
    assert answered.responses == expected


def test_the_challenge_says_where_the_code_went_and_its_repr_holds_no_session():
    asked = challenge("SMS_MFA", "very-secret-session", CODE_DELIVERY_DESTINATION="+*******1234")
    step, _ = run(asked, steps=[], method="password")
    assert isinstance(step, Challenge)
    assert step.delivery == "+*******1234"
    assert "very-secret-session" not in repr(step)


def test_a_wrong_code_leaves_the_challenge_open():
    async def scenario():
        async with FakeCognito(challenge("SMS_MFA"), refusal("CodeMismatchException"), TOKENS) as server:
            sign_in = Parts().sign_in
            asked = await sign_in.begin(server.pool(), "password", "ada", "password-1")
            with pytest.raises(CredentialsError) as caught:
                await sign_in.answer(asked, CODE)
            return caught.value.failure, await sign_in.answer(asked, CODE)

    failure, step = asyncio.run(scenario())
    assert (failure.id, failure.field) == ("cognito.wrong-code", "Code")
    assert isinstance(step, TokenSet)


def test_a_new_password_comes_with_the_required_attributes():
    asked = challenge(
        "NEW_PASSWORD_REQUIRED",
        requiredAttributes='["userAttributes.email","userAttributes.name"]',
        userAttributes="{}",
    )
    answer = ChallengeAnswer(new_password="New-1-password", attributes=(("email", "a@b.c"), ("name", "Ada")))
    step, server = run(asked, TOKENS, steps=[answer], method="password")
    assert isinstance(step, TokenSet)
    assert server.received[1].responses == {
        "USERNAME": "ada@example.com",
        "NEW_PASSWORD": "New-1-password",
        "userAttributes.email": "a@b.c",
        "userAttributes.name": "Ada",
    }


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (ChallengeAnswer(new_password="New-1-password"), "Attribute email"),
        (ChallengeAnswer(attributes=(("email", "a@b.c"),)), "New password"),
    ],
)
def test_what_is_missing_for_a_new_password_is_named_before_anything_is_sent(answer, field):
    asked = challenge("NEW_PASSWORD_REQUIRED", requiredAttributes='["userAttributes.email"]')
    assert failure_of(asked, steps=[answer]).field == field


def test_a_new_password_that_breaks_the_rules_shows_the_rule():
    refused = refusal("InvalidPasswordException", "Password did not conform with policy: Password not long enough")
    answer = ChallengeAnswer(new_password="short")
    failure = failure_of(challenge("NEW_PASSWORD_REQUIRED"), refused, steps=[answer])
    assert failure.id == "cognito.password-policy"
    assert failure.detail.endswith("Password not long enough")


def test_the_kind_of_second_factor_is_chosen_then_answered():
    first = challenge("SELECT_MFA_TYPE", MFAS_CAN_CHOOSE='["SMS_MFA","SOFTWARE_TOKEN_MFA"]')
    second = challenge("SOFTWARE_TOKEN_MFA", "session-2")
    steps = [ChallengeAnswer(choice="SOFTWARE_TOKEN_MFA"), CODE]
    step, server = run(first, second, TOKENS, steps=steps, method="password")
    assert isinstance(step, TokenSet)
    assert server.received[1].responses["ANSWER"] == "SOFTWARE_TOKEN_MFA"
    assert server.received[2].body["Session"] == "session-2"


def test_a_choice_that_was_not_offered_is_not_sent():
    first = challenge("SELECT_MFA_TYPE", MFAS_CAN_CHOOSE='["SMS_MFA"]')
    assert failure_of(first, steps=[ChallengeAnswer(choice="EMAIL_OTP")]).id == "cognito.choice"


def test_an_authenticator_app_is_set_up():
    asked = challenge("MFA_SETUP", MFAS_CAN_SETUP='["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP="ada@example.com")
    associated = {"SecretCode": "JBSWY3DPEHPK3PXP", "Session": "session-2"}
    verified = {"Status": "SUCCESS", "Session": "session-3"}

    async def scenario():
        async with FakeCognito(asked, associated, verified, TOKENS) as server:
            built = Parts()
            step = await built.sign_in.begin(server.pool(), "password", "ada@example.com", "password-1")
            return step, await built.sign_in.answer(step, CODE), server, built

    step, tokens, server, built = asyncio.run(scenario())
    url = urlsplit(step.otpauth_url)
    assert (url.scheme, url.netloc, url.path) == ("otpauth", "totp", "/orders:ada%40example.com")
    assert parse_qs(url.query) == {"secret": ["JBSWY3DPEHPK3PXP"], "issuer": ["orders"]}
    assert isinstance(tokens, TokenSet)
    assert server.actions == [
        "InitiateAuth",
        "AssociateSoftwareToken",
        "VerifySoftwareToken",
        "RespondToAuthChallenge",
    ]
    assert [request.body.get("Session") for request in server.received] == [
        None,
        "session-1",
        "session-2",
        "session-3",
    ]
    assert server.received[2].body["UserCode"] == "123456"
    assert "JBSWY3DPEHPK3PXP" not in built.redactor.scrub(f"{step!r} {step.secret_code}")


def test_a_second_factor_that_cannot_be_set_up_here_says_so():
    asked = challenge("MFA_SETUP", MFAS_CAN_SETUP='["SMS_MFA"]')
    assert failure_of(asked).id == "cognito.mfa-setup-unsupported"


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (ChallengeAnswer(choice="PASSWORD", password="password-1"), {"ANSWER": "PASSWORD", "PASSWORD": "password-1"}),
        (ChallengeAnswer(choice="EMAIL_OTP"), {"ANSWER": "EMAIL_OTP"}),
    ],
)
def test_a_first_factor_is_chosen(answer, sent):
    offered = ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP", "WEB_AUTHN"]
    first = {"ChallengeName": "SELECT_CHALLENGE", "Session": "s", "AvailableChallenges": offered}
    step, server = run(first, TOKENS, steps=[answer], method="choice")
    assert isinstance(step, TokenSet)
    assert server.received[0].body["AuthFlow"] == "USER_AUTH"
    assert server.received[1].responses == {"USERNAME": "ada@example.com", **sent}


def test_a_password_is_proved_by_srp_after_it_was_chosen():
    identity = SrpIdentity("Ab129faBb", "0a1b-uuid", "password-1")
    srp = CheckingServer(identity)
    first = {"ChallengeName": "SELECT_CHALLENGE", "Session": "s", "AvailableChallenges": ["PASSWORD_SRP"]}
    answer = ChallengeAnswer(choice="PASSWORD_SRP", password="password-1")
    step, server = run(first, srp.ask("PASSWORD_VERIFIER"), srp.check, steps=[answer], method="choice")
    assert isinstance(step, TokenSet)
    assert server.received[2].body["Session"] == "session-srp"
    assert server.received[2].responses["USERNAME"] == "0a1b-uuid"


def test_webauthn_is_not_offered():
    first = {"ChallengeName": "SELECT_CHALLENGE", "Session": "s", "AvailableChallenges": ["WEB_AUTHN", "EMAIL_OTP"]}
    step, _ = run(first, steps=[], method="choice")
    assert step.choices == ("EMAIL_OTP",)


class CheckingServer:
    """Ask for a proof, and check it."""

    def __init__(self, identity: SrpIdentity, salt: int = 0xFEDC) -> None:
        self.identity, self.block = identity, b"secret block"
        verifier = int.from_bytes(base64.b64decode(device_verifier(identity, salt).verifier))
        self.server = Server(verifier, salt)
        self.public = ""

    def ask(self, name: str):
        def answer(request):
            self.public = request.body.get("AuthParameters", request.body.get("ChallengeResponses"))["SRP_A"]
            return challenge(
                name,
                "session-srp",
                SALT=f"{self.server.salt:x}",
                SRP_B=f"{self.server.public:x}",
                SECRET_BLOCK=base64.b64encode(self.block).decode(),
                USERNAME=self.identity.user,
                USER_ID_FOR_SRP=self.identity.user,
            )

        return answer

    def check(self, request):
        sent = request.responses
        expected = self.server.signature(self.public, self.identity, self.block, sent["TIMESTAMP"])
        if base64.b64decode(sent["PASSWORD_CLAIM_SIGNATURE"]) != expected:
            return refusal("NotAuthorizedException", "Incorrect username or password.")
        return TOKENS


NEW_DEVICE = {"DeviceKey": "eu-west-3_1234", "DeviceGroupKey": "-group"}


def test_a_device_is_confirmed_then_proves_itself_in_place_of_a_code():
    async def scenario():
        built = Parts()
        confirmed = {}

        def confirm(request):
            confirmed.update(request.body)
            return {"UserConfirmationNecessary": True}

        first = {"AuthenticationResult": RESULT | {"NewDeviceMetadata": NEW_DEVICE}}
        async with FakeCognito(first, confirm, {}) as server:
            pool = server.pool()
            tokens = await built.sign_in.begin(pool, "password", "ada", "password-1")
            await Devices(built.api, built.vault).remember(pool, tokens)
            remembered = server.received[2].body
        identity = SrpIdentity(tokens.device.group_key, tokens.device.key, tokens.device.password)
        config = confirmed["DeviceSecretVerifierConfig"]
        salt = int.from_bytes(base64.b64decode(config["Salt"]))
        assert device_verifier(identity, salt).verifier == config["PasswordVerifier"]
        srp = CheckingServer(identity, salt)
        async with FakeCognito(
            challenge("DEVICE_SRP_AUTH"), srp.ask("DEVICE_PASSWORD_VERIFIER"), srp.check
        ) as server:
            again = await _moved(built, pool, server)
            return tokens, remembered, again, server

    tokens, remembered, again, server = asyncio.run(scenario())
    assert remembered["DeviceRememberedStatus"] == "remembered"
    assert isinstance(again, TokenSet)
    assert again.device == tokens.device
    keys = [request.body.get("AuthParameters", request.body.get("ChallengeResponses")) for request in server.received]
    assert [sent["DEVICE_KEY"] for sent in keys] == ["eu-west-3_1234"] * 3
    assert tokens.device.password not in repr(tokens)


async def _moved(built, pool, server):
    """Sign in at another port, for which the device is kept as well."""
    moved = server.pool()
    await built.vault.keep_device(moved, "ada", await built.vault.device(pool, "ada"))
    return await built.sign_in.begin(moved, "password", "ada", "password-1")


def test_a_device_that_cognito_forgot_is_forgotten_here_and_the_sign_in_goes_on():
    async def scenario():
        async with FakeCognito(refusal("ResourceNotFoundException", "Device does not exist."), TOKENS) as server:
            built = Parts()
            await built.vault.keep_device(server.pool(), "ada", NewDevice("key", "group", "password-of-device"))
            tokens = await built.sign_in.begin(server.pool(), "password", "ada", "password-1")
            return tokens, await built.vault.device(server.pool(), "ada"), server

    tokens, device, server = asyncio.run(scenario())
    assert isinstance(tokens, TokenSet)
    assert device is None
    assert "DEVICE_KEY" not in server.received[1].body["AuthParameters"]


def test_tokens_are_good_even_where_the_device_could_not_be_confirmed():
    first = {"AuthenticationResult": RESULT | {"NewDeviceMetadata": NEW_DEVICE}}
    step, _ = run(first, refusal("InternalErrorException", status=500), steps=[], method="password")
    assert step.access_token == "access-1"
    assert step.note.id == "cognito.server-error"


def test_a_device_challenge_without_a_device_says_so():
    assert failure_of(challenge("DEVICE_SRP_AUTH")).id == "cognito.device-unknown"


def test_a_secret_goes_along_when_tokens_are_renewed_and_revoked():
    async def scenario():
        renewed = {"AuthenticationResult": {**RESULT, "RefreshToken": "refresh-2"}}
        async with FakeCognito(TOKENS, renewed, {}) as server:
            built, pool = Parts(), server.pool(has_client_secret=True)
            await built.vault.keep_client_secret(pool, SECRET)
            tokens = await built.keeper.keep(pool, await built.sign_in.begin(pool, "password", "ada", "password-1"))
            renewed = await built.keeper.renew(pool)
            kept = await built.vault.session(pool)
            assert await built.keeper.sign_out(pool) is None
            return tokens, renewed, kept, server

    tokens, renewed, kept, server = asyncio.run(scenario())
    assert server.actions == ["InitiateAuth", "GetTokensFromRefreshToken", "RevokeToken"]
    assert [request.body.get("ClientSecret") for request in server.received] == [None, SECRET, SECRET]
    assert server.received[1].body["RefreshToken"] == tokens.refresh_token
    assert renewed.refresh_token == kept.refresh_token == server.received[2].body["Token"] == "refresh-2"


REFUSALS = [
    ("NotAuthorizedException", "Incorrect username or password.", "cognito.wrong-password"),
    ("NotAuthorizedException", "User is disabled.", "cognito.user-disabled"),
    ("NotAuthorizedException", "Password attempts exceeded", "cognito.too-many-attempts"),
    ("NotAuthorizedException", "Temporary password has expired.", "cognito.temporary-password-ended"),
    ("NotAuthorizedException", "Unable to verify secret hash for client abc", "cognito.client-secret"),
    ("NotAuthorizedException", "… but SECRET_HASH was not received", "cognito.client-secret-missing"),
    ("NotAuthorizedException", "Invalid session for the user, session is expired.", "cognito.session-ended"),
    ("NotAuthorizedException", "Refresh Token has been revoked", "cognito.refresh-refused"),
    ("NotAuthorizedException", "Something new", "cognito.refused"),
    ("UserNotFoundException", "User does not exist.", "cognito.user-not-found"),
    ("UserNotConfirmedException", "User is not confirmed.", "cognito.user-unconfirmed"),
    ("PasswordResetRequiredException", "Password reset required for the user", "cognito.password-reset"),
    ("TooManyRequestsException", "Rate exceeded", "cognito.throttled"),
    ("LimitExceededException", "Attempt limit exceeded", "cognito.throttled"),
    ("TooManyFailedAttemptsException", "", "cognito.too-many-attempts"),
    ("ResourceNotFoundException", "User pool client abc does not exist.", "cognito.client-not-found"),
    ("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client", "cognito.flow-disabled"),
    ("InvalidParameterException", "1 validation error detected", "cognito.refused"),
    ("UserLambdaValidationException", "PreAuthentication failed with error no.", "cognito.trigger"),
    ("ForbiddenException", "Request not allowed due to WAF block.", "cognito.waf"),
    ("com.amazonaws.cognito#UserNotFoundException:http://x", "", "cognito.user-not-found"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "message", "expected"), REFUSALS)
def test_every_refusal_has_its_id_and_its_sentence(kind, message, expected):
    failure = failure_of(refusal(kind, message))
    assert failure.id == expected
    assert failure.sentence.endswith(".")
    assert failure.action.endswith(".")
    assert failure.detail == message


def test_a_clock_that_is_off_is_blamed_for_a_refusal():
    date = format_datetime(NOW + timedelta(minutes=42), usegmt=True)
    failure = failure_of(refusal("NotAuthorizedException", "Incorrect username or password.", Date=date))
    assert failure.id == "cognito.clock-off"
    assert "42 min behind" in failure.sentence
    near = format_datetime(NOW + timedelta(minutes=4), usegmt=True)
    failure = failure_of(refusal("NotAuthorizedException", "Incorrect username or password.", Date=near))
    assert failure.id == "cognito.wrong-password"


def test_the_words_of_a_refusal_hold_no_secret_and_no_line_break():
    failure = failure_of(refusal("UserLambdaValidationException", "no\r\nto password-1\x1b[31m" + "x" * 9999))
    assert failure.detail.startswith("no to •••")
    assert failure.detail.isprintable()
    assert len(failure.detail) <= 300


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(b"<html>"), "cognito.not-cognito"),
        (Answer(b"[" * 100_000), "cognito.not-cognito"),
        (Answer(b'"text"'), "cognito.not-cognito"),
        (Answer(b" " * 300_000 + b"{}"), "cognito.not-cognito"),
        (Answer({}, headers={"Content-Encoding": "gzip"}), "cognito.not-cognito"),
        (Answer({}, 302, {"Location": "http://127.0.0.1:1/"}), "cognito.refused"),
        (Answer({}, 503), "cognito.server-error"),
        ({}, "cognito.unexpected"),
        ({"ChallengeName": "DANCE"}, "cognito.unexpected"),
        ({"AuthenticationResult": {}}, "cognito.unexpected"),
        ({"AuthenticationResult": RESULT | {"ExpiresIn": 10**30}}, "cognito.unexpected"),
        ({"AuthenticationResult": RESULT | {"AccessToken": 5}}, "cognito.unexpected"),
        (challenge("PASSWORD_VERIFIER", SRP_B="1"), "cognito.unexpected"),
    ],
)
def test_an_answer_that_makes_no_sense_is_no_crash(answer, expected):
    assert failure_of(answer).id == expected


@pytest.mark.parametrize("changed", [{"SRP_B": "0"}, {"SRP_B": f"{PRIME:x}"}, {"SRP_B": "zz"}, {"SECRET_BLOCK": "%"}])
def test_a_dishonest_password_challenge_gets_no_proof(changed):
    parameters = {"SRP_B": "5", "SALT": "1", "SECRET_BLOCK": "AAAA", "USER_ID_FOR_SRP": "ada"} | changed
    with pytest.raises(CredentialsError, match="rules of SRP"):
        run(challenge("PASSWORD_VERIFIER", **parameters), steps=[], method="srp")


def test_a_server_that_asks_for_ever_is_left():
    srp = {"SRP_B": "5", "SALT": "1", "SECRET_BLOCK": "AAAA", "USER_ID_FOR_SRP": "ada"}
    with pytest.raises(CredentialsError, match="one challenge after another"):
        run(*[challenge("PASSWORD_VERIFIER", **srp)] * 9, steps=[], method="srp")


@pytest.mark.parametrize(
    ("method", "username", "password", "expected"),
    [
        ("srp", " ", "password-1", "cognito.user-missing"),
        ("password", "ada", "", "cognito.password-missing"),
        ("srp", "ada", "", "cognito.password-missing"),
        ("refresh", "", " ", "cognito.refresh-token-missing"),
    ],
)
def test_what_is_missing_is_named_before_anything_is_sent(method, username, password, expected):
    async def scenario():
        async with FakeCognito() as server:
            with pytest.raises(CredentialsError) as caught:
                await Parts().sign_in.begin(server.pool(), method, username, password)
            return caught.value.failure.id, server.received

    assert asyncio.run(scenario()) == (expected, [])


def test_nobody_listens():
    async def scenario():
        async with FakeCognito() as server:
            pool = server.pool()
        await Parts().sign_in.begin(pool, "password", "ada", "password-1")

    with pytest.raises(CredentialsError) as caught:
        asyncio.run(scenario())
    assert caught.value.failure.id == "cognito.unreachable"
    assert re.search(r"127\.0\.0\.1:\d+ cannot be reached", caught.value.failure.sentence)
    assert caught.value.__context__ is None


def test_an_answer_that_does_not_come():
    async def scenario():
        async with FakeCognito({}) as server:
            server.hold.clear()
            await Parts(deadline=0.2).sign_in.begin(server.pool(), "password", "ada", "password-1")

    with pytest.raises(CredentialsError) as caught:
        asyncio.run(scenario())
    assert caught.value.failure.id == "cognito.timeout"


def test_a_pool_without_a_domain_has_no_client_credentials():
    async def scenario():
        async with FakeCognito() as server:
            pool = replace(server.pool(), domain="", domain_endpoint="")
            await Parts().sign_in.begin(pool, "client_credentials")

    with pytest.raises(CredentialsError) as caught:
        asyncio.run(scenario())
    assert (caught.value.failure.id, caught.value.failure.field) == ("cognito.domain-missing", "Domain")


def test_a_pool_that_points_elsewhere_gets_nothing():
    async def scenario():
        async with FakeCognito() as server:
            pool = replace(server.pool(), api_endpoint="http://collector.example.com")
            await Parts().sign_in.begin(pool, "password", "ada", "password-1")

    with pytest.raises(InputError, match="unencrypted"):
        asyncio.run(scenario())
