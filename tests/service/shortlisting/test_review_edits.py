from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from service.shortlisting.redaction.spans import Span
from service.shortlisting.review_draft import Draft, Point, Source, pack_of, withheld
from service.shortlisting.review_edits import extended, restored

WORDS = ("Marlowe", "marlowe", "Marlowes", "ward", "O’Neill", "a", "12A3401E", "三", "(ward)", "\n", "Żółć")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@st.composite
def drafts(draw: st.DrawFn) -> tuple[list[Source], Draft]:
    texts = draw(st.lists(TEXTS, min_size=1, max_size=3))
    spans = []
    for text in texts:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
        pairs = zip(cuts[::2], cuts[1::2], strict=False)
        spans.append(tuple(Span(start, end, "NAME", "form", 0.9) for start, end in pairs if text[start:end].strip()))
    points = [Point(0, span.start, span.end, "low confidence") for span in spans[0]]
    return [Source(f"Part {at}", text) for at, text in enumerate(texts)], Draft(tuple(spans), tuple(points))


@given(drafts(), st.sampled_from(WORDS))
def test_extending_twice_is_extending_once_and_spans_never_overlap(
    given_: tuple[list[Source], Draft], words: str
) -> None:
    sources, draft = given_
    if not any(char.isalnum() for char in words):
        return
    once, edits = extended(draft, sources, words, "PLACE")
    again, more = extended(once, sources, words, "PLACE")
    assert (again, more) == (once, [])
    for spans, source in zip(once.spans, sources, strict=True):
        assert all(one.end <= two.start for one, two in pairwise(spans))
        assert all(0 <= span.start < span.end <= len(source.text) for span in spans)
    assert sum(map(len, once.spans)) == sum(map(len, draft.spans)) + len(edits)


@given(drafts(), st.sampled_from(WORDS))
def test_restoring_what_was_added_gives_back_the_spans_as_they_were(
    given_: tuple[list[Source], Draft], words: str
) -> None:
    sources, draft = given_
    if not any(char.isalnum() for char in words):
        return
    grown, _ = extended(draft, sources, words, "PLACE")
    added = {
        (section, index)
        for section, spans in enumerate(grown.spans)
        for index, span in enumerate(spans)
        if span.source == "person"
    }
    assert restored(grown, added)[0].spans == draft.spans


@given(drafts())
def test_with_every_span_restored_the_pack_is_the_original_and_no_point_is_left(
    given_: tuple[list[Source], Draft],
) -> None:
    sources, draft = given_
    every = {(section, index) for section, spans in enumerate(draft.spans) for index in range(len(spans))}
    bare, edits = restored(draft, every)
    assert [each.text for each in pack_of(sources, bare).sections] == [each.text for each in sources]
    assert len(edits) == len(every)
    assert bare.points == ()


def test_words_are_found_across_line_breaks_and_not_inside_longer_ones() -> None:
    sources = [Source("Part", "Marlowe\nHouse, Marlowes House, marlowe  house.")]
    grown, edits = extended(Draft(((),)), sources, "Marlowe House", "PLACE")
    assert len(edits) == 2
    assert pack_of(sources, grown).sections[0].text == "[place], Marlowes House, [place]."


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_of_an_application_that_the_redaction_cannot_deal_with_nothing_is_shown(texts: list[str]) -> None:
    sources = [Source("Part", text) for text in texts]
    draft = withheld(sources)
    assert len(draft.points) == 1
    shown = "".join(each.text for each in pack_of(sources, draft).sections).replace("[name]", "")
    assert not any(char.isalnum() for char in shown)
