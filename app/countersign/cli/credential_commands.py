"""`identities` and `token`: who may sign, and tokens for scripts."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys

from countersign.cli.prompts import ask_secret
from countersign.model.cognito import Challenge, ChallengeAnswer, UserPool
from countersign.model.credentials import Identity
from countersign.model.errors import CredentialsError, Failure
from countersign.workflows.application import Application
from countersign.workflows.user_pools import SignInRequest, TokenUse, UserPools

DONE = 0


async def print_identities(application: Application, options: argparse.Namespace) -> int:
    """Print every identity, one a line or as JSON."""
    identities = await application.identities()
    if options.json:
        print(json.dumps([_document(identity) for identity in identities], indent=2))
        return DONE
    for identity in identities:
        print("  ".join(part for part in _columns(identity) if part))
    if not identities:
        print("There is no identity yet. Save keys in the window, or set AWS_ACCESS_KEY_ID.", file=sys.stderr)
    return DONE


async def print_token(application: Application, options: argparse.Namespace) -> int:
    """Print a valid token of a user pool, signing in first where nobody is signed in."""
    parts = await application.ready()
    use: TokenUse = "id" if options.id else "access"
    pool = parts.things.current.user_pool(options.pool)
    try:
        token = await parts.user_pools.token(options.pool, use)
    except CredentialsError:
        if pool is None:
            raise
        await _sign_in(parts.user_pools, pool)
        token = await parts.user_pools.token(options.pool, use)
    if options.json:
        held = await parts.user_pools.held(options.pool, use)
        assert held is not None
        claims = dict(held.token.claims)
        document = {"token": token, "token_use": use, "claims": claims, "verified": held.verification.state}
        print(json.dumps(document, indent=2, default=str))
    else:
        print(token)
    return DONE


async def _sign_in(pools: UserPools, pool: UserPool) -> None:
    username, password = os.environ.get("COUNTERSIGN_USER", ""), os.environ.get("COUNTERSIGN_PASSWORD", "")
    if pool.method in {"srp", "password"}:
        username = username or await _ask(f"User name at {pool.name}: ")
        password = password or await ask_secret("Password: ")
    step = await pools.begin(SignInRequest(pool.name, pool.method, username, password), lambda _wait: None)
    while step is not None:
        step = await pools.answer(step, await _answer(step))


async def _answer(challenge: Challenge) -> ChallengeAnswer:
    if challenge.kind == "NEW_PASSWORD_REQUIRED":
        attributes = tuple([(name, await _ask(f"{name}: ")) for name in challenge.required_attributes])
        return ChallengeAnswer(new_password=await ask_secret("New password: "), attributes=attributes)
    if challenge.choices:
        return ChallengeAnswer(choice=await _ask(f"Choose one of {', '.join(challenge.choices)}: "))
    if challenge.secret_code:
        print(f"Add this secret to an authenticator app: {challenge.secret_code}", file=sys.stderr)
    code = await ask_secret(f"Code {f'sent to {challenge.delivery}' if challenge.delivery else ''}: ")
    if not code:
        raise CredentialsError(
            Failure(
                "cognito.no-terminal",
                f"The user pool asks for {challenge.kind}, and there is no terminal to answer it on.",
                "Sign in once in the window or in a terminal; the refresh token is then in the keyring.",
            )
        )
    return ChallengeAnswer(code=code)


async def _ask(words: str) -> str:
    if not sys.stdin.isatty():
        return ""
    return (await asyncio.to_thread(input, words)).strip()


def _columns(identity: Identity) -> tuple[str, ...]:
    ends = f"ends {identity.expires_at.astimezone():%Y-%m-%d %H:%M}" if identity.expires_at else ""
    needs = {"sign-in": "needs a sign-in", "mfa": "asks for an MFA code", "": ""}[identity.needs]
    return (
        identity.name,
        f"{identity.kind} {identity.detail}".strip(),
        identity.access_key_id,
        identity.arn or identity.account,
        ends,
        needs,
        identity.note,
    )


def _document(identity: Identity) -> dict[str, object]:
    return {
        "name": identity.name,
        "kind": identity.kind,
        "detail": identity.detail,
        "access_key_id": identity.access_key_id,
        "session_token": identity.has_session_token,
        "region": identity.region,
        "account": identity.account,
        "arn": identity.arn,
        "expires_at": identity.expires_at.isoformat() if identity.expires_at else None,
        "needs": identity.needs,
        "note": identity.note,
    }
