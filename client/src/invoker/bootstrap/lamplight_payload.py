"""JSON as Lambda's Python reads and writes it, which is how simplejson does."""

import json
import os
import re

from lamplight_failure import Fault

_EXECUTION = re.fullmatch(r"AWS_Lambda_python3\.(\d+)", os.environ.get("AWS_EXECUTION_ENV", ""))
# Source: https://github.com/aws/aws-lambda-python-runtime-interface-client, 2026-11.
_KEEPS_UNICODE = _EXECUTION is not None and int(_EXECUTION.group(1)) >= 12
# Encloses a number among strings until it is written. Random, so that no text of the user's is taken for one.
_NUMBER = os.urandom(16).hex()


def decode_event(data):
    try:
        return json.loads(data)
    except Exception as error:
        raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: {}".format(error))


def encode_response(response):
    """The payload and its content type."""
    if isinstance(response, bytes):
        return response, "application/unknown"
    try:
        text = _encode(response)
        if _holds_named_tuple(response):
            text = _encode(_with_objects(response))
        return text.encode(), "application/json"
    except Exception as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: {}".format(error))


def encode_failure(failure):
    return json.dumps(failure, ensure_ascii=not _KEEPS_UNICODE).encode("utf-8", "backslashreplace")


def _encode(value):
    text = json.dumps(value, ensure_ascii=not _KEEPS_UNICODE, default=_plain)
    return text.replace('"' + _NUMBER, "").replace(_NUMBER + '"', "") if _NUMBER in text else text


def _plain(value):
    if isinstance(value, bytes):
        return value.decode()
    # Nobody has a Decimal without the class being loaded.
    if type(value).__module__ == "decimal" and hasattr(value, "is_nan"):
        return float("nan") if value.is_nan() else _NUMBER + str(value) + _NUMBER
    raise TypeError("Object of type {} is not JSON serializable".format(type(value).__name__))


def _holds_named_tuple(value):
    if isinstance(value, dict):
        return any(map(_holds_named_tuple, value.values()))
    if isinstance(value, (list, tuple)):
        return hasattr(value, "_asdict") or any(map(_holds_named_tuple, value))
    return False


def _with_objects(value):
    """Named tuples are objects in JSON, not arrays. The value is known to hold no circle."""
    if hasattr(value, "_asdict") and isinstance(value, tuple):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: _with_objects(it) for name, it in value.items()}
    return [_with_objects(it) for it in value] if isinstance(value, (list, tuple)) else value
