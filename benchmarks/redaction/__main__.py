"""Print what redaction catches and what it costs: `python -m benchmarks.redaction --help`."""

import argparse
import json
import statistics
import time
from pathlib import Path

from benchmarks.redaction.measure import Ranges, Score, measure, rate
from service.shortlisting.redaction.disclosure_model import installed_model
from service.shortlisting.redaction.redact import redact
from tests.service.shortlisting.redaction.statements import read_statements


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redaction", description=__doc__)
    parser.add_argument(
        "--part",
        default="open",
        choices=[
            *("open", "blind", "second-open", "second-blind", "third-open", "third-blind", "fourth-blind"),
            *("negative", "learn", "tune"),
        ],
        help="which of our own statements; from `learn`, and with it the open ones, the model has learnt",
    )
    parser.add_argument("--names", action="store_true", help="with the extra `names`")
    parser.add_argument("--leaks", action="store_true", help="list what was missed and what went wrongly")
    parser.add_argument("file", nargs="?", help="JSON lines with text, fields and gold spans, instead of our own")
    arguments = parser.parse_args()
    applications = read_file(arguments.file) if arguments.file else read_statements(arguments.part)
    model = installed_model() if arguments.names else None
    redact("Warm up the lexicon.", {}, model=model)
    times: list[float] = []

    def timed(text: str, fields: object) -> tuple[str, Ranges, Ranges]:
        began = time.perf_counter()
        result = redact(text, fields, model=model)
        times.append(time.perf_counter() - began)
        gone, shown = ([(one.start, one.end) for one in each] for each in (result.spans, result.review))
        return result.text, gone, shown

    report(measure(applications, timed), leaks=arguments.leaks)
    words = statistics.mean(len(application["text"].split()) for application in applications)
    p95 = sorted(times)[max(0, round(len(times) * 0.95) - 1)]
    p50 = statistics.median(times)
    print(f"time per application of {words:.0f} words: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")
    hostile()


def read_file(path: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines() if line.strip()]


def report(score: Score, *, leaks: bool) -> None:
    print(f"applications {score.documents}, clean {rate(score.clean, score.documents):.1f} %")
    print(f"core entity recall: micro {score.micro:.2f} %, macro {score.macro:.2f} %")
    print(
        f"left, and shown to a person {score.shown} of {len(score.leaks)}; "
        f"{score.points / max(1, score.documents):.1f} points to look at an application"
    )
    print(f"identity values left {score.values_left} of {score.values} ({rate(score.values_left, score.values):.2f} %)")
    print(f"over-redaction {score.words_lost} of {score.words} words ({rate(score.words_lost, score.words):.2f} %)")
    print(f"must-survive lost {score.survivors_lost} of {score.survivors}")
    print(f"implicit cues caught {score.implicit['found']} of {score.implicit.total()}")
    for label in sorted(score.total):
        caught, total = score.found[label], score.total[label]
        policy = "" if label in score.core else "  by policy"
        print(f"  {label:<16}{caught:>5} of {total:<5}{rate(caught, total):6.1f} %{policy}")
    for origin, (caught, total) in sorted(score.origins.items()):
        print(f"  names, {origin:<22}{caught:>4} of {total:<4}{rate(caught, total):6.1f} %")
    if leaks:
        for leak in score.leaks:
            print("  left:", *leak)
        for taken in score.taken:
            print("  taken:", *taken)


def hostile() -> None:
    """Time texts of 100 KB that are made to be slow."""
    texts = {
        "letters": "a " * 50_000, "digits": "0 " * 50_000, "one word": "a" * 100_000, "capitals": "Anna Maria " * 9_000,
        "at signs": "a@" * 50_000, "tags": "<a " * 33_000, "entities": "&amp" * 25_000, "quotes": '"I am ' * 16_000,
        "conditions": "I have asthma and " * 5_500, "years": "2001 university " * 6_200, "brackets": "[" * 100_000,
        "combining": "a" + "\u0301" * 50_000, "my my my": "my " * 33_000, "lines": "x\n" * 50_000,
    }  # fmt: skip
    fields = {"first_name": "Anna", "last_name": "Maria", "address": "1 A Road, B", "phone": "0" * 11}
    for name, text in texts.items():
        began = time.perf_counter()
        redact(text, fields)
        print(f"  100 KB of {name}: {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main()
