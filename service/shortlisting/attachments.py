"""An attachment of an application: what a limited child process reads in it, and what is served of it.

The bytes that an applicant sent are opened nowhere else. What comes back is visible text in blocks; everything that is
served afterwards is made from those blocks, so nothing else of the file can be: no property, comment, deleted or hidden
text, picture, link, bookmark, font or file name. Nothing here writes to a database or a log.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from service.errors import InvalidInputError, Problem
from service.shortlisting.redaction.disclosures import DisclosureModel
from service.shortlisting.redaction.documents.blocks import Block, text_of
from service.shortlisting.redaction.documents.extract import LIMITS, Limits, extract
from service.shortlisting.redaction.documents.serve import as_fragment, as_html, redact_blocks, shown_blocks
from service.shortlisting.redaction.redact import Redacted
from service.shortlisting.redaction.spans import Span

__all__ = ["LIMITS", "Limits", "ReadAttachment", "read_attachment", "redact_attachment", "serve_attachment"]


@dataclass(frozen=True, slots=True)
class ReadAttachment:
    """The visible text of an attachment.

    `kind` is "docx", "pdf" or "txt". `blocks` are its paragraphs, headings, items of lists and cells of tables.
    `problems` say what a reader of the file would see that is not in the blocks (pictures, charts), for the recruitment
    team; they name neither the file nor the applicant.
    """

    kind: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def text(self) -> str:
        """The blocks as one text; offsets of spans are code points of it."""
        return text_of(list(self.blocks))[0]

    @property
    def html(self) -> str:
        """The blocks, **not redacted**, as a fragment of HTML for the recruitment team."""
        return as_fragment(list(self.blocks))

    def as_rows(self) -> list[list[str | int]]:
        """Return the blocks in a shape that JSON can hold."""
        return [[block.kind, block.text, block.row] for block in self.blocks]

    @classmethod
    def from_rows(cls, kind: str, rows: Iterable[Sequence[str | int]]) -> "ReadAttachment":
        """Return what `as_rows` gave."""
        return cls(kind, tuple(Block(str(form), str(text), int(row)) for form, text, row in rows))


def read_attachment(data: bytes, name: str, limits: Limits = LIMITS) -> ReadAttachment:
    """Return the visible text of a DOCX, PDF or TXT of at most `limits.most_bytes`.

    Only the ending of `name` is used. Raises InvalidInputError with one Problem, whose `where` is "attachment", for a
    file that is empty, too large, damaged, protected by a password, of another kind or of two kinds at once, that holds
    macros, XML entities or parts kept elsewhere, that unpacks to far too much, or that takes longer than it may.
    """
    try:
        extracted = extract(data, name, limits)
    except InvalidInputError as error:
        raise InvalidInputError(
            [Problem("attachment", problem.message, problem.remedy) for problem in error.problems]
        ) from None
    unread = tuple(Problem("attachment", what, "Look at the file itself if it matters.") for what in extracted.not_read)
    return ReadAttachment(extracted.kind, tuple(extracted.blocks), unread)


def redact_attachment(
    read: ReadAttachment, fields: object, *, policy: Collection[str] = (), model: DisclosureModel | None = None
) -> Redacted:
    """Return the redaction of `read.text`: the spans that go, and what a person must look at first."""
    return redact_blocks(list(read.blocks), fields, policy=policy, model=model)[0]


def serve_attachment(read: ReadAttachment, spans: Iterable[Span], *, whole_page: bool = False) -> str:
    """Return accessible HTML of the blocks without the spans, a fragment or a whole page.

    The spans may be those of `redact_attachment`, or what a person of the recruitment team made of them.
    """
    left = shown_blocks(list(read.blocks), sorted(spans, key=lambda span: span.start))
    return as_html(left) if whole_page else as_fragment(left)
