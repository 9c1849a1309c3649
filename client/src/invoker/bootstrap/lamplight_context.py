"""The second argument of a handler."""

import json
import os
import time

from lamplight_failure import Fault

_W3C_FIELDS = ("traceparent", "tracestate", "baggage")


class LambdaContext:
    def __init__(self, headers, log, clock_file):
        """`clock_file` says how long a debugger held the function; None without one."""
        variables = os.environ
        client_context = _parsed(headers, "client-context", "Client Context")
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.log_group_name = variables.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = variables.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = variables.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = variables.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = variables.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        self._w3c = _taken_w3c(client_context)
        self.client_context = None if client_context is None else ClientContext(client_context)
        self.identity = CognitoIdentity(_parsed(headers, "cognito-identity", "Cognito Identity") or {})
        self._deadline = int(headers["lambda-runtime-deadline-ms"])
        self._clock_file = clock_file
        self._log = log

    def get_remaining_time_in_millis(self):
        now = int(time.time() * 1000)
        return max(0, self._deadline + self._held(now) - now)

    def w3c(self):
        return dict(self._w3c)

    def log(self, msg):
        self._log.write(str(msg))

    def __repr__(self):
        names = (
            "aws_request_id",
            "log_group_name",
            "log_stream_name",
            "function_name",
            "memory_limit_in_mb",
            "function_version",
            "invoked_function_arn",
            "client_context",
            "identity",
            "tenant_id",
        )
        return _shown(self, names)

    def _held(self, now):
        """Milliseconds that were no time of the function."""
        if self._clock_file is None:
            return 0
        try:
            with open(self._clock_file, encoding="ascii") as file:
                held, since = file.read().split()
        except (OSError, ValueError):
            return 0
        return int(float(held)) + (now - int(float(since)) if float(since) > 0 else 0)


class CognitoIdentity:
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self, identity):
        self.cognito_identity_id = identity.get("cognitoIdentityId")
        self.cognito_identity_pool_id = identity.get("cognitoIdentityPoolId")

    def __repr__(self):
        return _shown(self, self.__slots__)


class ClientContext:
    __slots__ = ("custom", "env", "client")

    def __init__(self, context):
        self.custom = context.get("custom")
        self.env = context.get("env")
        client = context.get("client")
        self.client = None if client is None else Client(client)

    def __repr__(self):
        return _shown(self, self.__slots__)


class Client:
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")

    def __init__(self, client):
        for name in self.__slots__:
            setattr(self, name, client.get(name))

    def __repr__(self):
        return _shown(self, self.__slots__)


def _parsed(headers, name, label):
    text = headers.get("lambda-runtime-" + name)
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise Fault("Runtime.LambdaContextUnmarshalError", "Unable to parse {} JSON: {}".format(label, error))


def _taken_w3c(client_context):
    """The trace context travels within the client context, and is no part of it."""
    fields = client_context.pop("w3c", None) if isinstance(client_context, dict) else None
    if not isinstance(fields, dict):
        return {}
    return {name: fields[name] for name in _W3C_FIELDS if isinstance(fields.get(name), str)}


def _shown(value, names):
    return "{}([{}])".format(type(value).__name__, ",".join("{}={}".format(it, getattr(value, it)) for it in names))
