"""The solver's door to files: problems in, plans out, each tied to the other by the hash of the problem's bytes."""

import hashlib

from solver.json_text import FileError, canonical
from solver.plan_file import plan_document, read_plan, unfilled_document, write_plan
from solver.problem import Problem
from solver.problem_document import problem_document
from solver.problem_file import read_problem

__all__ = [
    "FileError",
    "canonical",
    "plan_document",
    "problem_document",
    "read_plan",
    "read_problem",
    "sha256",
    "unfilled_document",
    "write_plan",
    "write_problem",
]


def sha256(data: bytes) -> str:
    """The hash by which a plan names its problem: of the file's bytes, as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def write_problem(problem: Problem) -> bytes:
    """The bytes of a problem's file. The same problem always gives the same bytes."""
    return canonical(problem_document(problem))
