"""What of a name model's findings is believed: people and places, unless the allow-list knows the words better."""

from service.shortlisting.redaction.lexicon_files import words_of
from service.shortlisting.redaction.name_signs import NameSigns
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.words import Reading


def unexplained(reading: Reading, index: int) -> bool:
    """Whether a word could be a name of which no list knows anything else."""
    word = reading.words[index]
    if not word.capital or word.text[0].isdigit() or word.text.isupper() or len(word.text) < 2:
        return False
    if word.folded in words_of("everyday_names.txt") or word.folded in words_of("clinical.txt"):
        return False
    known = word.folded in words_of("forenames.txt") or word.folded in words_of("surnames.txt")
    return known or not reading.opens_sentence(index)


def allowed(reading: Reading, start: int, end: int, label: str, confidence: float) -> Finding | None:
    """Return the finding with its edges on words, or None where a word of work, a unit or an eponym was meant."""
    first = max(0, reading.word_at(start))
    last = max(first, reading.word_at(max(start, end - 1)))
    signs = NameSigns(reading)
    words = reading.words[first : last + 1]
    if not words or not all(word.capital for word in words[:1]):
        return None
    everyday = words_of("everyday_names.txt") | words_of("clinical.txt")
    if all(word.folded in everyday for word in words):
        return None
    if any(word.folded in words_of("clinical.txt") for word in words) or any(word.text.isupper() for word in words):
        return None
    if signs.is_eponym(last) or signs.is_organisation(last) or len("".join(w.text for w in words)) < 3:
        return None
    return Finding(words[0].start, words[-1].core_end, label, "model", min(confidence, 0.9))
