"""What one tab knows of user pools and of the sign-in under way; forms that are built later find it here."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from countersign.model.cognito import BrowserWait, Challenge, UserPool


class SignIn(QObject):
    """Stand between the forms of a tab and those who sign in.

    Forms emit the requests: `save_pool_requested` carries a `UserPool` and its client secret ("" keeps the one there
    is), `token_requested` a `TokenRequest`, `challenge_answered` a `Challenge` and its `ChallengeAnswer`. The other
    signals tell forms that a property has changed.
    """

    save_pool_requested = Signal(object, str)
    delete_pool_requested = Signal(str)
    import_pools_requested = Signal()
    token_requested = Signal(object)
    challenge_answered = Signal(object, object)
    token_cancelled = Signal()
    pools_changed = Signal()
    pools_found = Signal(object)
    asked = Signal()
    busy_changed = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools: tuple[UserPool, ...] = ()
        self._challenge: Challenge | None = None
        self._wait: BrowserWait | None = None
        self._busy = False

    @property
    def pools(self) -> tuple[UserPool, ...]:
        """Return the pools that can be named."""
        return self._pools

    @property
    def challenge(self) -> Challenge | None:
        """Return what Cognito asks, None if nothing."""
        return self._challenge

    @property
    def wait(self) -> BrowserWait | None:
        """Return which browser page is awaited, None if none."""
        return self._wait

    @property
    def is_busy(self) -> bool:
        """Tell whether a sign-in is under way."""
        return self._busy

    def pool(self, name: str) -> UserPool | None:
        """Return a pool by name, None where there is none."""
        return next((pool for pool in self._pools if pool.name == name), None)

    def set_pools(self, pools: tuple[UserPool, ...]) -> None:
        """Offer other pools."""
        self._pools = pools
        self.pools_changed.emit()

    def show_challenge(self, challenge: Challenge | None) -> None:
        """Ask what Cognito asks, or stop asking."""
        self._challenge = challenge
        self.asked.emit()

    def show_wait(self, wait: BrowserWait | None) -> None:
        """Say that the browser is awaited, or no longer."""
        self._wait = wait
        self.asked.emit()

    def set_busy(self, *, busy: bool) -> None:
        """Say that a sign-in is under way, or no longer."""
        self._busy = busy
        self.busy_changed.emit()
