"""What is told of an exception: the words of Lambda, and no frames of ours."""

import os
import sys

_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep


class Fault(Exception):
    """The function cannot be loaded, or what it takes or gives is not JSON."""

    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.trace = list(trace)


def failure_of(error, request_id):
    """The body that Lambda answers with. `error` is one that was raised."""
    if isinstance(error, Fault):
        error_type, trace = error.error_type, error.trace
    else:
        error_type, trace = type(error).__name__, _trace_of(error)
    return {"errorMessage": _message_of(error), "errorType": error_type, "requestId": request_id, "stackTrace": trace}


def own_frames_hidden(kind, error, trace):
    """For `sys.excepthook`: what ends the process is shown from the user's own code on."""
    sys.__excepthook__(kind, error.with_traceback(_without_own_frames(trace)), error.__traceback__)


def _message_of(error):
    try:
        return str(error)
    except Exception:
        return "<unprintable {} object>".format(type(error).__name__)


def _trace_of(error):
    import traceback

    frames = traceback.extract_tb(_without_own_frames(error.__traceback__))
    # Made of four parts, as Lambda does: newer versions would underline the expression otherwise.
    return traceback.format_list([(it.filename, it.lineno, it.name, it.line) for it in frames])


def _without_own_frames(trace):
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_OWN_FOLDER):
        trace = trace.tb_next
    return trace
