"""Credentials renew themselves in time, once for everybody, and never outlive their end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from countersign.credentials.renewing import PAUSE, Renewals, RenewingCredentials
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure
from tests.credentials.clocks import Clock

FAILURE = Failure("credentials.unreachable", "AWS STS cannot be reached.", "Check the network.", detail="refused")


class Source:
    """Hand out numbered credentials that last so long, or fail, or wait."""

    def __init__(self, clock: Clock, lifetime: timedelta | None = timedelta(hours=1)) -> None:
        self.clock = clock
        self.lifetime = lifetime
        self.fetches = 0
        self.failure: Failure | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.ended = 0

    async def __call__(self) -> Credentials:
        self.fetches += 1
        number = self.fetches
        try:
            await self.gate.wait()
        finally:
            self.ended += 1
        if self.failure is not None:
            raise CredentialsError(self.failure)
        expires_at = None if self.lifetime is None else self.clock() + self.lifetime
        return Credentials(f"ASIA{number}", "secret", "token", expires_at)


def renewing(source: Source, **options) -> RenewingCredentials:
    return RenewingCredentials(source, clock=source.clock, monotonic=source.clock.monotonic, **options)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_fifty_requests_wait_for_one_fetch_and_later_ones_need_none():
    async def scenario():
        source = Source(Clock())
        source.gate.clear()
        credentials = renewing(source)
        waiting = [asyncio.ensure_future(credentials.current()) for _ in range(50)]
        await settle()
        source.gate.set()
        found = await asyncio.gather(*waiting)
        return {one.access_key_id for one in found}, (await credentials.current()).access_key_id, source.fetches

    assert asyncio.run(scenario()) == ({"ASIA1"}, "ASIA1", 1)


@pytest.mark.parametrize(
    ("minutes", "at_once", "afterwards"),
    [(49, "ASIA1", "ASIA1"), (51, "ASIA1", "ASIA2"), (57, "ASIA1", "ASIA2"), (58, "ASIA2", "ASIA2")],
)
def test_ten_minutes_before_the_end_a_renewal_starts_and_two_minutes_before_requests_wait_for_it(
    minutes, at_once, afterwards
):
    async def scenario():
        source = Source(Clock())
        credentials = renewing(source)
        await credentials.current()
        source.clock.pass_by(minutes=minutes)
        first = await credentials.current()
        await settle()
        return first.access_key_id, (await credentials.current()).access_key_id

    assert asyncio.run(scenario()) == (at_once, afterwards)


def test_a_person_is_not_asked_again_before_the_last_two_minutes():
    async def scenario():
        source = Source(Clock())
        credentials = renewing(source, asks=True)
        await credentials.current()
        source.clock.pass_by(minutes=57)
        await credentials.current()
        await settle()
        early = source.fetches
        source.clock.pass_by(minutes=1)
        await credentials.current()
        return early, source.fetches

    assert asyncio.run(scenario()) == (1, 2)


def test_after_a_failed_renewal_the_old_ones_work_with_a_warning_until_they_end():
    async def scenario():
        source = Source(Clock())
        credentials = renewing(source)
        await credentials.current()
        source.failure = FAILURE
        source.clock.pass_by(minutes=59)
        late = await credentials.current()
        source.clock.pass_by(minutes=2)
        with pytest.raises(CredentialsError) as ended:
            await credentials.current()
        return late, ended.value.failure, credentials.held

    late, failure, held = asyncio.run(scenario())
    assert late.access_key_id == "ASIA1"
    assert late.warning.id == "credentials.not-renewed"
    assert FAILURE.sentence in late.warning.sentence
    assert (late.warning.action, late.warning.detail) == (FAILURE.action, FAILURE.detail)
    assert failure == FAILURE
    assert held is None


def test_early_renewals_that_fail_are_not_repeated_at_each_request_and_the_warning_goes_with_success():
    async def scenario():
        source = Source(Clock())
        credentials = renewing(source)
        await credentials.current()
        source.failure = FAILURE
        source.clock.pass_by(minutes=51)
        for _ in range(20):
            await credentials.current()
            await settle()
        failing = source.fetches, (await credentials.current()).warning
        source.failure = None
        source.clock.pass_by(seconds=PAUSE)
        await credentials.current()
        await settle()
        return failing, source.fetches, await credentials.current()

    (fetches, warning), afterwards, renewed = asyncio.run(scenario())
    assert (fetches, afterwards) == (2, 3)
    assert warning.id == "credentials.not-renewed"
    assert (renewed.access_key_id, renewed.warning) == ("ASIA3", None)


def test_the_first_failure_reaches_everybody_who_waits_and_the_next_use_tries_again():
    async def scenario():
        source = Source(Clock())
        source.failure = FAILURE
        credentials = renewing(source)
        failures = await asyncio.gather(*(credentials.current() for _ in range(3)), return_exceptions=True)
        source.failure = None
        return failures, (await credentials.current()).access_key_id

    failures, found = asyncio.run(scenario())
    assert [error.failure for error in failures] == [FAILURE] * 3
    assert len({id(error) for error in failures}) == 3
    assert found == "ASIA2"


def test_who_gives_up_leaves_the_fetch_to_the_others_and_the_last_one_ends_it():
    async def scenario():
        source = Source(Clock())
        source.gate.clear()
        credentials = renewing(source)
        first, second = (asyncio.ensure_future(credentials.current()) for _ in range(2))
        await settle()
        first.cancel()
        await settle()
        after_one = source.ended
        second.cancel()
        await settle()
        after_both = source.ended
        source.gate.set()
        return after_one, after_both, first.cancelled(), (await credentials.current()).access_key_id

    assert asyncio.run(scenario()) == (0, 1, True, "ASIA2")


def test_closing_ends_a_fetch_and_who_waits_hears_so_instead_of_being_cancelled():
    async def scenario():
        source = Source(Clock())
        source.gate.clear()
        credentials = renewing(source)
        waiting = asyncio.ensure_future(credentials.current())
        await settle()
        await credentials.close()
        with pytest.raises(CredentialsError) as stopped:
            await waiting
        return stopped.value.failure.id, source.ended

    assert asyncio.run(scenario()) == ("credentials.renewal-stopped", 1)


def test_credentials_without_an_end_are_fetched_once_until_they_are_forgotten():
    async def scenario():
        source = Source(Clock(), lifetime=None)
        credentials = renewing(source)
        await credentials.current()
        source.clock.pass_by(days=400)
        kept = (await credentials.current()).access_key_id
        credentials.forget()
        return kept, (await credentials.current()).access_key_id

    assert asyncio.run(scenario()) == ("ASIA1", "ASIA2")


def test_the_wall_clock_jumps_past_the_end_while_the_machine_sleeps():
    async def scenario():
        source = Source(Clock())
        credentials = renewing(source)
        await credentials.current()
        source.clock.set_forward(hours=8)
        return credentials.held, (await credentials.current()).access_key_id

    assert asyncio.run(scenario()) == (None, "ASIA2")


def test_a_wall_clock_that_is_set_back_does_not_make_credentials_live_longer():
    async def scenario():
        source = Source(Clock())
        credentials = renewing(source)
        await credentials.current()
        source.clock.set_forward(days=-1)
        source.clock.seconds += 3601
        return credentials.held, (await credentials.current()).access_key_id

    assert asyncio.run(scenario()) == (None, "ASIA2")


def test_another_definition_under_the_same_name_gets_credentials_of_its_own():
    async def scenario():
        first, second = Source(Clock()), Source(Clock())
        renewals = Renewals(first.clock, first.clock.monotonic)
        key = ("profile", "deploy")
        one = await renewals.current(key, "definition", first, asks=False)
        same = await renewals.current(key, "definition", second, asks=False)
        other = await renewals.current(key, "another", second, asks=False)
        held = renewals.held(key, "definition"), renewals.held(key, "another")
        renewals.forget(key)
        await renewals.current(key, "another", second, asks=False)
        renewals.drop_all("profile")
        return one, same, other, held, first.fetches, second.fetches, renewals.held(key, "another")

    one, same, other, held, first, second, dropped = asyncio.run(scenario())
    assert (one, other) == (same, replace(other))
    assert held == (None, other)
    assert (first, second, dropped) == (1, 2, None)


def test_what_stands_on_changed_keys_is_dropped_also_while_it_is_fetched():
    async def scenario():
        source = Source(Clock())
        source.gate.clear()
        renewals = Renewals(source.clock, source.clock.monotonic)
        role, profile = ("role", "a"), ("profile", "a")
        waiting = [asyncio.ensure_future(renewals.current(key, None, source, asks=False)) for key in (role, profile)]
        await settle()
        renewals.drop_all("role")
        with pytest.raises(CredentialsError) as stopped:
            await waiting[0]
        source.gate.set()
        found = await waiting[1]
        await renewals.close()
        return stopped.value.failure.id, found.access_key_id, renewals.held(profile, None)

    assert asyncio.run(scenario()) == ("credentials.renewal-stopped", "ASIA2", None)
