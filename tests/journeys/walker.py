"""Somebody who walks through the pages in a browser, and looks at each for what it owes everybody."""

import re
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.builders import PASSWORD

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_axe = Axe()


@dataclass
class Walker:
    """A browser signed in as one person. Every page it comes to is checked, at desktop and at phone width."""

    page: Page
    address: str
    scripted: bool
    said: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)
    """The source of every page one came to."""

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._watch)

    def sign_in(self, email: str) -> None:
        self.go("/sign-in")
        self.type("Work e-mail address", email)
        self.type("Password", PASSWORD)
        self.press("Sign in", main=True)
        assert self.page.title().startswith("Home"), self.text()

    def go(self, path: str) -> None:
        """Go to an address of the service."""
        self.page.goto(self.address + path)
        self.look()

    def follow(self, words: str, *, nth: int = 0) -> None:
        """Follow a link of the page's own content."""
        self.page.locator("main, nav[aria-label=Back]").get_by_role("link", name=words).or_(
            self.page.locator("main").get_by_role("button", name=words).and_(self.page.locator("a"))
        ).nth(nth).click()
        self.look()

    def press(self, words: str, *, main: bool = True) -> None:
        """Press a button."""
        place = self.page.locator("main") if main else self.page.locator("header")
        place.get_by_role("button", name=words, exact=True).click()
        self.look()

    def open(self, words: str) -> None:
        """Open what a summary hides."""
        self.page.locator("summary", has_text=words).click()

    def type(self, label: str, text: str, *, nth: int = 0) -> None:
        """Fill in a field by its label."""
        self.page.locator("main").get_by_label(label, exact=True).nth(nth).fill(text)

    def choose(self, label: str, *, nth: int = 0) -> None:
        """Tick a box or choose an option by its label."""
        self.page.locator("main").get_by_label(label, exact=True).nth(nth).check()

    def text(self) -> str:
        """What the page says."""
        return " ".join(self.page.locator("main").inner_text().split())

    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def look(self) -> None:
        """Check the page one is on."""
        self.page.wait_for_load_state()
        where = re.sub(r"[0-9a-f-]{36}", "…", self.path())
        self.shown.append(self.page.content())
        assert "Something went wrong" not in self.page.title(), f"{where}: {self.text()}"
        assert not self.said, f"{where}: {self.said}"
        assert self.page.locator("h1").count() == 1, where
        for width in (1100, 390, 320):
            self.page.set_viewport_size({"width": width, "height": 900})
            if self.scripted:
                self._fits(where, width)
        self.page.set_viewport_size({"width": 1100, "height": 900})
        kind = f"{where} {self.page.title()}"
        if self.scripted and kind not in self.seen:
            self.seen.add(kind)
            found: list[dict[str, Any]] = _axe.run(
                self.page, options={"runOnly": {"type": "tag", "values": RULES}}
            ).response["violations"]
            told = [f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}" for each in found]
            assert not told, f"{where}: {told}"

    def _fits(self, where: str, width: int) -> None:
        # The header's menu is put into order by a script a moment after the screen has changed.
        for _ in range(50):
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide <= width:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{where} is {wide} pixels wide on a screen of {width}.")

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium itself says so when a form is answered with 4xx; that is an answer and not a fault.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.said.append(message.text)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.address + "/", "data:")):
            self.said.append(f"The page reaches out to {request.url}")
