"""Names that AWS gives its regions and the signing names of its services, for completion.

Source: AWS General Reference, "AWS service endpoints".
"""

from __future__ import annotations

REGIONS: tuple[str, ...] = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1", "sa-east-1",
    "eu-central-1", "eu-central-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1", "eu-south-1", "eu-south-2",
    "af-south-1", "il-central-1", "me-central-1", "me-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1",
    "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2",
    "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7",
    "cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "eusc-de-east-1",
)  # fmt: skip

SERVICES: tuple[str, ...] = (
    "execute-api", "s3", "kinesisvideo", "lambda", "sts", "iam", "dynamodb", "sqs", "sns", "aoss", "es", "appsync",
    "iotdevicegateway", "iotdata", "iot", "kinesis", "firehose", "logs", "monitoring", "events", "states", "ssm",
    "secretsmanager", "kms", "cognito-idp", "cognito-identity", "bedrock", "sagemaker", "athena", "glue", "ec2",
    "ecs", "ecr", "rds-data", "elasticloadbalancing", "cloudfront", "route53", "apigateway", "cloudformation",
    "s3express", "s3-object-lambda", "vpc-lattice-svcs", "neptune-db", "timestream",
    "transcribe", "translate", "polly", "rekognition", "geo", "ses", "mobiletargeting", "xray", "synthetics", "osis",
    "aps", "grafana",
)  # fmt: skip
