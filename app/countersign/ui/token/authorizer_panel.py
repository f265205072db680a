"""What an authorizer of API Gateway will answer to the token, asked before anything is sent."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from countersign.model.cognito import UserPool
from countersign.model.jwt import Verification
from countersign.signing.authorizer_check import (
    AuthorizerAnswer,
    CognitoAuthorizer,
    JwtAuthorizer,
    check_authorizer,
    read_refusal,
)
from countersign.ui.request.form_rows import FormRows, panel_column, scrolling
from countersign.ui.theme import Theme
from countersign.ui.token.claim_lines import ClaimLine, check_line
from countersign.ui.token.claims_text import ClaimsText
from countersign.ui.widgets.segmented import SegmentedControl


class AuthorizerPanel(QWidget):
    """Describe an authorizer; the verdict follows every key. Fields follow the user pool until they are typed in."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = ""
        self._verification: Verification | None = None
        self._sent_in = "Authorization"
        self._now: datetime | None = None
        self._api = SegmentedControl((("http", "HTTP API, JWT"), ("rest", "REST API, Cognito")))
        self._issuer, self._audiences, self._arns, self._scopes = (_field() for _ in range(4))
        self._source = _field()
        self._rows = FormRows(theme)
        self._verdict = ClaimsText(theme, "Authorizer check", self)
        self._answered: tuple[ClaimLine, ...] = ()
        self._build()
        self._show_rows()

    def show_pool(self, pool: UserPool) -> None:
        """Fill in what an authorizer of this pool would have, where nobody typed something else."""
        partition = {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(_region_group(pool.region), "aws")
        values = {
            self._issuer: pool.issuer if pool.region else "",
            self._audiences: pool.client_id,
            self._arns: f"arn:{partition}:cognito-idp:{pool.region}::userpool/{pool.pool_id}" if pool.region else "",
        }
        with QSignalBlocker(self):
            for field, value in values.items():
                if not field.isModified():
                    field.setText(value)
                    field.setCursorPosition(0)
        self._judge()

    def show_token(self, token: str, sent_in: str, verification: Verification | None, now: datetime) -> None:
        """Judge another token, or the same one later; `sent_in` names the header that carries it."""
        self._token, self._sent_in, self._verification, self._now = token, sent_in, verification, now
        self._judge()

    def show_answer(self, status: int, www_authenticate: str, body: str) -> None:
        """Say what a real answer of API Gateway meant; an answer that tells nothing takes the former away."""
        refusal = read_refusal(status, www_authenticate, body)
        self._answered = () if refusal is None else (ClaimLine("answered", "", f"{status}: {refusal}", "error"),)
        self._judge()

    def verdict(self) -> str:
        """Return what is said, as text."""
        return self._verdict.toPlainText()

    def _build(self) -> None:
        self._scopes.setPlaceholderText("none")
        self._audiences.setPlaceholderText("app client IDs, with spaces between them")
        self._source.setText("$request.header.Authorization")
        self._rows.add_row("Authorizer", self._api)
        self._issuer_row = self._rows.add_row("Issuer", self._issuer)
        self._audiences_row = self._rows.add_row("Audiences", self._audiences)
        self._arns_row = self._rows.add_row("User pool ARNs", self._arns)
        self._rows.add_row("Route scopes", self._scopes)
        self._rows.add_row("Identity source", self._source)
        for field in (self._issuer, self._audiences, self._arns, self._scopes, self._source):
            field.textChanged.connect(self._judge)
        self._api.selected.connect(self._show_rows)
        form = QWidget()
        panel_column(form, self._rows)
        divider = QFrame()
        divider.setProperty("kind", "divider")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scrolling(form), 3)
        column.addWidget(divider)
        column.addWidget(self._verdict, 4)

    def _show_rows(self) -> None:
        is_http = self._api.current() == "http"
        self._rows.set_row_visible(self._issuer_row, visible=is_http)
        self._rows.set_row_visible(self._audiences_row, visible=is_http)
        self._rows.set_row_visible(self._arns_row, visible=not is_http)
        usual = ("$request.header.Authorization", "method.request.header.Authorization")
        if self._source.text() in usual:
            self._source.setText(usual[0 if is_http else 1])
        self._judge()

    def _judge(self) -> None:
        if self._now is None or not self._token:
            nothing = ClaimLine("", "", "There is no token to check yet.")
            self._verdict.show_claims((*self._answered, nothing))
            return
        authorizer = self._authorizer()
        value = self._token if authorizer.header.lower() == self._sent_in.lower() else ""
        answer = check_authorizer(authorizer, value, self._now, self._verification)
        elsewhere = () if value else (ClaimLine("sent in", "", f"The request sends it in {self._sent_in}."),)
        self._verdict.show_claims((*self._answered, *answer_lines(answer), *elsewhere))

    def _authorizer(self) -> JwtAuthorizer | CognitoAuthorizer:
        scopes = tuple(_words(self._scopes))
        header = _header_of(self._source.text())
        if self._api.current() == "http":
            return JwtAuthorizer(self._issuer.text().strip(), tuple(_words(self._audiences)), scopes, header)
        return CognitoAuthorizer(tuple(_words(self._arns)), scopes, header)


def answer_lines(answer: AuthorizerAnswer) -> tuple[ClaimLine, ...]:
    """Return an authorizer's answer as lines: the verdict, every reason, the words it will send."""
    verdict = answer.sentence if answer.status != 200 else f"{answer.status}. {answer.sentence}"
    lines = [ClaimLine("verdict", "", f"{'✓' if answer.allowed else '✗'} {verdict}", _look_of(answer))]
    lines += [check_line(check.claim, check, mark=True) for check in answer.checks]
    for label, words in (
        ("www-authenticate", answer.www_authenticate),
        ("body", answer.body),
        ("uncertain", answer.note),
        ("source", answer.source),
    ):
        if words:
            lines.append(ClaimLine(label, "", words))
    return tuple(lines)


def _look_of(answer: AuthorizerAnswer) -> Literal["ok", "error"]:
    return "ok" if answer.allowed else "error"


def _header_of(source: str) -> str:
    """Return the header of an identity source; one that is no header is returned as it stands."""
    return source.strip().rpartition("header.")[2] or "Authorization"


def _field() -> QLineEdit:
    field = QLineEdit()
    field.setProperty("kind", "code")
    return field


def _words(field: QLineEdit) -> list[str]:
    return field.text().replace(",", " ").split()


def _region_group(region: str) -> str:
    return "us-gov" if region.startswith("us-gov-") else region.partition("-")[0]
