"""The APIs of API Gateway in an account, read through an identity's credentials.

Sources: GetRestApis, GetStages, GetExport, GetResources and GetAuthorizers, Amazon API Gateway REST API Reference;
GetApis, GetStages, GetRoutes and GetAuthorizers, Amazon API Gateway Version 2 API Reference. Of HTTP APIs the routes
are read and not an export: they keep no more than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from countersign.credentials.aws_service import DEADLINE, AwsCall, AwsRefusal, AwsService
from countersign.credentials.deadline_worker import DeadlineWorker
from countersign.credentials.network_failures import network_failure
from countersign.credentials.refusals import refusal_detail, refused
from countersign.formats.importing.api_gateway import GatewayApi, GatewayAuthorizer, GatewayRoute, Protocol
from countersign.formats.importing.limited_documents import SIZE_LIMIT
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure

# Well beyond AWS's quotas of 600 REST APIs and HTTP APIs a region and 300 routes an API.
_PAGE = 100
_MOST_PAGES = 50
_PROTOCOLS: dict[str, Protocol] = {"HTTP": "HTTP", "WEBSOCKET": "WEBSOCKET"}


@dataclass(frozen=True, slots=True)
class ListedApi:
    """Hold one API of a list, with what its own entry says."""

    id: str
    name: str
    protocol: Protocol
    description: str = ""
    endpoint: str = ""
    selection: str = ""
    is_endpoint_disabled: bool = False


@dataclass(frozen=True, slots=True)
class ListedApis:
    """Hold the APIs of a region, by name; `problems` says why a kind of them is missing."""

    apis: tuple[ListedApi, ...]
    problems: tuple[Failure, ...] = ()


class AccountApis:
    """Read APIs from an account; methods raise `CredentialsError`, with the permission that is missing."""

    def __init__(self, aws: AwsService) -> None:
        self._aws = aws

    async def apis(self, credentials: Credentials, region: str) -> ListedApis:
        """Return the REST, HTTP and WebSocket APIs of a region; raise only where neither kind can be listed."""
        account = _Account(self._aws, credentials, region)
        found: list[ListedApi] = []
        problems: list[Failure] = []
        for listing in (account.rest_apis, account.routed_apis):
            try:
                found += await listing()
            except CredentialsError as error:
                problems.append(error.failure)
        if len(problems) == 2:
            raise CredentialsError(problems[0])
        return ListedApis(tuple(sorted(found, key=lambda api: (api.name.casefold(), api.id))), tuple(problems))

    async def read(self, credentials: Credentials, region: str, api: ListedApi) -> GatewayApi:
        """Return all that an import needs of one API."""
        account = _Account(self._aws, credentials, region)
        return await (account.read_rest(api) if api.protocol == "REST" else account.read_routed(api))


class _Account:
    """Ask one account's API Gateway in one region."""

    def __init__(self, aws: AwsService, credentials: Credentials, region: str) -> None:
        self._aws = aws
        self._credentials = credentials
        self._region = region

    async def rest_apis(self) -> list[ListedApi]:
        items = await self._paged("get_rest_apis", {}, "/restapis")
        return [
            ListedApi(
                id=str(item["id"]),
                name=str(item.get("name") or item["id"]),
                protocol="REST",
                description=str(item.get("description") or ""),
                endpoint=self._rest_endpoint(str(item["id"])),
                is_endpoint_disabled=bool(item.get("disableExecuteApiEndpoint")),
            )
            for item in items
        ]

    async def routed_apis(self) -> list[ListedApi]:
        items = await self._paged("get_apis", {}, "/apis", version=2)
        return [
            ListedApi(
                id=str(item["ApiId"]),
                name=str(item.get("Name") or item["ApiId"]),
                protocol=_PROTOCOLS[str(item.get("ProtocolType"))],
                description=str(item.get("Description") or ""),
                endpoint=str(item.get("ApiEndpoint") or "").rstrip("/"),
                selection=str(item.get("RouteSelectionExpression") or ""),
                is_endpoint_disabled=bool(item.get("DisableExecuteApiEndpoint")),
            )
            for item in items
            if item.get("ProtocolType") in _PROTOCOLS
        ]

    async def read_rest(self, api: ListedApi) -> GatewayApi:
        """Read the resources, which say who may call, and an export of the first stage, which says what is sent."""
        parameters, resource = {"restApiId": api.id}, f"/restapis/{api.id}"
        answer = await self._ask("apigateway", "get_stages", parameters, f"{resource}/stages")
        stages = tuple(str(item["stageName"]) for item in answer.get("item") or ())
        items = await self._paged("get_resources", {**parameters, "embed": ["methods"]}, f"{resource}/resources")
        authorizers = await self._paged("get_authorizers", parameters, f"{resource}/authorizers")
        return _gateway_api(
            api,
            stages,
            routes=tuple(route for item in items for route in _rest_routes(item)),
            authorizers=tuple(_rest_authorizer(item) for item in authorizers),
            export=await self._export(api.id, stages[0]) if stages else b"",
        )

    async def read_routed(self, api: ListedApi) -> GatewayApi:
        parameters, resource = {"ApiId": api.id}, f"/apis/{api.id}"
        stages, routes, authorizers = [
            await self._paged(f"get_{kind}", parameters, f"{resource}/{kind}", version=2)
            for kind in ("stages", "routes", "authorizers")
        ]
        return _gateway_api(
            api,
            tuple(str(item["StageName"]) for item in stages),
            routes=tuple(sorted((_route(item) for item in routes), key=lambda route: route.key)),
            authorizers=tuple(_authorizer(item) for item in authorizers),
        )

    async def _export(self, api_id: str, stage: str) -> bytes:
        parameters = {
            "restApiId": api_id,
            "stageName": stage,
            "exportType": "oas30",
            "parameters": {"extensions": "apigateway"},
            "accepts": "application/json",
        }
        resource = f"/restapis/{api_id}/stages/{stage}/exports/oas30"
        answer = await self._ask("apigateway", "get_export", parameters, resource)
        worker = DeadlineWorker("aws", DEADLINE)
        try:
            data: bytes = await worker.run(lambda _abandoned: _whole(answer["body"]))
        except Exception as error:  # noqa: BLE001 - botocore's stream raises whatever its transport raises
            raise CredentialsError(network_failure(error, "apigateway", self._region, lambda _text: "")) from None
        finally:
            worker.close()
        if len(data) > SIZE_LIMIT:
            sentence = f"The export of this API is larger than {SIZE_LIMIT // 1_000_000} MB."
            raise CredentialsError(Failure("gateway.export-size", sentence, "Choose another API.", "API"))
        return data

    async def _paged(
        self, operation: str, parameters: Mapping[str, Any], resource: str, *, version: int = 1
    ) -> list[Mapping[str, Any]]:
        """Return the items of all pages; the two versions of the service spell paging differently."""
        service, items, token = ("apigateway", "items", "position") if version == 1 else _V2
        page: dict[str, Any] = {**parameters, **({"limit": _PAGE} if version == 1 else {"MaxResults": str(_PAGE)})}
        found: list[Mapping[str, Any]] = []
        for _ in range(_MOST_PAGES):
            answer = await self._ask(service, operation, page, resource)
            found += answer.get(items) or ()
            if not answer.get(token):
                break
            page[token] = answer[token]
        return found

    async def _ask(
        self, service: str, operation: str, parameters: Mapping[str, Any], resource: str
    ) -> Mapping[str, Any]:
        answer = await self._aws.ask(AwsCall(service, operation, self._region, parameters, self._credentials))
        if isinstance(answer, AwsRefusal):
            raise _refused(answer, resource)
        return answer

    def _rest_endpoint(self, api_id: str) -> str:
        suffix = "amazonaws.com.cn" if self._region.startswith("cn-") else "amazonaws.com"
        return f"https://{api_id}.execute-api.{self._region}.{suffix}"


def _whole(body: Any) -> bytes:
    """Return a stream to its end, where its length is checked, or what goes beyond the limit."""
    data = bytearray()
    while len(data) <= SIZE_LIMIT and (piece := body.read(1 << 20)):
        data += piece
    return bytes(data)


_V2 = ("apigatewayv2", "Items", "NextToken")


def _gateway_api(
    api: ListedApi,
    stages: tuple[str, ...],
    *,
    routes: tuple[GatewayRoute, ...] = (),
    authorizers: tuple[GatewayAuthorizer, ...] = (),
    export: bytes = b"",
) -> GatewayApi:
    return GatewayApi(
        id=api.id,
        name=api.name,
        protocol=api.protocol,
        endpoint=api.endpoint,
        description=api.description,
        stages=stages,
        routes=routes,
        authorizers=authorizers,
        export=export,
        selection=api.selection,
        is_endpoint_disabled=api.is_endpoint_disabled,
    )


def _rest_routes(resource: Mapping[str, Any]) -> list[GatewayRoute]:
    return [
        GatewayRoute(
            key=f"{method} {resource.get('path') or '/'}",
            authorization=str(about.get("authorizationType") or "NONE"),
            authorizer_id=str(about.get("authorizerId") or ""),
            scopes=tuple(about.get("authorizationScopes") or ()),
            needs_api_key=bool(about.get("apiKeyRequired")),
        )
        for method, about in (resource.get("resourceMethods") or {}).items()
    ]


def _rest_authorizer(item: Mapping[str, Any]) -> GatewayAuthorizer:
    sources = str(item.get("identitySource") or "").split(",")
    return GatewayAuthorizer(
        id=str(item["id"]),
        name=str(item.get("name") or item["id"]),
        kind=str(item.get("type") or ""),
        sources=tuple(source.strip() for source in sources if source.strip()),
        pool_arns=tuple(item.get("providerARNs") or ()),
    )


def _route(item: Mapping[str, Any]) -> GatewayRoute:
    return GatewayRoute(
        key=str(item["RouteKey"]),
        authorization=str(item.get("AuthorizationType") or "NONE"),
        authorizer_id=str(item.get("AuthorizerId") or ""),
        scopes=tuple(item.get("AuthorizationScopes") or ()),
        needs_api_key=bool(item.get("ApiKeyRequired")),
    )


def _authorizer(item: Mapping[str, Any]) -> GatewayAuthorizer:
    jwt = item.get("JwtConfiguration") or {}
    return GatewayAuthorizer(
        id=str(item["AuthorizerId"]),
        name=str(item.get("Name") or item["AuthorizerId"]),
        kind=str(item.get("AuthorizerType") or ""),
        sources=tuple(item.get("IdentitySource") or ()),
        issuer=str(jwt.get("Issuer") or ""),
        audience=tuple(jwt.get("Audience") or ()),
    )


def _refused(refusal: AwsRefusal, resource: str) -> CredentialsError:
    detail = refusal_detail(refusal)
    if refusal.code in {"AccessDeniedException", "AccessDenied", "ForbiddenException"}:
        sentence = f"The identity may not read APIs: it lacks apigateway:GET on {resource}."
        action = "Choose another identity, or ask for that permission."
        return CredentialsError(Failure("gateway.denied", sentence, action, "Identity", detail))
    if refusal.code == "NotFoundException":
        sentence = "There is no such API or stage in this account and region."
        return CredentialsError(Failure("gateway.not-found", sentence, "List the APIs again.", "API", detail))
    return refused(refusal)
