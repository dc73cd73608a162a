"""Pages of longer lists: asked for by number and size, answered with the totals beside the items."""

from typing import Any

from marshmallow import fields

from schemas.closed import Answer, Closed
from schemas.words import Whole

MOST = 200


class PageQuery(Closed):
    """Which page of a list."""

    page = Whole(1, 100_000, written=True, load_default=1, metadata={"description": "Pages are counted from 1."})
    size = Whole(1, MOST, written=True, load_default=50, metadata={"description": "Entries on a page."})


def page_of(entry: type[Answer], name: str) -> type[Answer]:
    """Return the schema of a page of `entry`, known in the description as `name`."""
    contents: dict[str, Any] = {
        "items": fields.List(fields.Nested(entry)),
        "page": fields.Integer(metadata={"minimum": 1}),
        "size": fields.Integer(metadata={"minimum": 1, "maximum": MOST}),
        "total": fields.Integer(metadata={"minimum": 0, "description": "Entries on all pages."}),
        "pages": fields.Integer(metadata={"minimum": 0}),
    }
    return type(name, (Answer,), contents | {"__doc__": f"A page of a list of {entry.__name__}."})
