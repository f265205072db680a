"""What the snippet page shows of a draft: the tools that fit, and its code for one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.registry import snippets_for
from countersign.formats.snippets.snippet_request import SnippetRequest
from countersign.model.errors import Failure, InputError
from countersign.model.request import RequestDraft
from countersign.model.socket import SocketDraft
from countersign.variables.scopes import without_secret_values
from countersign.variables.template import fill_known
from countersign.workflows.prepare_request import RequestContext, effective_auth, inherited_headers

SnippetDraft = RequestDraft | SocketDraft


@dataclass(frozen=True, slots=True)
class Snippet:
    """Hold the code for one tool, and what stands beside it.

    `tools` are the names of all that fit, `variables` names and meanings of environment variables. `failure` says why
    this tool has no code.
    """

    tools: tuple[str, ...]
    tool: str
    language: str
    code: str
    variables: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    failure: Failure | None = None


def snippet_of(draft: SnippetDraft, context: RequestContext, wanted: str) -> Snippet:
    """Return a draft as code for the tool that is wanted, for the first that fits where that one does not.

    Raise `InputError` where no tool could send the draft.
    """
    request = _request(draft, context)
    makers = snippets_for(request)
    maker = next((one for one in makers if one.name == wanted), makers[0])
    code, failure = "", None
    try:
        code = maker.make(request)
    except InputError as error:
        failure = error.failure
    return Snippet(
        tools=tuple(one.name for one in makers),
        tool=maker.name,
        language=maker.language,
        code=code,
        variables=tuple((variable.name, variable.meaning) for variable in request.variables),
        notes=request.notes,
        failure=failure,
    )


def _request(draft: SnippetDraft, context: RequestContext) -> SnippetRequest:
    auth = effective_auth(draft.auth, context)
    headers = (*inherited_headers(draft.headers, context.headers), *draft.headers)
    whole = replace(draft, auth=auth, headers=headers)
    return snippet_request(fill_known(whole, without_secret_values(context.scope)))
