"""Runs a function in Python, as its runtime on Lambda does. For Python 3.8 and later, with nothing but itself."""

import json
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))


def main():
    config = json.loads(os.environ.pop("LAMPLIGHT_BOOTSTRAP"))
    cache = os.path.join(config["cacheFolder"], "python")

    def own_module(name):
        """Imports a module of ours: not from where the user's are looked for, and compiled into our own cache."""
        settings = sys.pycache_prefix, sys.dont_write_bytecode
        sys.pycache_prefix, sys.dont_write_bytecode = cache, False
        sys.path.insert(0, FOLDER)
        try:
            return __import__(name)
        finally:
            sys.path.remove(FOLDER)
            sys.pycache_prefix, sys.dont_write_bytecode = settings

    # Python put the folder of this file first; on Lambda the function's code is there.
    sys.path[0] = config["taskRoot"]
    runtime = own_module("lamplight_runtime")
    # The user's folders stay as they are. A compiled file beside the source is also taken for current when the source
    # was edited within the same second.
    sys.dont_write_bytecode = True
    runtime.run(config, own_module)


# A process that `multiprocessing` starts loads this file too.
if __name__ == "__main__":
    main()
