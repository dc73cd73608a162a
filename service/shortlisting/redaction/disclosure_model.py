"""The optional reader: a small neural model on this machine that says of each word how likely it is to be a disclosure.

It knows no lists; it has learnt from statements written for it how people speak of themselves (docs/redaction.md tells
how, benchmarks/redaction/learning does it again). Its weights start from all-MiniLM-L6-v2 (Apache-2.0). It needs the
packages of the extra `names`; without them redaction works by rules alone.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from service.shortlisting.redaction.disclosures import Chance
from service.shortlisting.redaction.spans import POLICY_LABELS

FOLDER = Path(__file__).parent / "weights"
_WINDOW, _OVERLAP = 254, 64
"""Pieces of words that are read at once, and how many of them again with the next ones."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LEAST = 0.02


def is_installed() -> bool:
    """Whether what runs the model is there; nothing is loaded."""
    return all(find_spec(name) is not None for name in ("onnxruntime", "tokenizers"))


@cache
def installed_model() -> "DisclosureModel | None":
    """Return the model if the extra `names` is installed, else None; loading it takes about a fifth of a second."""
    return DisclosureModel(FOLDER) if is_installed() else None


class DisclosureModel:
    """A loaded session, its tokenizer and its labels; calls from several threads are safe."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        import tokenizers

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "disclosures.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._labels: list[str] = json.loads((folder / "labels.json").read_text("utf-8"))
        self._core = [number for number, label in enumerate(self._labels) if label not in {"O", *POLICY_LABELS}]
        self._first, self._last = (self._tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))

    def __call__(self, text: str) -> list[Chance]:
        """Return the words of a text that may be disclosures, in order; a word that is not among them is none."""
        import numpy as np

        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = encoded.ids, encoded.offsets
        chances = np.zeros((len(ids), len(self._labels)), np.float32)
        for start, end, first, last in _windows(len(ids)):
            row = np.array([[self._first, *ids[start:end], self._last]], np.int64)
            read = self._session.run(None, {"ids": row, "mask": np.ones_like(row)})[0][0]
            chances[first:last] = read[1 + first - start : 1 + last - start]
        found: list[Chance] = []
        at = 0
        for word in _WORD.finditer(text):
            pieces = []
            while at < len(offsets) and offsets[at][0] < word.end():
                if offsets[at][1] > word.start():
                    pieces.append(at)
                at += 1
            if pieces and (chance := self._of_word(word.start(), word.end(), chances[pieces])) is not None:
                found.append(chance)
        return found

    def _of_word(self, start: int, end: int, pieces: Any) -> Chance | None:
        """Join the pieces of a word: it is as likely to be a disclosure as its likeliest piece."""
        core = pieces[:, self._core]
        likely = float(core.sum(axis=1).max())
        if likely < _LEAST:
            return None
        return Chance(start, end, self._labels[self._core[int(core.sum(axis=0).argmax())]], min(likely, 1.0))


def _windows(length: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield windows over pieces of words, each with the part whose answer counts: that with the most around it."""
    start = 0
    while start < length:
        end = min(length, start + _WINDOW)
        first = start + _OVERLAP // 2 if start else 0
        last = end - _OVERLAP // 2 if end < length else length
        yield start, end, first, last
        if end == length:
            return
        start = end - _OVERLAP
