"""Write what was learnt as an ONNX graph with weights of eight bits, for onnxruntime."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from benchmarks.redaction.learning.encoder import HEADS, Weights

_OPSET, _IR = 20, 9


class _Graph:
    """Collects nodes and constants; every method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, values: Any) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=f"of_{name}", **attributes))
        return name

    def linear(self, x: str, weights: Any) -> str:
        return self.node("Add", self.node("MatMul", x, self.constant(weights[0])), self.constant(weights[1]))

    def normed(self, x: str, weights: Any) -> str:
        scale, shift = map(self.constant, weights)
        return self.node("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-12)


def write_onnx(learnt: Weights, embeddings: Weights, path: Path) -> None:
    """Write a graph from `ids` and `mask` [batch, length] to `chances` [batch, length, labels]."""
    graph = _Graph()
    length = graph.node("Shape", "ids", start=1, end=2)
    positions = graph.node(
        "Slice", graph.constant(embeddings["positions"]), graph.constant(np.array([0], np.int64)), length
    )
    words = graph.node("Gather", graph.constant(embeddings["words"]), "ids")
    x = graph.normed(graph.node("Add", words, positions), embeddings["norm"])
    seen = graph.node("Unsqueeze", graph.node("Cast", "mask", to=TensorProto.FLOAT), graph.constant(np.array([1, 2])))
    hidden = graph.node("Mul", graph.node("Sub", graph.constant(np.float32(1)), seen), graph.constant(np.float32(-1e4)))
    for layer in learnt["layers"]:
        x = _layer(graph, x, hidden, layer)
    graph.nodes.append(helper.make_node("Softmax", [graph.linear(x, learnt["head"])], ["chances"], axis=-1))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in ("ids", "mask")]
    labels = learnt["head"][1].shape[0]
    output = helper.make_tensor_value_info("chances", TensorProto.FLOAT, ["batch", "length", labels])
    made = helper.make_graph(graph.nodes, "disclosures", inputs, [output], graph.constants)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    with tempfile.TemporaryDirectory() as folder:
        onnx.save(model, f"{folder}/whole.onnx")
        quantize_dynamic(
            f"{folder}/whole.onnx",
            path,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
        )


def _layer(graph: _Graph, x: str, hidden: str, layer: Weights) -> str:
    width = layer["query"][1].shape[0]
    split = graph.constant(np.array([0, 0, HEADS, width // HEADS], np.int64))
    whole = graph.constant(np.array([0, 0, width], np.int64))

    def heads(name: str, order: list[int]) -> str:
        return graph.node("Transpose", graph.node("Reshape", graph.linear(x, layer[name]), split), perm=order)

    query, keys, value = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
    scale = graph.constant(np.float32(1 / np.sqrt(width // HEADS)))
    scores = graph.node("Add", graph.node("Mul", graph.node("MatMul", query, keys), scale), hidden)
    attended = graph.node("MatMul", graph.node("Softmax", scores, axis=-1), value)
    joined = graph.node("Reshape", graph.node("Transpose", attended, perm=[0, 2, 1, 3]), whole)
    x = graph.normed(graph.node("Add", x, graph.linear(joined, layer["attended"])), layer["attended_norm"])
    widened = graph.node("Gelu", graph.linear(x, layer["widened"]))
    return graph.normed(graph.node("Add", x, graph.linear(widened, layer["narrowed"])), layer["narrowed_norm"])
