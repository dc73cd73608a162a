"""Answers to questions of a form pasted into a text: "Marital status: widowed", "Nat: British", "Health: asthma"."""

import re
from collections.abc import Iterator
from functools import cache

import re2

from service.shortlisting.redaction.lexicon_files import compiled, vocabulary
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.words import Reading

# Questions whose answer always goes, by label.
_ALWAYS = {
    "MARITAL": r"marital status|civil status|relationship status|maiden name|name of spouse|spouse(?:'s)? name|wife|"
    r"husband|fiancee?|spouse",
    "FAMILY": r"(?:no\.?|number) of (?:children|dependants|dependents)|dependants|dependents|children|kids|"
    r"caring responsibilities|carer status|next of kin|family status|pregnan(?:t|cy)",
    "RELIGION": r"religion|religion or belief|religion and belief|religious belief|faith|denomination|"
    r"place of worship|church|mosque",
    "ETHNICITY": r"ethnicity|ethnic (?:origin|group|background)|race|tribe|caste|state of origin|heritage|ethnic",
    "NATIONALITY": r"nationality|nat|citizenship|immigration status|visa(?: status| type| expiry)?|"
    r"right to work(?: status)?|passport(?: no| number)?|residency status|work permit|share code",
    "PLACE": r"place of birth|country of birth|birthplace|born in|home ?town|country of origin",
    "DISABILITY": r"disabilit(?:y|ies)|disability status|medical (?:history|conditions?)|"
    r"health (?:conditions?|status|issues)|impairments?|allergies|"
    r"reasonable adjustments(?: needed| required)?|do you consider yourself (?:to be disabled|"
    r"to have a disability|disabled)",
    "GENDER": r"gender|gender identity|sex|pronouns|preferred pronouns|is your gender[^?\n]{0,60}",
    "ORIENTATION": r"sexual orientation|sexuality|orientation",
    "AGE": r"age|age group|age range|age in years",
    "UNION_POLITICS": r"(?:trade )?union(?: membership)?|political (?:party|affiliation|opinion)|politics",
}
# Words that are also a heading of work: their answer goes where it holds a word of the vocabulary.
_SOMETIMES = (
    r"status|health|family|partner|personal|about me|background|personal circumstances|home|me|personal details|other"
)
_ENDS = re.compile(rb"\s{2,}|[\n;|\t]|\.\s|\.\Z|,\s(?=[A-Z][a-z]+(?: [a-z]+)?\s?:)")
_WORKS = re.compile(rb"^(?:yes|no|n/?a|none|nil|not applicable|see (?:above|below))\W*\Z", re.IGNORECASE)


@cache
def _questions() -> "tuple[tuple[str, re2._Regexp], ...]":
    asked = [*_ALWAYS.items(), ("", _SOMETIMES)]
    return tuple(
        (
            label,
            compiled(
                rf"(?:^|[\n\t|;.*(,-]|  )[ \t*_]*(?:my |your |do you have (?:any )?|are you |what is your |"
                rf"any )?(?:{words})[ \t*_]{{0,3}}(?::|\?|=| -|-[ \t])[*_]{{0,2}}[ \t]*"
            ),
        )
        for label, words in asked
    )


def find_form_answers(reading: Reading) -> Iterator[Finding]:
    """Find the answers to personal questions; the question itself stays."""
    text = reading.view.ascii
    for label, question in _questions():
        for asked in question.finditer(text):
            answer = _ENDS.split(text[asked.end() : asked.end() + 70], maxsplit=1)[0]
            end = asked.end() + len(answer.rstrip(b" ,"))
            if not any(char.isalnum() for char in answer.decode("ascii")) or (
                label != "GENDER" and _WORKS.match(answer)
            ):
                continue
            if label:
                yield Finding(asked.end(), end, label, "pattern", 0.9)
                continue
            for term in vocabulary():
                if term.way in {"be", "have"} and (found := term.regex.match(answer)) is not None:
                    yield Finding(asked.end(), asked.end() + found.end(), term.label, "pattern", 0.8)
