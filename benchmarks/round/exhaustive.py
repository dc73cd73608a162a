"""The long form of the tests: bounds and optima against every plan there is, on many small random problems.

Run as ``python -m benchmarks.round.exhaustive --problems 500``. Each problem is planned in three ways: by one program,
by prices and neighbourhoods, and by what is scarce. Ends with an error at the first false statement.
"""

import argparse

from solver.round.engine import LARGEST_CONTEST, Engine
from tests.solver.round.test_against_everything import (
    CONTESTS_TOO_LARGE,
    ONE_PROGRAM,
    PRICES_AND_NEIGHBOURHOODS,
    a_small_problem,
    assert_lawful,
    assert_true_to,
)

WAYS = {
    "one program": (ONE_PROGRAM, LARGEST_CONTEST),
    "prices and neighbourhoods": (PRICES_AND_NEIGHBOURHOODS, LARGEST_CONTEST),
    "what is scarce": (PRICES_AND_NEIGHBOURHOODS, CONTESTS_TOO_LARGE),
}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problems", type=int, default=500)
    parser.add_argument("--first", type=int, default=10_000, help="seed of the first problem")
    given = parser.parse_args()
    levels = proven = 0
    for seed in range(given.first, given.first + given.problems):
        problem = a_small_problem(seed)
        for way, (whole, contest) in WAYS.items():
            answer = Engine(problem, None, 1, whole=whole, contest=contest).solve()
            assert_lawful(problem, answer)
            try:
                proven += assert_true_to(problem, answer)
            except AssertionError as error:
                raise AssertionError(f"seed {seed}, {way}: {error}") from None
            levels += len(answer.levels)
    print(f"{given.problems} problems, each in three ways: {levels} levels, no bound beaten, {proven} proven optimal.")


if __name__ == "__main__":
    main()
