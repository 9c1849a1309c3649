"""The module `logging` as Lambda sets it up: a handler of the root logger, in the format that the function asks for."""

import json
import logging
import os
import time
import traceback

_OWN_ATTRIBUTES = {"aws_request_id", "tenant_id", "message", "asctime"}
_RESERVED = set(vars(logging.makeLogRecord({}))) - {"taskName"} | _OWN_ATTRIBUTES


def attach(log):
    logging.Formatter.converter = time.gmtime
    handler = _LambdaHandler(log)
    handler.setFormatter(_JsonFormatter() if log.is_json else _text_formatter())
    root = logging.getLogger()
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    number = logging.getLevelName("DEBUG" if level == "TRACE" else level)
    if level and isinstance(number, int):
        root.setLevel(number)
    root.addHandler(handler)


def _text_formatter():
    layout = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
    return logging.Formatter(layout, "%Y-%m-%dT%H:%M:%S")


class _LambdaHandler(logging.Handler):
    def __init__(self, log):
        super().__init__()
        self.log_sink = log

    def emit(self, record):
        record.aws_request_id = self.log_sink.request_id or ""
        record.tenant_id = self.log_sink.tenant_id
        self.log_sink.write(self.format(record))


class _JsonFormatter(logging.Formatter):
    def format(self, record):
        level = min(logging.CRITICAL, max(logging.NOTSET, record.levelno)) // 10 * 10
        is_plain = isinstance(record.msg, dict) and not record.args
        entry = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": logging.getLevelName(level),
            "message": record.msg if is_plain else record.getMessage(),
            "logger": record.name,
            **_exception_of(record),
            "requestId": record.aws_request_id,
            "location": _location_of(record),
            "tenantId": record.tenant_id,
        }
        for name, value in vars(record).items():
            if name not in _RESERVED:
                entry.setdefault(name, value)
        return json.dumps({name: value for name, value in entry.items() if value is not None}, ensure_ascii=False)


def _exception_of(record):
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, error, trace = record.exc_info
    return {"stackTrace": traceback.format_tb(trace), "errorType": kind.__name__, "errorMessage": str(error)}


def _location_of(record):
    return "{}:{}:{}".format(record.pathname, record.funcName, record.lineno) if record.exc_info else None
