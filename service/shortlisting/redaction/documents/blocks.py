"""What is taken out of a document: its visible text in blocks, and nothing else of it."""

from dataclasses import dataclass, field

MOST_BYTES = 10 * 1024 * 1024
MOST_TEXT = 2_000_000
CELLS = frozenset({"cell", "th"})


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item of a list, or a cell of a table, perhaps one that heads a column.

    `row` numbers the table rows of a document; of a heading it is the level, 1 for the highest.
    """

    kind: str  # "p", "h", "li", "cell" or "th"
    text: str
    row: int = 0


@dataclass(slots=True)
class Document:
    """The blocks of a document, and sentences about what a reader of the file would see that is not in them."""

    blocks: list[Block] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)


class RefusedDocumentError(Exception):
    """A document that is not read: what is wrong with it, and what the applicant can send instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.message = message
        self.remedy = remedy


def too_much_text() -> RefusedDocumentError:
    """Return the refusal of a document of more than `MOST_TEXT` characters."""
    return RefusedDocumentError("The file holds more text than an application.", "Send the pages that matter.")


def text_of(blocks: list[Block]) -> tuple[str, list[int]]:
    """Return the blocks as one text, cells of a row on one line, and where each block begins in it."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for index, block in enumerate(blocks):
        if index:
            before = blocks[index - 1]
            same_row = {block.kind, before.kind} <= CELLS and block.row == before.row
            gap = " | " if same_row else "\n\n" if block.kind == "p" == before.kind else "\n"
            parts.append(gap)
            length += len(gap)
        starts.append(length)
        parts.append(block.text)
        length += len(block.text)
    return "".join(parts), starts
