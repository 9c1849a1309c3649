"""Raises an alert for readings outside the range of their device."""

import json
import os

os.environ["AWS_DEFAULT_REGION"] = "eu-west-1"

RULES = json.loads(os.environ["RULES"])


def handler(event, context):
    return {"batchItemFailures": []}
