"""Fork this process into workers, where that is safe: they have at once all that it has loaded.

A fork has one thread, whatever the process had: a lock that another one held stays locked in it. So
only a process of one thread is forked, and none with a library whose own threads do no more work in
a fork. What connections the process has open are its own: a fork uses none of them, and ends
without closing any.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from typing import TypeVar

_OF_THREADS = ("grpc", "onnxruntime")  # numpy's and Arrow's threads begin anew in a fork

_Made = TypeVar("_Made")


def is_safe() -> bool:
    """Say whether this process may be forked. On macOS the system's own libraries forbid it."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return alone and not any(name in sys.modules for name in _OF_THREADS)


def pool(workers: int, become: Callable[[_Made], None], made: _Made) -> Executor:
    """Return processes that have begun: forks of this one, each told what it is to become."""
    context = multiprocessing.get_context("fork")
    forks = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(become, made))
    with warnings.catch_warnings():  # from 3.12 on: of threads of any kind
        warnings.simplefilter("ignore", DeprecationWarning)
        forks.submit(int)  # all are made when the first task is given
    return forks


def _begin(become: Callable[[_Made], None], made: _Made) -> None:
    gc.freeze()  # what was left to be collected may hold a connection that is not the fork's
    become(made)
