"""A real browser on a real address: what every journey begins with."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from service.app import create_app
from service.work import House
from tests.journeys.walker import Walker

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: a test's output is what fails."""


def chromium() -> str:
    """The browser's path; the test is reported as not run where there is none."""
    named = os.environ.get("FAIRPANEL_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if not found:
        pytest.skip("There is no Chromium on this machine, so this journey was not run.")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def app(sqlite_house: House) -> Iterator[Flask]:
    """An application that serves browsers, with an empty database."""
    made = create_app(sqlite_house.settings)
    yield made
    made.extensions["fairpanel"].database.engine.dispose()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The address at which the application is served on loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[True, False], ids=["with a script", "without a script"])
def scripted(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts: everything works without."""
    return bool(request.param)


@pytest.fixture
def visit(browser: Browser, address: str, scripted: bool) -> Iterator[Callable[[], Walker]]:
    """A way to open a browser of one's own, signed in as nobody."""
    contexts = []

    def enter() -> Walker:
        context = browser.new_context(
            locale="en-GB",
            timezone_id="Europe/London",
            java_script_enabled=scripted,
            viewport={"width": 1100, "height": 900},
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        return Walker(context.new_page(), address, scripted)

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def arrive(visit: Callable[[], Walker]) -> Callable[[str], Walker]:
    """A way to open a browser of one's own and sign in with an e-mail address."""

    def sign_in(email: str) -> Walker:
        walker = visit()
        walker.sign_in(email)
        return walker

    return sign_in
