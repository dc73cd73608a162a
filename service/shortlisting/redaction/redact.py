"""Redact an application's text: findings of every rule, settled into spans, rendered, and checked for what survives."""

from collections.abc import Collection
from dataclasses import dataclass

from service.shortlisting.redaction.ages_and_dates import find_ages, find_education_dates
from service.shortlisting.redaction.characteristics import (
    find_characteristics,
    kept_ranges,
    listed_with,
    matches,
    of_others,
)
from service.shortlisting.redaction.disclosures import DisclosureModel, Disclosures, read_disclosures
from service.shortlisting.redaction.form_labels import find_form_answers
from service.shortlisting.redaction.form_values import FormValues, read_fields
from service.shortlisting.redaction.known_details import find_known_details
from service.shortlisting.redaction.lexicon_files import patterns
from service.shortlisting.redaction.names_in_passing import find_again, find_names_in_passing
from service.shortlisting.redaction.other_names import find_introductions, find_other_names
from service.shortlisting.redaction.own_name_matches import find_own_names
from service.shortlisting.redaction.own_names import own_names, settle_by_use
from service.shortlisting.redaction.own_voice import find_in_own_voice
from service.shortlisting.redaction.placeholders import STANDING, render_with_origin
from service.shortlisting.redaction.places import find_places_of_a_life, no_place
from service.shortlisting.redaction.places_of_study import find_places_of_study
from service.shortlisting.redaction.pronouns import find_pronouns
from service.shortlisting.redaction.relatives import find_about_relatives
from service.shortlisting.redaction.review import reviews
from service.shortlisting.redaction.spans import POLICY_LABELS, Finding, Ranges, Review, Span, settle
from service.shortlisting.redaction.view import view_of
from service.shortlisting.redaction.words import Reading, read

# A word that goes may free another rule; so the redacted text is read again until nothing more is found. Texts beyond
# a hundred kilobytes' half are read once: they are no applications, and the time must stay linear and short.
_ROUNDS, _LONG = 4, 50_000

_PUBLIC_SITES = (
    b"nhs.uk", (
        b"nice.org.uk"
    ), b"gov.uk", b"nmc.org.uk", b"gmc-uk.org", b"hcpc-uk.org", b"who.int", b"cqc.org.uk", b"bnf.org", b"rcn.org.uk",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Redacted:
    """A redacted text, the spans of the source that went, and what a person must look at first."""

    text: str
    spans: tuple[Span, ...]
    review: tuple[Review, ...]


def redact(
    text: str,
    fields: object = None,
    *,
    policy: Collection[str] = (),
    model: DisclosureModel | None = None,
) -> Redacted:
    """Return the text with its identifying and protected details redacted.

    `fields` are the applicant's form values, of any shape. `policy` names which of EMPLOYER, EMP_DATE and LANGUAGE are
    redacted too. `model` is the optional reader of disclosures. Offsets of the result are code points of `text`.
    """
    form = read_fields(fields)
    reading = read(view_of(text))
    disclosures = None if model is None else read_disclosures(reading.view, model)
    spans = _spans_in(reading, form, policy, disclosures)
    redacted, copied = render_with_origin(text, spans)
    for _ in range(_ROUNDS if len(text) <= _LONG else 0):
        more = _mapped(text, _spans_in(read(view_of(redacted)), form, policy, None), copied)
        more = more if disclosures is None else disclosures.still(more)
        if not more:
            break
        spans = sorted({*spans, *more}, key=lambda span: span.start)
        redacted, copied = render_with_origin(text, spans)
    return Redacted(redacted, tuple(spans), tuple(reviews(reading, spans, form, disclosures)))


def _spans_in(
    reading: Reading, form: FormValues, policy: Collection[str], disclosures: Disclosures | None
) -> list[Span]:
    """Return the spans of one pass over a text; what an earlier pass put there is left alone."""
    findings = settle(
        finding
        for finding in _find(reading, form, disclosures)
        if finding.label not in POLICY_LABELS or finding.label in policy
    )
    source = reading.view.source
    standing = Ranges(found.span() for found in STANDING.finditer(source))
    spans: list[Span] = []
    for finding in findings:
        for start, end in reading.view.pieces(finding.start, finding.end):
            for piece in standing.without(start, end):
                bare = _trimmed(source, *piece)
                if bare is not None and (not spans or bare[0] >= spans[-1].end):
                    spans.append(Span(*bare, finding.label, finding.source, round(finding.confidence, 2)))
    return spans


def _trimmed(source: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the range without white space at its ends, or None where it holds neither letter nor digit."""
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return (start, end) if any(char.isalnum() for char in source[start:end]) else None


def _mapped(source: str, spans: list[Span], copied: list[tuple[int, int, int]]) -> list[Span]:
    """Return spans of a redacted text as spans of its source."""
    found = []
    for span in spans:
        for at, start, length in copied:
            first, last = max(span.start, at), min(span.end, at + length)
            bare = _trimmed(source, start + first - at, start + last - at) if first < last else None
            if bare is not None:
                found.append(Span(*bare, span.label, span.source, span.confidence))
    return found


def _find(reading: Reading, form: FormValues, disclosures: Disclosures | None) -> list[Finding]:
    names = own_names(form)
    settle_by_use(names, reading)
    kept = kept_ranges(reading)
    own = find_own_names(reading, names)
    own += find_introductions(reading)
    found = list(own)
    found += find_known_details(reading, form)
    found += _typed(reading)
    found += find_places_of_study(reading)
    found += find_ages(reading)
    found += find_education_dates(reading, form.one("graduation_year"))
    found += find_characteristics(reading, kept)
    pronouns = list(find_pronouns(reading, own))
    found += pronouns
    about = Ranges((finding.start, finding.end) for finding in (*own, *pronouns))
    found += find_in_own_voice(reading, kept, about)
    found += [place for place in find_places_of_a_life(reading) if not kept.meet(place.start, place.end)]
    found += find_form_answers(reading)
    found += list(find_about_relatives(reading, found))
    found += listed_with(reading, found, kept)
    found += [other for other in find_other_names(reading, form) if not kept.meet(other.start, other.end)]
    found += [other for other in find_names_in_passing(reading) if not kept.meet(other.start, other.end)]
    if disclosures is not None:
        found = disclosures.weigh(reading, found, kept)
    return found + find_again(reading, found, kept)


def _typed(reading: Reading) -> list[Finding]:
    text = reading.view.ascii
    found = []
    for pattern in patterns("typed.txt"):
        for start, end in matches(pattern, text):
            if pattern.label == "URL" and any(site in text[start:end].lower() for site in _PUBLIC_SITES):
                continue
            if b"\n\n" in text[start:end] or (
                pattern.label == "PLACE" and (no_place(text[start:end]) or of_others(text, start, "PLACE"))
            ):
                continue
            found.append(Finding(start, end, pattern.label, "pattern", pattern.confidence))
    return found
