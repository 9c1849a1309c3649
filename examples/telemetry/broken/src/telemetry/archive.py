"""Archives the readings of a stream: one object of JSON lines for each batch."""

import base64
import json
import logging
import os
from typing import Any

import boto3

from telemetry.reading import Reading

ARCHIVE_BUCKET = os.environ["ARCHIVE_BUCKET"]

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)
s3 = boto3.client("s3")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Archives what comes before the first bad record, and has Lambda send the rest of the batch again from there."""
    lines: list[str] = []
    failures: list[dict[str, str]] = []
    records = event["Records"]
    for record in records:
        sequence_number = record["kinesis"]["sequenceNumber"]
        try:
            lines.append(decode(record).to_json())
        except (KeyError, TypeError, ValueError):
            logger.exception("not a reading: %s", sequence_number)
            failures.append({"itemIdentifier": sequence_number})
            break
    if lines:
        archive(lines, records[0])
    return {"batchItemFailures": failures}


def decode(record: dict[str, Any]) -> Reading:
    return Reading.from_fields(json.loads(base64.b64decode(record["kinesis"]["data"])))


def archive(lines: list[str], first: dict[str, Any]) -> None:
    """The key is made from the batch itself, so that a batch that comes twice is archived once."""
    shard, _, sequence_number = first["eventID"].partition(":")
    s3.put_object(
        Bucket=ARCHIVE_BUCKET,
        Key=f"readings/{shard}/{sequence_number}.jsonl",
        Body="\n".join(lines).encode() + b"\n",
        ContentType="application/jsonl",
    )
