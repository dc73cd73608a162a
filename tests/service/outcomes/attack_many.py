"""The attack on a thousand random releases: `python -m tests.service.outcomes.attack_many 1000`."""

import sys
import time

from tests.service.outcomes.attacker import Attack, published
from tests.service.outcomes.files import random_rows
from tests.service.outcomes.test_release import CUTS, a_release


def main(many: int, first: int = 1000) -> int:
    """Attack so many releases; print each breach and what it took; return the number of breached releases."""
    began, breached = time.monotonic(), 0
    for seed in range(first, first + many):
        document, refusal = a_release(random_rows(seed), CUTS[seed % len(CUTS)])
        found = [refusal] if refusal else Attack([published(document)]).breaches()
        breached += bool(found)
        for each in found:
            print(f"seed {seed}: {each}")
    print(f"{many} releases attacked, {breached} breached, {time.monotonic() - began:.0f} s.")
    return breached


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1])) else 0)
