"""The log of a function, beside what it prints."""

import json
import os
import time


class Log:
    """Writes to the standard output as it was at first: the function may close or replace `sys.stdout`."""

    def __init__(self):
        self.request_id = None
        self.tenant_id = None
        self.is_json = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
        self._output = os.dup(1)

    def write(self, text):
        """Writes one message, which may have several lines."""
        data = (text if text.endswith("\n") else text + "\n").encode("utf-8", "backslashreplace")
        while data:
            data = data[os.write(self._output, data) :]

    def failure(self, failure):
        if self.is_json:
            timestamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            self.write(json.dumps({"timestamp": timestamp, "level": "ERROR", **failure}, ensure_ascii=False))
            return
        heading = "[ERROR] " + failure["errorType"]
        if failure["errorMessage"]:
            heading += ": " + failure["errorMessage"]
        lines = [heading, "Traceback (most recent call last):"]
        for entry in failure["stackTrace"]:
            lines += [_indented(it) for it in entry.splitlines()]
        # One message: only its end is a line break.
        self.write("\r".join(lines).replace("\n", "\r"))


def attach_logging(own_module, log):
    own_module("lamplight_logging").attach(log)


def _indented(line):
    """With spaces that no view of a log swallows."""
    text = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(text)) + text
