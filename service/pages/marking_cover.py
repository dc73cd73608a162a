"""What every page of blind marking does beyond its content: it hides its size, and where its reader came from.

Two shortlisters read the same redacted text, and HR reviews it: whoever sees sizes alone (a proxy's log, a network)
could tell by them which tokens belong together. All pages of a vacancy's applications are therefore filled up to one
size, above the longest. What fills them is random, so that it does not compress away; a proxy in front must not
compress these pages at all, since compressed sizes would differ again.
"""

import secrets
from base64 import b64encode

from flask import Response, g

STEP = 16 * 1024
ROOM = 48 * 1024  # the page around the text, the guides and the shortlister's own notes


def cover(longest: int) -> None:
    """Have this answer filled up as if its text were the vacancy's longest, of so many bytes when sealed."""
    g.marking_size = _up(ROOM + 2 * longest)


def hide(response: Response) -> Response:
    """Fill up a page, and let no request that it leads to name its address; for `after_request`."""
    # Flask-WTF needs the origin of a form's page; the path, which holds a token, is never sent on.
    response.headers["Referrer-Policy"] = "strict-origin"
    size = g.get("marking_size")
    if size is None or response.mimetype != "text/html":
        return response
    page = response.get_data()
    missing = max(size, _up(len(page) + 16)) - len(page) - len(b"<!--  -->\n")
    filling = b64encode(secrets.token_bytes(missing))[:missing]
    response.set_data(page + b"<!-- " + filling + b" -->\n")
    return response


def _up(size: int) -> int:
    return -(-size // STEP) * STEP
