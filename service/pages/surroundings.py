"""What every page is given: the design system's templates, the navigation and the words of this house."""

from types import CodeType
from typing import Any

from flask import Flask, g
from jinja2 import BytecodeCache, ChainableUndefined, ChoiceLoader, PackageLoader, UndefinedError
from jinja2.bccache import Bucket

from service.pages import wording
from service.pages.navigation import navigation_for
from service.security.guard import actor, house


class LoudUndefined(ChainableUndefined):
    """A missing name that may be asked for and passed on, as the design system's macros do, but never printed.

    So a mistyped name in a template of ours is an error and not a gap in the page.
    """

    def __str__(self) -> str:
        if self._undefined_hint is not None or self._undefined_name is None:
            return ""  # `{{ x if condition }}` without an else, which means nothing
        raise UndefinedError(self._undefined_message)


class Compiled(BytecodeCache):
    """Templates compiled once a process, however many applications are made in it."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put in what was compiled from the same source."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


def furnish(app: Flask) -> None:
    """Give the application's templates what they all use."""
    environment = app.jinja_env
    environment.autoescape = True  # Flask would leave the design system's .jinja files unescaped
    environment.undefined = LoudUndefined
    environment.bytecode_cache = COMPILED
    environment.trim_blocks = environment.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader(
        [app.jinja_loader, PackageLoader("nhsuk_frontend_jinja")]  # type: ignore[list-item]
    )
    app.context_processor(_given)
    for name in wording.FILTERS:
        app.add_template_filter(getattr(wording, name), name)


def _given() -> dict[str, Any]:
    who = actor()
    return {
        "cspNonce": g.get("csp_nonce", ""),
        "settings": house().settings,
        "who": who,
        "navigation": navigation_for(who) if who.account_id else [],
    }
