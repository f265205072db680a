"""An identity from a Cognito identity pool ("Identity pools", Amazon Cognito Developer Guide)."""

from __future__ import annotations

from PySide6.QtWidgets import QCompleter, QLineEdit

from countersign.model.credentials import IdentityKind
from countersign.model.identity_sources import IdentityPool
from countersign.ui.identity.identity_choice import ChoiceWords
from countersign.ui.request.auth.sigv4_definition import (
    DefinitionForm,
    DefinitionSource,
    DefinitionWords,
    code_edit,
)
from countersign.ui.request.auth.sigv4_source import KnownIdentities
from countersign.ui.request.aws_names import REGIONS
from countersign.ui.theme import Theme
from countersign.ui.widgets.segmented import SegmentedControl

_WORDS = DefinitionWords(
    "Identity",
    "identity pool",
    ChoiceWords("Cognito identity", "Choose an identity", "No identity pools yet", "not defined here"),
    "An identity pool gives AWS keys to a guest, or to a user of a user pool. Press New to define one.",
)


class IdentityPoolForm(DefinitionForm[IdentityPool]):
    """Edit an identity pool, and whose token is traded in there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "identity pool")
        self._pool_id = code_edit("us-west-2:1a2b3c4d-5e6f-7890-abcd-ef1234567890")
        self._region = code_edit("from the pool's ID")
        self._access = SegmentedControl((("guest", "Guest"), ("token", "User pool token")))
        self._user_pool = QLineEdit()
        self._provider = code_edit("cognito-idp.us-west-2.amazonaws.com/us-west-2_a1B2c3")
        self._role_arn = code_edit("only for a token with several roles")
        self._build()

    def definition(self) -> IdentityPool:
        """Return what the fields hold; a guest has no user pool, no provider and no role of a token."""
        has_token = self._access.current() == "token"
        return IdentityPool(
            name=self.name.text().strip(),
            identity_pool_id=self._pool_id.text().strip(),
            region=self._region.text().strip(),
            user_pool=self._user_pool.text().strip() if has_token else "",
            provider=self._provider.text().strip() if has_token else "",
            role_arn=self._role_arn.text().strip() if has_token else "",
        )

    def fill(self, definition: IdentityPool | None) -> None:
        """Show an identity pool."""
        pool = definition or IdentityPool("", "")
        self.name.setText(pool.name)
        self._pool_id.setText(pool.identity_pool_id)
        self._region.setText(pool.region)
        self._access.set_current("token" if pool.user_pool else "guest")
        self._user_pool.setText(pool.user_pool)
        self._provider.setText(pool.provider)
        self._role_arn.setText(pool.role_arn)
        self._show_access()

    def missing(self) -> str:
        """Ask for a name and the pool's ID, and with a token for the user pool and its name as a provider."""
        pool = self.definition()
        if not (pool.name and pool.identity_pool_id):
            return "Give a name and the identity pool's ID."
        if self._access.current() == "token" and not (pool.user_pool and pool.provider):
            return "Give the user pool and its login provider."
        return ""

    def _build(self) -> None:
        self._region.setAccessibleName("Identity pool region")
        self._region.setCompleter(QCompleter(list(REGIONS), self._region))
        self._access.setAccessibleName("Identity pool access")
        self._user_pool.setAccessibleName("User pool name")
        self._user_pool.setPlaceholderText("as it is called under Cognito JWT")
        self._role_arn.setAccessibleName("Cognito role ARN")
        self.rows.add_row("Identity name", self.name)
        self.name.setAccessibleName("Cognito identity name")
        self.rows.add_row("Identity pool ID", self._pool_id)
        self.rows.add_row("Pool region", self._region)
        self.rows.add_row("Access", self._access)
        self._token_rows = (
            self.rows.add_row("User pool", self._user_pool),
            self.rows.add_row("Login provider", self._provider),
            self.rows.add_row("Role ARN", self._role_arn),
        )
        self._access.selected.connect(self._show_access)
        self.finish_rows(self.name, self._pool_id, self._region, self._user_pool, self._provider, self._role_arn)

    def _show_access(self) -> None:
        for row in self._token_rows:
            self.rows.set_row_visible(row, visible=self._access.current() == "token")
        self.show_state()


class CognitoSource(DefinitionSource[IdentityPool]):
    """Choose and define identity pools."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _WORDS, IdentityPoolForm(theme))

    @property
    def kind(self) -> IdentityKind:
        """Return the kind of an identity from a pool."""
        return "cognito"

    def definitions_in(self, known: KnownIdentities) -> tuple[IdentityPool, ...]:
        """Return the identity pools."""
        return known.facts.identity_pools
