"""Loads the handler and gives it one event after the other, as the runtime of Lambda does."""

import os
import sys

from lamplight_api import RuntimeApi
from lamplight_context import LambdaContext
from lamplight_failure import Fault, failure_of, own_frames_hidden
from lamplight_imports import after_import
from lamplight_loaded import LoadedFiles
from lamplight_log import Log, attach_logging
from lamplight_payload import decode_event, encode_failure, encode_response


def run(config, own_module):
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    log = Log()
    sys.excepthook = own_frames_hidden
    if config["debug"]:
        own_module("lamplight_debugger").attach(api, config.get("debugpyFolder"))
    gate = config.get("gate")
    if gate:
        after_import("ssl", lambda: own_module("block_aws").block_aws(gate))
    after_import("logging", lambda: attach_logging(own_module, log))
    loaded = LoadedFiles()
    handler = _initialise(config, api, log)
    while True:
        loaded.tell(api)
        headers, event = api.next()
        _invoke(handler, headers, event, config, api, log)


def _initialise(config, api, log):
    try:
        return _handler(config["handler"])
    except Exception as error:
        failure = failure_of(error, "")
        log.failure(failure)
        _hint(error)
        api.fail_init(encode_failure(failure), failure["errorType"])
        sys.exit(1)


def _handler(text):
    from importlib import import_module

    try:
        module_name, name = text.rsplit(".", 1)
    except ValueError as error:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '{}': {}".format(text, error))
    if module_name.split(".")[0] in sys.builtin_module_names:
        message = "Cannot use built-in module {} as a handler module".format(module_name)
        raise Fault("Runtime.BuiltInModuleConflict", message)
    try:
        module = import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = "Unable to import module '{}': {}".format(module_name, error)
        raise Fault("Runtime.ImportModuleError", message) from error
    except SyntaxError as error:
        message = "Syntax error in module '{}': {}".format(module_name, error)
        trace = ['  File "{}" Line {}\n    {}'.format(error.filename, error.lineno, error.text)]
        raise Fault("Runtime.UserCodeSyntaxError", message, trace) from error
    if not hasattr(module, name):
        message = "Handler '{}' missing on module '{}'".format(name, module_name)
        raise Fault("Runtime.HandlerNotFound", message)
    return getattr(module, name)


def _hint(error):
    """Lambda brings packages that a Python at home may lack."""
    missing = getattr(error.__cause__, "name", None)
    package = missing.split(".")[0] if missing else None
    if package in ("boto3", "botocore", "snapshot_restore_py"):
        text = "Lamplight: Lambda's Python brings {0}, yours does not: run {1} -m pip install {0}"
        print(text.format(package.replace("_", "-"), sys.executable), file=sys.stderr)


def _invoke(handler, headers, event, config, api, log):
    request_id = headers["lambda-runtime-aws-request-id"]
    log.request_id = request_id
    log.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
    _set_variable("_X_AMZN_TRACE_ID", headers.get("lambda-runtime-trace-id"))
    try:
        context = LambdaContext(headers, log, config["clockFile"] if config["debug"] else None)
        response = handler(decode_event(event), context)
        payload, content_type = encode_response(response)
    except Exception as error:
        failure = failure_of(error, request_id)
        log.failure(failure)
        api.fail(request_id, encode_failure(failure), failure["errorType"])
    else:
        api.respond(request_id, payload, content_type)


def _set_variable(name, value):
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
