"""HiGHS in a process of its own, so that a solve can be ended at any moment. Run as a script.

It listens on stdin and answers on stdout. A message is its length in eight bytes and then its bytes. Three come in for
each solve (model, parameters, guidance as protocol buffers), one goes out (the result, empty if there is none). The
process ends when stdin does.
"""

import os
import sys
import threading
import time
from typing import BinaryIO


def main() -> None:
    """Answer solves until stdin ends."""
    from ortools.math_opt import callback_pb2, model_parameters_pb2, model_pb2, parameters_pb2
    from ortools.math_opt.core.python import solver

    threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while True:
        parts = [_read(source) for _ in range(3)]
        if any(part is None for part in parts):
            return
        model, parameters, guidance = (part or b"" for part in parts)
        try:
            result = solver.solve(
                model_pb2.ModelProto.FromString(model),
                parameters_pb2.SOLVER_TYPE_HIGHS,
                parameters_pb2.SolverInitializerProto(),
                parameters_pb2.SolveParametersProto.FromString(parameters),
                model_parameters_pb2.ModelSolveParametersProto.FromString(guidance),
                None,
                callback_pb2.CallbackRegistrationProto(),
                None,
                None,
            ).SerializeToString()
        except Exception:
            result = b""
        sink.write(len(result).to_bytes(8, "big") + result)
        sink.flush()


def _follow(parent: int) -> None:
    """End with the process we work for, even in the middle of a solve."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _read(source: BinaryIO) -> bytes | None:
    head = source.read(8)
    return source.read(int.from_bytes(head, "big")) if len(head) == 8 else None


if __name__ == "__main__":
    main()
