"""What the neighbours of a capitalised word say about it: a person, a place of work, a month, an eponym."""

from service.shortlisting.redaction.lexicon_files import listed, words_of
from service.shortlisting.redaction.words import Reading

_EPONYM_OF = listed(
    "syndrome disease stain staining procedure sign score scale test palsy criteria method manoeuvre maneuver fracture "
    "classification index tube reflex law principle principles technique operation report review inquiry catheter "
    "cycle curve model theory framework tool questionnaire assessment chart position needle clamp forceps cannula "
    "lymphoma tumour sarcoma ulcer phenomenon effect line block incision repair ring agar medium risk rule anaemia "
    "hearing contracture osteotomy algorithm report's guidance judgment competence ruling hooks"
)
_ORGANISATION = listed(
    "hospital house ward trust university college school academy foundation fund centre center clinic surgery hospice "
    "infirmary street road lane avenue close court park hall lodge farm nursing care home homes unit building wing "
    "block suite practice church chapel cathedral mosque temple council county city town borough award awards prize "
    "day week month festival project programme scheme campaign appeal society association charity group ltd limited "
    "plc committee inn hotel arms station airport bridge hill green common theatre museum library club gym cup "
    "pathway protocol exhibition healthcare pharmacy bank company institute services service"
)
_PERSON_VERBS = listed(
    "is was has had does did says said knows knew thinks thought listens leads led works worked helps "
    "helped makes made "
    "keeps kept never always often also really brings brought gives gave takes took goes went comes came shows showed "
    "tells told asks asked teaches taught learns learned feels felt cares writes wrote speaks spoke runs ran stays "
    "stayed stands stood puts gets got finds found sees saw deserves remains became becomes remembers handles handled "
    "manages managed supports supported joined moved trained "
    "understands treats treated wants wanted loves enjoys would could can will'll and"
)
_SAID_OF_PEOPLE = _PERSON_VERBS - listed(
    "is was has had does did can could would and comes came goes went makes made brings brought gives gave takes took "
    "remains stands stood shows showed helps helped often also gets got"
)
_BEFORE = listed(
    "am i'm called call calls me named name dear hi hello hey thanks ask tell told asked meet met from "
    "regards signed by "
    "mr mrs ms miss mx dr doctor nurse sister sr matron prof professor sir dame revd rev reverend "
    "captain pastor father "
    "colleague friend friends applicant applicants née nee formerly aka alias say says said like trust thank with"
)
_CALENDAR = listed("january february march april may june july august september october november december")
_BEFORE_MONTH = listed(
    "in since until till by of during from last this next early late mid each every to between before after and on "
    "january february march april may june july august september october november december"
)


class NameSigns:
    """Answers about single words of one reading."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def _folded(self, index: int) -> str:
        words = self._reading.words
        return words[index].folded if 0 <= index < len(words) else ""

    def _near(self, index: int) -> bool:
        """Whether nothing but a space or a line wrap stands between a word and the one before it."""
        gap = self._reading.between(index)
        return not gap.strip() and gap.count("\n") < 2

    def is_eponym(self, index: int) -> bool:
        """Whether the word names a disease, a stain, a score: "Wright's stain", "the Ross procedure"."""
        following = self._folded(index + 1)
        return (following in _EPONYM_OF and self._near(index + 1)) or (
            "-" in self._reading.between(index + 1) and self._folded(index + 2) in _EPONYM_OF
        )

    def is_organisation(self, index: int) -> bool:
        """Whether the word begins or continues the name of a place or body: "Hope Hospital", "King's Fund"."""
        for after in (index + 1, index + 2):
            if not self._near(after) or after >= len(self._reading.words):
                return False
            word = self._reading.words[after]
            if word.folded in _ORGANISATION and word.capital:
                return True
            if not word.capital:
                return False
        return False

    def is_calendar(self, index: int) -> bool:
        """Whether a month's name is a month: after a preposition or a day, or before a year."""
        words = self._reading.words
        if words[index].folded not in _CALENDAR:
            return False
        before, after = self._folded(index - 1), self._folded(index + 1)
        numbered = (before[:1].isdigit() and self._near(index)) or (after[:1].isdigit() and self._near(index + 1))
        return numbered or (before in _BEFORE_MONTH and not self._person_before(index))

    def _person_before(self, index: int) -> bool:
        return self._folded(index - 1) in {"from", "by"} and self._folded(index - 2) in {"reference", "written"}

    def is_measure(self, index: int) -> bool:
        """Whether a two-letter word is an abbreviation: written in capitals in a text that is not."""
        word = self._reading.words[index]
        return word.text.isupper() and not self.shouting(index) and index not in self._reading.signatures

    def shouting(self, index: int) -> bool:
        """Whether the words around are written in capitals too."""
        around = [w for w in self._reading.words[max(0, index - 2) : index + 3] if len(w.text) > 1]
        return len(around) > 1 and all(word.text.isupper() or word.text.isdigit() for word in around)

    def alone_in_line(self, index: int) -> bool:
        """Whether the word's line holds at most three words."""
        return any(line.first <= index < line.last and line.last - line.first <= 3 for line in self._reading.lines)

    def introduced(self, index: int) -> bool:
        """Whether the word before announces a person: "I am", "call me", "Mrs", "Dear"."""
        return self._folded(index - 1) in _BEFORE and self._near(index)

    def acts(self, index: int) -> bool:
        """Whether the words after are said of a person or a thing that does something."""
        after = self._folded(index + 1)
        return after in _PERSON_VERBS or self._reading.words[index].text[-2:].lower() == "'s"

    def acts_as_person(self, index: int) -> bool:
        """Whether the words after are said of people alone: "knows", "always", "listens"."""
        after = self._folded(index + 1)
        if after in {"is", "was"}:
            return self._folded(index + 2) in _OF_A_PERSON
        return after in _SAID_OF_PEOPLE and self._near(index + 1)

    def part_of_a_phrase(self, index: int) -> bool:
        """Whether a capitalised word of no great rarity belongs to a longer capitalised phrase, or is a known term."""
        words = self._reading.words
        after = index + 1
        follows = after < len(words) and words[after].capital and self._near(after) and words[after].folded != "i"
        before = index - 1
        leads = before >= 0 and words[before].capital and self._near(index) and not self._reading.opens_sentence(before)
        clinical = words[index].folded in words_of("clinical.txt")
        numbered = self._folded(after)[:1].isdigit() and self._near(after)
        joined = self._folded(after) in {"and", "of", "for", "in"} and self._folded(before) in {"the", "a", "our"}
        joined = joined and after + 1 < len(words) and words[after + 1].capital
        return (
            follows
            or leads
            or numbered
            or joined
            or (clinical and self._folded(before) in {"the", "a", "our", "each", "my"})
        )


_OF_A_PERSON = listed(
    "a an my the always never very so calm kind reliable patient honest hard-working punctual polite helpful quick "
    "thorough brilliant great good one someone somebody dependable trusted friendly professional dedicated caring "
    "committed organised respectful conscientious known an excellent efficient here leading"
)
