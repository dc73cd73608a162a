"""The API's description of itself: an OpenAPI 3.1 document made from the schemas, and a page to read it with."""

import json
from http import HTTPStatus
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from flask import Blueprint, Flask, current_app, send_from_directory
from flask_smorest import Api
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from schemas.problem import ProblemBody
from service.api.answers import PREFIX
from service.api.door import Door
from service.api.problems import MIMETYPE
from service.security.guard import guard

reader = Blueprint("description", __name__, url_prefix=PREFIX)
ASSETS = frozenset({"swagger-ui.css", "index.css", "swagger-ui-bundle.js", "favicon-32x32.png"})
ABOUT = """Fair interview panels. Every error is one problem+json body; `docs/api.md` explains entity tags, idempotency
keys, pages and sign-in. A thing that lies outside your scope is answered like one that does not exist."""
_PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Fairpanel API</title>
<link rel="stylesheet" href="{PREFIX}/docs/swagger-ui.css"><link rel="icon" href="{PREFIX}/docs/favicon-32x32.png">
</head><body><div id="swagger-ui"></div><script src="{PREFIX}/docs/swagger-ui-bundle.js"></script>
<script src="{PREFIX}/docs/start.js"></script></body></html>
"""
_START = f"""SwaggerUIBundle({{
  url: "{PREFIX}/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis]
}});
"""


class Described(Api):  # type: ignore[misc]
    """The description, with the house's one error body."""

    ERROR_SCHEMA = ProblemBody
    DEFAULT_ERROR_RESPONSE_NAME = None

    def take_up(self, doors: Door) -> None:
        """Serve these doors, and describe them under their subject."""
        self._app.register_blueprint(doors)
        doors.register_views_in_doc(self, self._app, self.spec, name=doors.name, parameters=None)
        self.spec.tag({"name": doors.subject, "description": doors.description})

    def _register_error_handlers(self) -> None:
        """Leave errors to the application, which has one handler for all doors."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            if status >= 400:
                content = {MIMETYPE: {"schema": self.ERROR_SCHEMA}}
                response = {"description": status.phrase, "content": content}
                self.spec.components.response(status.name, response, lazy=True)

    def _register_etag_headers(self) -> None:
        for name, header, needed, pattern, meaning in (
            ("IF_MATCH", "If-Match", True, r'^"[0-9]{1,9}(-[0-9a-f]{12})?"$', "The ETag that the change is based on."),
            ("IF_NONE_MATCH", "If-None-Match", False, None, "An ETag the client holds; 304 if it is the present one."),
            ("IDEMPOTENCY_KEY", "Idempotency-Key", False, r"^[!-~]([ -~]{0,198}[!-~])?$", "A new one per new request."),
        ):
            schema = {"type": "string"} | ({"pattern": pattern} if pattern else {})
            described = {"name": header, "required": needed, "schema": schema, "description": meaning}
            self.spec.components.parameter(name, "header", described, lazy=True)


def describe(app: Flask) -> Described:
    """Return the description, ready to take up the doors."""
    app.config.update(API_TITLE="Fairpanel", API_VERSION=version("fairpanel"), OPENAPI_VERSION="3.1.0")
    api = Described(app, spec_kwargs={"info": {"description": ABOUT}, "security": [{"token": []}, {"session": []}]})
    schemes = api.spec.components
    schemes.security_scheme("token", {"type": "http", "scheme": "bearer", "description": "A personal API token."})
    cookie = app.config["SESSION_COOKIE_NAME"]
    schemes.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": cookie})
    schemes.security_scheme("csrf", {"type": "apiKey", "in": "header", "name": "X-CSRFToken"})
    return api


def document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document."""
    found: dict[str, Any] = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return found


@reader.get("/openapi.json")
@guard("service.look")
def openapi_document() -> Response:
    """Serve the OpenAPI document."""
    return Response(json.dumps(document(current_app), ensure_ascii=False), mimetype="application/json")


@reader.get("/docs")
@guard("service.look")
def openapi_page() -> Response:
    """Serve the page that shows the document."""
    return Response(_PAGE, mimetype="text/html")


@reader.get("/docs/<name>")
@guard("service.look")
def openapi_asset(name: str) -> Response:
    """Serve the page's script and styles, all from this installation."""
    if name == "start.js":
        return Response(_START, mimetype="text/javascript")
    if name not in ASSETS:
        raise NotFound
    return send_from_directory(str(files("flask_swagger_ui") / "dist"), name)
