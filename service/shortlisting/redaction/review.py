"""Fail closed: what a person must look at before anyone on the panel does."""

import re
from collections.abc import Iterator

from service.shortlisting.redaction.disclosures import Disclosures
from service.shortlisting.redaction.form_values import FormValues
from service.shortlisting.redaction.own_names import own_names, parts_of
from service.shortlisting.redaction.spans import Ranges, Review, Span
from service.shortlisting.redaction.view import fold
from service.shortlisting.redaction.words import Reading

SURE = 0.75
"""Below this confidence a span is redacted and shown to the recruitment team as well."""

_WHOLE_VALUES = (
    "email", "phone", "address", "postcode", "date_of_birth", "ni_number", "registration_number", "university", "school"
)  # fmt: skip


def reviews(
    reading: Reading, spans: list[Span], form: FormValues, disclosures: Disclosures | None = None
) -> Iterator[Review]:
    """Yield the spans of low confidence, and what may survive: known values, and what the model is in doubt about."""
    found = [Review(span.start, span.end, "low confidence") for span in spans if span.confidence < SURE]
    gone = Ranges((span.start, span.end) for span in spans)
    found.extend(_survivors(reading, gone, form))
    found.extend(_whole_values(reading, gone, form))
    if disclosures is not None:
        found.extend(
            Review(start, end, "the model thinks that this may be personal")
            for start, end in disclosures.doubts()
            if not gone.meet(start, end)
        )
        if (unread := disclosures.unread_at_source()) is not None:
            found.append(Review(*unread, "too long: the model did not read this"))
    yield from sorted(set(found), key=lambda review: (review.start, review.end, review.reason))


def _survivors(reading: Reading, gone: Ranges, form: FormValues) -> Iterator[Review]:
    names = own_names(form)
    referees = {part for referee in form.all("referees") for part in parts_of(referee) if len(part) >= 4}
    for word in reading.words:
        bare = word.folded.replace("'", "")
        glued = len(bare) >= 6 and any(len(part) >= 6 and part in bare for part in names.rare)
        known = word.capital and (names.knows(word.folded) or word.folded in referees)
        if not (glued or known or word.folded in names.rare):
            continue
        pieces = reading.view.pieces(word.start, word.end)
        if not pieces or gone.meet(pieces[0][0], pieces[-1][1]):
            continue
        start, end = pieces[0][0], pieces[-1][1]
        if glued or word.folded in names.rare:
            yield Review(start, end, "a known name may survive")
        else:
            yield Review(start, end, "a known name may survive: it is also an everyday word")


def _whole_values(reading: Reading, gone: Ranges, form: FormValues) -> Iterator[Review]:
    """The other values of the form, as they were written there, wherever none of their letters went."""
    text = reading.view.ascii.decode("ascii").casefold()
    for value in form.all(*_WHOLE_VALUES):
        wanted = fold(value).encode("ascii", "ignore").decode()
        if sum(map(str.isalnum, wanted)) < 4:
            continue
        for found in re.finditer(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", text):
            pieces = reading.view.pieces(*found.span())
            if pieces and not gone.meet(pieces[0][0], pieces[-1][1]):
                yield Review(pieces[0][0], pieces[-1][1], "a value of the form may survive")
