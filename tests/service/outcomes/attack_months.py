"""The attack on years of monthly files and of the year itself: `python -m tests.service.outcomes.attack_months 20`."""

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.service.outcomes.attacker import Attack, published
from tests.service.outcomes.files import random_rows
from tests.service.outcomes.test_release import a_release, months_of


def main(many: int, first: int = 5000) -> int:
    """Release twelve months and their year, so many times; print each breach and what it took; return how many."""
    began, breached, made, refused = time.monotonic(), 0, 0, 0
    for seed in range(first, first + many):
        rows = [row for at in range(4) for row in random_rows(seed * 10 + at, most=300)]
        rows = [row | {"application_id": f"a{number}"} for number, row in enumerate(rows)]
        months = list(months_of(rows).values())
        with tempfile.TemporaryDirectory() as folder:
            kept = []
            for number, part in enumerate([*months, rows]):
                document, refusal = a_release(part, "gender", Path(folder))
                if refusal:
                    refused += 1
                    continue
                kept.append(document)
                (Path(folder) / f"{number:02}.json").write_text(json.dumps(document))
        made += len(kept)
        whole = len(kept) - 1 if len(kept) == len(months) + 1 else None
        attacks = [Attack([published(document)]) for document in kept]
        if whole is not None:
            attacks.append(Attack([published(document) for document in kept], whole=whole))
        found = [each for attack in attacks for each in attack.breaches()]
        breached += bool(found)
        for each in found:
            print(f"seed {seed}: {each}")
    print(
        f"{many} years of {made} releases attacked, {refused} refused, {breached} breached, "
        f"{time.monotonic() - began:.0f} s."
    )
    return breached


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1])) else 0)
