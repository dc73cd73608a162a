"""How gunicorn serves Fairpanel. It listens on this machine only; a proxy in front speaks to the world.

What a command line says goes before what this file says. `docs/deploy.md` explains the settings.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger


def whole_number(name: str, default: int, largest: int) -> int:
    """Read a whole number from 1 up from the environment, or refuse to start with a clear sentence."""
    given = os.environ.get(name, "").strip() or str(default)
    if not given.isdecimal() or not 1 <= int(given) <= largest:
        raise SystemExit(f"{name} is {given!r}; give a whole number from 1 to {largest}.")
    return int(given)


def discreet(path: str) -> str:
    """Return a path without the token of an applicant's link, which would open it to whoever reads the log."""
    return re.sub(r"^/a/[^/]+", "/a/-", path)


class DiscreetLogger(Logger):  # type: ignore[misc] # gunicorn carries no types
    """Gunicorn's logger, without what a person typed: no query string, and a path that stays on one line."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """Return what an access line may show, the path quoted as it crossed the wire."""
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        atoms["U"] = discreet(quote(environ.get("PATH_INFO") or "-", safe="/", encoding="latin-1", errors="replace"))
        return atoms

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log a failed request by its path alone."""
        args = tuple(discreet(arg.partition("?")[0]) if isinstance(arg, str) else arg for arg in args)
        super().exception(msg, *args, **kwargs)

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log a malformed request without the address it came from."""
        if msg.startswith("Invalid request from ip="):
            msg = f"Refused a malformed request{msg[msg.find(': ') :].partition('?')[0]}"
        super().warning(msg, *args, **kwargs)


wsgi_app = "wsgi:app"
proc_name = "fairpanel"
bind = f"{os.environ.get('FAIRPANEL_HOST') or '127.0.0.1'}:{whole_number('FAIRPANEL_PORT', 8000, 65535)}"

# SQLite has one writer at a time, and each request holds it for a moment only: two processes of four threads keep both
# cores of a small machine busy, and more would only queue. With PostgreSQL, raise the number of workers.
workers = whole_number("FAIRPANEL_WORKERS", 2, 64)
worker_class = "gthread"
threads = 4

# Each worker opens its own database connections: a connection that crossed a fork belongs to nobody.
preload_app = False

# A worker that is silent for a minute is stuck. One that is told to stop has half a minute to finish its requests.
timeout = 60
graceful_timeout = 30
keepalive = 5

# The heartbeat is a file whose metadata changes every second: in memory, so that a slow disk never looks like a death.
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, on Linux
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None

# No management socket: workers are managed by signals, and a socket in the home folder is one more door.
control_socket_disable = True

# The application alone decides how many proxies it believes (FAIRPANEL_TRUSTED_PROXIES); gunicorn believes nobody.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
header_map = "drop"

# Who asked from where, with which browser and for which words is personal data: when, what, how it ended, how long.
logger_class = DiscreetLogger
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
errorlog = "-"
loglevel = "info"

umask = 0o077

# Planning rounds run for minutes on a whole core, so they have a process of their own. One on this machine is started
# beside the web workers and ended with them; FAIRPANEL_WORKER=0 leaves that to whoever runs `fairpanel worker`.
ALONE = ("0", "no", "false", "off")
worker_process: "subprocess.Popen[bytes] | None" = None


def when_ready(server: Any) -> None:
    """Start the worker process once the server listens."""
    global worker_process  # noqa: PLW0603 - gunicorn's hooks share nothing else
    if os.environ.get("FAIRPANEL_WORKER", "").strip().lower() in ALONE:
        return
    root = str(Path(__file__).resolve().parent)
    search = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    worker_process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", "from service.cli import main; main()", "worker", "--parent", str(os.getpid())],
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": search},
    )
    server.log.info("Worker for planning rounds: process %s", worker_process.pid)


def on_exit(server: Any) -> None:  # noqa: ARG001
    """End the worker process; what it was doing goes on at the next start."""
    if worker_process is None or worker_process.poll() is not None:
        return
    worker_process.terminate()
    try:
        worker_process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        worker_process.kill()
        worker_process.wait()
