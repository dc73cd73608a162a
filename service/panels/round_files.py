"""A round's problem and plan as its row keeps them: packed, and sealed with the data key.

They hold self-descriptions and which requirements a panel does not meet, so they are read for HR alone.
"""

import zlib

from sqlmodel import col, or_, select

from service.config import Settings
from service.models import Round
from service.vault import seal_file, sealed_with_newest, unseal_file
from service.work import Work
from solver.files import read_plan, read_problem, sha256, write_plan, write_problem
from solver.problem import Problem
from solver.result import Plan

FILES = ("problem", "plan")


def pack_problem(settings: Settings, round_id: str, problem: Problem) -> tuple[bytes, str]:
    """Return a problem as a round keeps it, and the hash by which its plan names it."""
    data = write_problem(problem)
    return _packed(settings, round_id, "problem", data), sha256(data)


def unpack_problem(settings: Settings, row: Round) -> tuple[Problem, str] | None:
    """Return a round's problem and its hash; None where it has none, or none any more."""
    if row.problem is None:
        return None
    data = _unpacked(settings, row.id, "problem", row.problem)
    return read_problem(data), sha256(data)


def pack_plan(settings: Settings, round_id: str, plan: Plan) -> bytes:
    """Return a plan as a round keeps it."""
    return _packed(settings, round_id, "plan", write_plan(plan))


def unpack_plan(settings: Settings, row: Round) -> Plan | None:
    """Return a round's plan; None where it has none yet, or none any more."""
    return read_plan(_unpacked(settings, row.id, "plan", row.plan)) if row.plan is not None else None


def erase(row: Round) -> None:
    """Forget a round's problem and plan."""
    row.problem = row.plan = None


def rotate_round_keys(work: Work) -> int:
    """Encrypt every file of a round anew with the newest key, where it is not, and return how many files that were."""
    rewritten = 0
    kept = select(Round).where(or_(col(Round.problem).is_not(None), col(Round.plan).is_not(None)))
    for row in work.session.exec(kept.with_for_update()):
        for name in FILES:
            sealed: bytes | None = getattr(row, name)
            if sealed is not None and not sealed_with_newest(work.settings, sealed):
                data = unseal_file(work.settings, f"{name} of round {row.id}", sealed)
                setattr(row, name, seal_file(work.settings, f"{name} of round {row.id}", data))
                rewritten += 1
    return rewritten


def _packed(settings: Settings, round_id: str, name: str, data: bytes) -> bytes:
    return seal_file(settings, f"{name} of round {round_id}", zlib.compress(data, 1))


def _unpacked(settings: Settings, round_id: str, name: str, sealed: bytes) -> bytes:
    return zlib.decompress(unseal_file(settings, f"{name} of round {round_id}", sealed))
