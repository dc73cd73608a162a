"""The server's settings: a real gunicorn on loopback, asked what it lets out."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

CONF = Path(__file__).resolve().parent.parent / "gunicorn.conf.py"
APP = """
import pathlib, time

def app(environ, start_response):
    if environ["PATH_INFO"] == "/fails":
        raise RuntimeError("on purpose")
    if environ["PATH_INFO"] == "/slow":
        pathlib.Path("begun").touch()
        time.sleep(1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['wsgi.url_scheme']} {environ['REMOTE_ADDR']} {environ['SCRIPT_NAME']}".encode()]
"""


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline, "it did not happen within 30 seconds"
        time.sleep(0.02)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def a_server(folder: Path, settings: dict[str, str] | None = None) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    (folder / "wsgi.py").write_text(APP)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "FAIRPANEL_HOST": "127.0.0.1", "FAIRPANEL_PORT": str(port), "FAIRPANEL_WORKERS": "1"}
    environment |= {"FAIRPANEL_WORKER": "0"} | (settings or {})
    command = [sys.executable, "-m", "gunicorn", "--config", str(CONF)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        wait_until(lambda: server.poll() is not None or answers(port))
        yield port, server
    finally:
        if server.poll() is None:
            server.terminate()
        server.wait(timeout=60)


def ask(port: int, path: str, headers: dict[str, str] | None = None) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers or {})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read().decode()


def test_the_logs_hold_no_query_no_address_and_no_browser(tmp_path: Path) -> None:
    with a_server(tmp_path) as (port, _):
        ask(port, "/panels%0Aforged?name=Amara", {"User-Agent": "Netscape", "Referer": "http://elsewhere/?q=Amara"})
        with pytest.raises(urllib.error.HTTPError):
            ask(port, "/fails?name=Amara")
        ask(port, "/a/Amara/adjustments")
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(b"GET /x?name=Amara HTTP/9.9\r\n\r\n")
            raw.recv(1024)
    log = (tmp_path / "log").read_text()
    assert "GET /panels%0Aforged 200" in log
    assert "Error handling request GET /fails\n" in log
    assert "GET /a/-/adjustments 200" in log
    assert "Refused a malformed request" in log
    assert not [word for word in ("Amara", "127.0.0.1 ", "ip=127", "Netscape", "elsewhere") if word in log]


def test_forwarding_headers_change_nothing_before_the_application_sees_them(tmp_path: Path) -> None:
    forged = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Ssl": "on",
        "X-Forwarded-For": "192.0.2.1",
        "Script-Name": "/x",
    }
    with a_server(tmp_path) as (port, _):
        assert ask(port, "/", forged) == "http 127.0.0.1 "


def test_a_stopping_server_finishes_what_it_was_asked(tmp_path: Path) -> None:
    with a_server(tmp_path) as (port, server), socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(b"GET /slow HTTP/1.0\r\n\r\n")
        wait_until((tmp_path / "begun").exists)
        server.send_signal(signal.SIGTERM)
        assert b" 200 OK" in slow.recv(1024)
        assert server.wait(timeout=30) == 0


def started_worker(folder: Path) -> int | None:
    """The process id of the worker that the server's log names, if it is there."""
    found = re.search(r"Worker for planning rounds: process (\d+)", (folder / "log").read_text())
    return int(found[1]) if found else None


def lives(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_worker_for_planning_rounds_comes_and_goes_with_the_server(tmp_path: Path, number: signal.Signals) -> None:
    settings = {
        "FAIRPANEL_DEMO": "1", "FAIRPANEL_DATABASE_URL": f"sqlite:///{tmp_path / 'fairpanel.sqlite3'}",
    }  # fmt: skip
    migrate = "from service.cli import main; import sys; sys.argv = ['fairpanel', 'migrate']; main()"
    subprocess.run([sys.executable, "-c", migrate], cwd=CONF.parent, env=os.environ | settings, check=True, timeout=60)
    with a_server(tmp_path, settings | {"FAIRPANEL_WORKER": "1"}) as (_, server):
        wait_until(lambda: started_worker(tmp_path) is not None)
        process = started_worker(tmp_path)
        assert process is not None
        assert lives(process)
        server.send_signal(number)
        server.wait(timeout=60)
        wait_until(lambda: not lives(process))


def test_a_server_that_is_told_so_starts_no_worker(tmp_path: Path) -> None:
    with a_server(tmp_path) as (port, _):
        ask(port, "/")
        assert started_worker(tmp_path) is None


@pytest.mark.parametrize(
    ("name", "value"), [("FAIRPANEL_WORKERS", "two"), ("FAIRPANEL_WORKERS", "0"), ("FAIRPANEL_PORT", "70000")]
)
def test_a_number_that_makes_no_sense_is_refused_with_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    (tmp_path / "wsgi.py").write_text(APP)
    refusal = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--config", str(CONF)],
        cwd=tmp_path,
        env={**os.environ, name: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refusal.returncode != 0
    assert refusal.stderr.strip().startswith(f"{name} is {value!r}; give a whole number from 1 to ")
