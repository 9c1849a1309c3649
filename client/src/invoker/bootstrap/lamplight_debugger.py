"""Waits for a debugger before any code of the user is loaded."""

import os
import site
import sys
import sysconfig

_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))


def attach(api, folder):
    """`folder` holds the package `debugpy`; without it, the interpreter brings it."""
    debugpy = _debugpy(folder)
    os.environ["LIBRARY_ROOTS"] = os.pathsep.join(_library_folders())
    try:
        _, port = debugpy.listen(("127.0.0.1", 0))
    finally:
        del os.environ["LIBRARY_ROOTS"]
    api.wait_for_debugger(port)
    debugpy.wait_for_client()


def _debugpy(folder):
    if folder is None:
        import debugpy

        return debugpy
    sys.path.insert(0, folder)
    try:
        import debugpy

        return debugpy
    finally:
        sys.path.remove(folder)


def _library_folders():
    """What debugpy takes for libraries, and our own code: a step out of the handler leads to no line of it."""
    paths = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    paths += [os.path.dirname(os.__file__), site.getusersitepackages(), _OWN_FOLDER]
    paths += site.getsitepackages()
    return sorted({it for path in paths if path for it in (path, os.path.realpath(path))})
