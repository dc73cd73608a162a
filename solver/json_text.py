"""From bytes to a JSON document and back, refusing what JSON allows but a contract cannot: see `parse`."""

import json
import math
from collections.abc import Iterator
from typing import Any

from solver.instants import LARGEST


class FileError(ValueError):
    """A file that cannot be used. ``path`` is a JSON pointer to the fault ("" is the whole file)."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path or 'the whole file'}: {sentence}")
        self.path = path
        self.sentence = sentence


class _Flaw:
    """Stands in the document where the parser met something it must refuse but could not yet locate."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence


def step(path: str, key: str | int) -> str:
    """The JSON pointer one step below ``path``."""
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def parse(data: bytes, largest: int = LARGEST) -> Any:
    """Read one JSON document.

    Refuses bytes that are not UTF-8 or begin with a byte order mark, anything that is not JSON, keys given twice, NaN
    and infinities, whole numbers beyond ``largest``, lone surrogates, and nesting too deep to read.

    Raises:
        FileError: with the JSON pointer, or line and column, and the remedy.
    """
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise FileError("", "begins with a byte order mark; save it as UTF-8 without one.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileError("", f"is not UTF-8 at byte {error.start}; save it as UTF-8.") from None
    flaws: list[_Flaw] = []

    def refuse(sentence: str) -> _Flaw:
        flaws.append(_Flaw(sentence))
        return flaws[-1]

    def whole(digits: str) -> int | _Flaw:
        if len(digits) > 40 or abs(int(digits)) > largest:
            return refuse(f"is beyond the largest number allowed, {largest}; give a smaller one.")
        return int(digits)

    def fraction(digits: str) -> float | _Flaw:
        number = float(digits)
        return (
            number if math.isfinite(number) else refuse(f"is too large a number ({digits[:20]}); give a smaller one.")
        )

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any] | _Flaw:
        record = dict(items)
        if len(record) == len(items):
            return record
        keys = [key for key, _ in items]
        twice = next(key for key in keys if keys.count(key) > 1)
        return refuse(f"gives the key {twice!r} twice; keep one.")

    try:
        document = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_int=whole,
            parse_float=fraction,
            parse_constant=lambda name: refuse(f"is {name}, which is not a JSON number; give a number."),
        )
    except json.JSONDecodeError as error:
        raise FileError("", f"is not JSON at line {error.lineno} column {error.colno}: {error.msg}.") from None
    except RecursionError:
        raise FileError("", "is nested too deeply to be read; flatten it to the documented format.") from None
    if flaws or b"\\u" in data:
        for path, sentence in _faults(document):
            raise FileError(path, sentence)
    return document


def _faults(document: Any) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, _Flaw):
            yield path, value.sentence
        elif isinstance(value, str):
            if _unwritable(value):
                yield path, "holds half of a surrogate pair, which is no character; write the whole one."
        elif isinstance(value, dict):
            if any(_unwritable(key) for key in value):
                yield path, "has a key with half of a surrogate pair, which is no character; write the whole one."
            waiting.extend((step(path, key), below) for key, below in value.items())
        elif isinstance(value, list):
            waiting.extend((step(path, place), below) for place, below in enumerate(value))


def _unwritable(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def canonical(document: Any) -> bytes:
    """The one spelling of a document: UTF-8, keys in the order given, one line per list entry of the top level."""
    lines = []
    for key, value in document.items():
        head = f" {json.dumps(key)}: "
        if isinstance(value, list) and value:
            entries = ",\n  ".join(_compact(entry) for entry in value)
            lines.append(f"{head}[\n  {entries}\n ]")
        else:
            lines.append(head + _compact(value))
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8")


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
