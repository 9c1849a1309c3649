"""Puts the readings of uploaded CSV files on the stream."""

import codecs
import csv
import logging
import os
import time
from collections.abc import Iterator
from itertools import batched
from typing import Any
from urllib.parse import unquote_plus

import boto3

from telemetry.reading import Reading

STREAM_NAME = os.environ["STREAM_NAME"]
RECORDS_PER_CALL = 500

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)
kinesis = boto3.client("kinesis")
s3 = boto3.client("s3")


def handler(event: dict[str, Any], context: Any) -> None:
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        # S3 encodes keys in events as a form does: a space comes as a plus.
        key = unquote_plus(record["s3"]["object"]["key"])
        count = 0
        for readings in batched(readings_of(bucket, key), RECORDS_PER_CALL):
            put(readings)
            count += len(readings)
        logger.info("%d readings imported from %s", count, key)


def readings_of(bucket: str, key: str) -> Iterator[Reading]:
    """Reads the file as it arrives, so that its size does not matter."""
    body = s3.get_object(Bucket=bucket, Key=key)["Body"]
    for row in csv.DictReader(codecs.getreader("utf-8")(body)):
        yield Reading.from_fields(row)


def put(readings: tuple[Reading, ...], attempts: int = 5) -> None:
    """A call can take some records and refuse others: those are put again."""
    records = [{"Data": it.to_json().encode(), "PartitionKey": it.device} for it in readings]
    for attempt in range(attempts):
        time.sleep(0.1 * (2**attempt - 1))
        response = kinesis.put_records(StreamName=STREAM_NAME, Records=records)
        results = zip(records, response["Records"], strict=True)
        records = [record for record, result in results if "ErrorCode" in result]
        if not records:
            return
    raise RuntimeError(f"records refused by the stream: {len(records)}")
