"""The files of the user that the function loaded."""

import json
import os
import sys

_STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep
_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
_PACKAGES = ("site-packages", "dist-packages")


class LoadedFiles:
    def __init__(self):
        self._told = set()
        self._modules = 0

    def tell(self, api):
        """Tells those that are new since the last time."""
        if len(sys.modules) == self._modules:
            return
        self._modules = len(sys.modules)
        files = {file for file in map(_file_of, list(sys.modules.values())) if file and _is_of_user(file)} - self._told
        if files:
            self._told |= files
            api.loaded(json.dumps(sorted(files)).encode())


def _file_of(module):
    """Looks without waking modules that load themselves when an attribute is asked for."""
    try:
        file = object.__getattribute__(module, "__dict__").get("__file__")
    except AttributeError:
        return None
    return os.path.abspath(file) if isinstance(file, str) else None


def _is_of_user(file):
    if file.startswith((_STANDARD_LIBRARY, _OWN_FOLDER)):
        return False
    return not any(os.sep + it + os.sep in file for it in _PACKAGES)
