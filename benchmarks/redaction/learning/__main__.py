"""Learn the weights of the extra `names`: `python -m benchmarks.redaction.learning --help`."""

import argparse
import json
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import tokenizers

from benchmarks.redaction.learning.as_onnx import write_onnx
from benchmarks.redaction.learning.encoder import Weights, base_folder, base_weights, logits
from benchmarks.redaction.learning.examples import ALL, LENGTH, Names, Row, pieces_of, rows_of
from tests.service.shortlisting.redaction.statements import read_statements

_ROWS = 16
_LENGTHS = (64, 112, LENGTH)
"""Rows are cut to the shortest of these that holds them: what is filled up costs as much as what is read."""
_HIDDEN = 0.05
"""The share of pieces that are hidden at each reading, so that no single word decides."""
_WARM = 0.1  # the share of all steps in which the rate rises
_LAST = 0.02  # of the highest rate, at the end


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redaction.learning", description=__doc__)
    parser.add_argument("--names", type=Path, required=True, help="folder of the lists of names by country (CC0)")
    parser.add_argument("--out", type=Path, default=Path("service/shortlisting/redaction/weights"))
    parser.add_argument("--epochs", type=int, default=5, help="how often every statement is read")
    parser.add_argument("--rate", type=float, default=3e-4, help="the highest learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without", default="", help="authors to leave out, by the beginning of their files' names")
    arguments = parser.parse_args()
    statements = read_statements("open", "second-open", "third-open", "negative", "learn")
    left_out = tuple(filter(None, arguments.without.split(",")))
    if left_out:
        names = {one["id"] for one in read_statements(*left_out)}
        statements = [one for one in statements if one["id"] not in names]
    learnt, embeddings = learn(statements, Names(arguments.names), arguments.epochs, arguments.rate, arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_onnx(learnt, embeddings, arguments.out / "disclosures.onnx")
    (arguments.out / "labels.json").write_text(json.dumps(ALL) + "\n", "utf-8")
    shutil.copy(base_folder() / "tokenizer.json", arguments.out / "tokenizer.json")


def learn(
    statements: list[dict[str, Any]], names: Names, epochs: int, rate: float, seed: int
) -> tuple[Weights, Weights]:
    """Return the learnt layers and head, and the embeddings, which stay as they were."""
    chance = random.Random(seed)
    tokenizer = tokenizers.Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    marks = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
    base = base_weights()
    width = base["embeddings"]["words"].shape[1]
    head = np.random.default_rng(seed).normal(0, 0.02, (width, len(ALL))).astype(np.float32)
    learnt = jax.tree.map(jnp.asarray, {"layers": base["layers"], "head": (head, np.zeros(len(ALL), np.float32))})
    embeddings = jax.tree.map(jnp.asarray, base["embeddings"])
    whole = [row for one in statements for row in rows_of(*pieces_of(one, tokenizer), marks, None)]
    steps = epochs * sum(1 for _ in _batches(whole, chance))
    pace = optax.warmup_cosine_decay_schedule(0, rate, int(steps * _WARM), steps, rate * _LAST)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(pace, weight_decay=0.01))
    state = optimiser.init(learnt)

    @jax.jit
    def step(
        learnt: Weights,
        state: Any,
        embeddings: Weights,
        row: jax.Array,
        label: jax.Array,
        mask: jax.Array,
        key: jax.Array,
    ) -> Any:
        value, gradient = jax.value_and_grad(_loss)(learnt, embeddings, row, label, mask, key)
        change, state = optimiser.update(gradient, state, learnt)
        return optax.apply_updates(learnt, change), state, value

    key, hiding, hidden = jax.random.PRNGKey(seed), np.random.default_rng(seed), tokenizer.token_to_id("[MASK]")
    began = time.perf_counter()
    for epoch in range(epochs):
        rows: list[Row] = []
        for statement in statements:
            rows += rows_of(*pieces_of(names.renamed(statement, chance), tokenizer), marks, chance if epoch else None)
        losses = []
        for row, label, mask in _batches(rows, chance):
            key, one = jax.random.split(key)
            shown = np.where((hiding.random(row.shape) < _HIDDEN) & (label >= 0), hidden, row)
            learnt, state, value = step(learnt, state, embeddings, shown, label, mask, one)
            losses.append(float(value))
        print(
            f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.4f}, {time.perf_counter() - began:.0f} s",
            flush=True,
        )
    return jax.tree.map(np.asarray, learnt), base["embeddings"]


def _loss(
    learnt: Weights, embeddings: Weights, row: jax.Array, label: jax.Array, mask: jax.Array, key: jax.Array
) -> jax.Array:
    scores = logits(learnt, embeddings, row, mask, key)
    counted = label >= 0
    each = optax.softmax_cross_entropy_with_integer_labels(scores, jnp.maximum(label, 0))
    return (each * counted).sum() / jnp.maximum(counted.sum(), 1)


def _batches(rows: list[Row], chance: random.Random) -> Iterator[list[np.ndarray]]:
    """Yield the rows in chance order, sixteen of about one length at a time; the last are filled up with others."""
    batches = []
    for shortest, longest in zip((0, *_LENGTHS), _LENGTHS, strict=False):
        alike = [row for row in rows if shortest < int(row[2].sum()) <= longest]
        chance.shuffle(alike)
        for at in range(0, len(alike), _ROWS):
            batch = alike[at : at + _ROWS]
            batch += [chance.choice(alike) for _ in range(_ROWS - len(batch))]
            batches.append([np.stack(part)[:, :longest] for part in zip(*batch, strict=True)])
    chance.shuffle(batches)
    yield from batches


if __name__ == "__main__":
    main()
