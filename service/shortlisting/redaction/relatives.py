"""What is said of a relative who was just named: "my little brother, he is autistic", "my mam, she had dementia"."""

from collections.abc import Iterator
from functools import cache

import re2

from service.shortlisting.redaction.lexicon_files import compiled
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.words import Reading

_MOST = 100
"""How many relatives are looked after: an application has fewer than 40, a hostile text 10,000."""


@cache
def _said_of_them() -> "tuple[re2._Regexp, ...]":
    person = r"(?:who|he|she|they|and he|and she)(?:'s|'ve|'d)?"
    between = r"^(?:'s)?[^.!?\n]{0,40}?(?:[,.;(-]|\s)\s*"
    being = (
        r"(?: (?:is|are|was|were|has|have|had|got|lives with|lived with|suffers from|suffered|died of|also|now|"
        r"just|since|been|diagnosed with|an?|the|very|both|already)){1,4}"
    )
    return (
        compiled(
            rf"{between}{person}{being} ((?:{{CONDITION}}|{{DISABLED}}|bedridden|housebound|poorly|non[- ]verbal|"
            rf"in a wheelchair|in a care home|in a nursing home|terminally ill))\b"
        ),
        compiled(
            rf"{between}{person}(?: (?:is|are|was|were|now|only|just|turned|turns)){{0,2}} ((?:{{AGEWORD}}|[1-9][0-9]?|"
            rf"one|two|three|four|five|six|seven|eight|nine|ten)(?: (?:years old|months old|now))?)(?:[,.;)]|$| and\b|"
            rf" now\b)"
        ),
        compiled(
            r"^(?:'s)?,? ?(?:is |are |was |has |had |already |also |both |now |a |been ){1,4}((?:{CONDITION}|"
            r"{DISABLED}|bedridden|housebound|poorly|non[- ]verbal))\b"
        ),
        compiled(
            r"^,? \(?(aged (?:{AGEWORD}|[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|"
            r"ten)(?: and (?:{AGEWORD}|[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten))?)\b"
        ),
    )


def find_about_relatives(reading: Reading, found: list[Finding]) -> Iterator[Finding]:
    """Yield the age and the health of relatives, as FAMILY."""
    text = reading.view.ascii
    kin = [finding for finding in found if finding.label in {"FAMILY", "MARITAL"}]
    for finding in kin[:_MOST]:
        after = text[finding.end : finding.end + 90].partition(b"\n\n")[0]
        for said in _said_of_them():
            match = said.search(after)
            if match is not None:
                yield Finding(finding.end + match.start(1), finding.end + match.end(1), "FAMILY", "context", 0.7)
