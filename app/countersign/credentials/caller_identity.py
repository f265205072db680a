"""Ask AWS who a set of credentials is.

Source: GetCallerIdentity, AWS STS API Reference; it needs no permission.
"""

from __future__ import annotations

from countersign.credentials.assumed_role import DEFAULT_REGION
from countersign.credentials.aws_service import AwsCall, AwsRefusal, AwsService
from countersign.credentials.refusals import refused
from countersign.model.credentials import CallerIdentity, Credentials


async def caller_identity(aws: AwsService, credentials: Credentials, region: str) -> CallerIdentity:
    """Return account, ARN and user ID; raise `CredentialsError`. A region "" is STS's oldest."""
    answer = await aws.ask(AwsCall("sts", "get_caller_identity", region or DEFAULT_REGION, {}, credentials))
    if isinstance(answer, AwsRefusal):
        raise refused(answer)
    return CallerIdentity(*(str(answer.get(key, "")) for key in ("Account", "Arn", "UserId")))
