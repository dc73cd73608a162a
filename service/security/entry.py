"""What is refused at the entrance, before any door looks at it: a foreign Host, and characters no database stores."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import BadRequest, NotFound

from service.security.guard import house

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
NUL = "\x00"


def refuse_strange_requests() -> None:
    """Refuse a request for another host than FAIRPANEL_PUBLIC_URL names, and NUL characters in it.

    Raises:
        BadRequest: the Host is not ours, or a parameter or a form field holds a NUL.
        NotFound: the path holds one.
    """
    ours = urlsplit(house().settings.public_url).hostname
    if ours and (urlsplit(f"//{request.host}").hostname or "") not in LOOPBACK | {ours}:
        raise BadRequest("This service does not answer under that host name.")
    if NUL in request.path:
        raise NotFound
    if request.path.startswith("/api/"):
        return  # its schemas name the field
    texts = [*request.args.items(multi=True), *request.form.items(multi=True)]
    if any(NUL in name or NUL in value for name, value in texts):
        raise BadRequest("The form holds a character that cannot be stored. Remove it and send it again.")
