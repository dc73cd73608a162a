"""Files and terminals for the commands that work on files: bytes in, bytes out atomically, progress on stderr."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import click

from solver.files import FileError
from solver.plan import Progress

T = TypeVar("T")

_LINE_EVERY = 2.0
_LIVE_EVERY = 0.1


class RefusedError(click.ClickException):
    """A file or an argument that cannot be used: exit 2, one sentence on stderr."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002  (click's signature)
        """Print the sentence."""
        click.echo(f"fairpanel: {self.message}", err=True)


def read_bytes(path: str) -> bytes:
    """The bytes of a file, or of stdin for ``-``."""
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise RefusedError(f"{path}: cannot be read: {error.strerror}. Name a file that can.") from None


def understood(path: str, data: bytes, reader: Callable[[bytes], T]) -> T:
    """What a reader makes of a file's bytes; refused with the file's name where it does not fit the format."""
    try:
        return reader(data)
    except FileError as error:
        raise RefusedError(f"{'stdin' if path == '-' else path}: {error}") from None
    except MemoryError:
        raise RefusedError(f"{path}: is too large for this machine's memory. Split it.") from None


def refuse_hopeless_output(path: str) -> None:
    """Refuse, before any work, an output whose folder does not exist, or that is a folder itself."""
    if path != "-" and not Path(path).resolve().parent.is_dir():
        raise RefusedError(f"{path}: its folder does not exist. Make it, or name another file.")
    if path != "-" and Path(path).is_dir():
        raise RefusedError(f"{path}: is a folder. Name a file in it.")


def write_bytes(path: str, data: bytes) -> None:
    """Write all of a file or nothing of it; ``-`` is stdout."""
    try:
        if path == "-":
            _write_stdout(data)
        else:
            _write_file(Path(path).resolve(), data)
    except OSError as error:
        name = "stdout" if path == "-" else path
        raise RefusedError(f"{name}: cannot be written: {error.strerror}. Name another file.") from None


def _write_stdout(data: bytes) -> None:
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        # What stays in the buffer would fail a second time, with a traceback, as Python ends.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # a reader that has seen enough is no fault
            raise


def _write_file(target: Path, data: bytes) -> None:
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    handle, draft = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).chmod(0o666 & ~_umask())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def interrupt_means_130() -> Iterator[None]:
    """Ctrl-C ends the command with exit 130, having written nothing."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(130)


class ProgressLine:
    """Tells stderr how far a plan has come: one live line on a terminal, plain lines elsewhere, nothing if quiet."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty()
        self._last = 0.0
        self._phase = ""

    def __call__(self, progress: Progress) -> None:
        """Report one step; most steps pass in silence."""
        now = time.monotonic()
        wait = _LIVE_EVERY if self._live else _LINE_EVERY
        if self._quiet or (progress.phase == self._phase and now - self._last < wait):
            return
        self._last, self._phase = now, progress.phase
        steps = f" {progress.done}/{progress.total}" if progress.total else ""
        line = f"{progress.phase}{steps}, {progress.filled} filled"
        click.echo(f"\r\x1b[K{line}" if self._live else line, nl=not self._live, err=True)

    def close(self, line: str) -> None:
        """End with a summary."""
        if not self._quiet:
            click.echo(f"\r\x1b[K{line}" if self._live else line, err=True)
