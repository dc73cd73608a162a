"""The one error body: RFC 9457 problem details, with every problem found in the input."""

from marshmallow import fields

from schemas.closed import Answer, Closed


class ProblemEntry(Closed):
    """One thing wrong with the input."""

    where = fields.String(required=True, metadata={"description": "The field, header or parameter, dotted."})
    message = fields.String(required=True, metadata={"description": "What is wrong."})
    remedy = fields.String(required=True, metadata={"description": "What to do; may be empty."})
    row = fields.Integer(metadata={"description": "Row of an imported file, counted from 1."})
    column = fields.String(metadata={"description": "Column of an imported file."})


class ProblemBody(Answer):
    """Why the request was refused."""

    type = fields.String(metadata={"description": "urn:fairpanel:problem: and the code."})
    title = fields.String(metadata={"description": "The kind of problem in a few words."})
    status = fields.Integer(metadata={"description": "The HTTP status."})
    detail = fields.String(metadata={"description": "A sentence for the person who asked."})
    code = fields.String(metadata={"description": "The kind of problem, for programs."})
    problems = fields.List(fields.Nested(ProblemEntry), metadata={"description": "All that is wrong with the input."})
