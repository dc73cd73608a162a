"""Processes in which HiGHS works for us: started ahead, used one solve at a time, killed where a solve is to end."""

import atexit
import os
import selectors
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

_POLL = 0.05
_GRACE = 1.0
"""Seconds past its own limit before a solve is ended from outside: HiGHS does not look at the clock everywhere."""

_idle: list["HighsProcess"] = []
_lock = threading.Lock()


class HighsProcess:
    """One process, and what it takes to talk to it."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        script = Path(__file__).with_name("highs_worker.py")
        # -P keeps this folder off the path of the script; a session of its own keeps Ctrl-C for us
        self._process = subprocess.Popen(  # noqa: S603  (our own script, by our own interpreter)
            [sys.executable, "-P", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def ask(self, messages: tuple[bytes, ...], ended: Callable[[], bool]) -> bytes | None:
        """Send messages and wait for the answer; None if the wait was ended or the process died."""
        sink, source = self._process.stdin, self._process.stdout
        if sink is None or source is None:
            return None
        try:
            for message in messages:
                sink.write(len(message).to_bytes(8, "big") + message)
            sink.flush()
        except OSError:
            return None
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            while len(received) < 8 or len(received) < 8 + int.from_bytes(received[:8], "big"):
                if ended():
                    return None
                if selector.select(_POLL):
                    piece = os.read(source.fileno(), 1 << 20)
                    if not piece:
                        return None
                    received += piece
        return bytes(received[8:])

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.communicate()


def warm_up() -> None:
    """Start a process ahead, so that it is ready when the first solve comes."""
    with _lock:
        if not _idle:
            _idle.append(HighsProcess())


def solve(messages: tuple[bytes, ...], seconds: float | None, stopped: Callable[[], bool] | None) -> bytes | None:
    """The serialised result of one solve; None if there is none.

    Args:
        messages: model, parameters and guidance, serialised.
        seconds: the limit stated in the parameters, None for none.
        stopped: asked now and then; True ends the solve.
    """
    latest = None if seconds is None else monotonic() + seconds + _GRACE

    def ended() -> bool:
        return (stopped is not None and stopped()) or (latest is not None and monotonic() > latest)

    with _lock:
        process = _idle.pop() if _idle else None
    if process is not None and process.owner != os.getpid():
        process = None  # it belongs to the process that we were forked from
    process = process or HighsProcess()
    answer: bytes | None = None
    try:
        answer = process.ask(messages, ended)
    finally:
        if answer is None:
            process.end()
        else:
            with _lock:
                _idle.append(process)
    return answer


@atexit.register
def _end_all() -> None:
    while _idle:
        _idle.pop().end()
