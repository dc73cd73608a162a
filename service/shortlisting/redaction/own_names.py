"""The applicant's own name in the text: variants, initials, nicknames, spaced letters, glued and misspelt forms."""

import re
from dataclasses import dataclass, field

from service.shortlisting.redaction.form_values import FormValues
from service.shortlisting.redaction.lexicon_files import listed, nicknames, words_of
from service.shortlisting.redaction.view import fold
from service.shortlisting.redaction.words import Reading

PARTICLES = listed(
    "al el dela delos delas abd abu bin bint ibn ben da das de del della den der di do dos du e la las le los lo mac "
    "mc ni nic o o san st ste te ten ter van vom von und ur y zu ap ab af ul uz ud ur fitz na saint a d"
)
"""Parts of names that say nothing alone; they are redacted only beside another part."""

_MAILBOXES = listed(
    "mail email info office contact admin work home nurse midwife doctor health care hello team jobs post enquiries "
    "recruitment personal official professional student staff music photo books design tech data"
)
_SPLIT = re.compile(r"[\s\-/.,()_+]+")


@dataclass(slots=True)
class OwnNames:
    """The name's parts, folded, by how much each needs from its neighbours."""

    rare: set[str] = field(default_factory=set)  # redacted wherever they stand
    everyday: set[str] = field(default_factory=set)  # also words: need position, capital and neighbours
    short: set[str] = field(default_factory=set)  # two letters: need a capital
    particles: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    family: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)  # whole names without spaces
    compounds: set[str] = field(default_factory=set)  # with a hyphen: ji-ho
    monograms: set[str] = field(default_factory=set)  # the initials in the order of the names: abq
    capitals: set[str] = field(default_factory=set)  # names that are letters: JM, AJ

    def __bool__(self) -> bool:
        return bool(self.rare or self.everyday or self.short)

    def knows(self, folded: str) -> bool:
        """Whether a folded word is a part of the name."""
        return folded in self.rare or folded in self.everyday or folded in self.short


def parts_of(name: str) -> list[str]:
    """Return the folded parts of a name; an apostrophe stays inside its part."""
    return [part for part in _SPLIT.split(fold(name)) if part.strip("'") and not part.isdigit()]


def spellings(part: str) -> set[str]:
    """Return the ways one folded part may be written: with or without its apostrophe, ae for ä, and so on."""
    forms = {part, part.replace("'", "")}
    forms.update(piece for piece in part.split("'") if len(piece) >= 4)
    return {form for form in forms if form}


def _wide(name: str) -> str:
    """Spell the letters that are often written as two: ä as ae, ø as oe, å as aa, ß as ss."""
    table = {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ø": "oe",
        "å": "aa",
        "ß": "ss",
        "æ": "ae",
        "þ": "th",
        "ð": "dh",
        "đ": "dj",
    }
    return "".join(table.get(char, char) for char in name.lower())


def own_names(form: FormValues) -> OwnNames:
    """Sort the parts of the applicant's names from the form."""
    names = OwnNames()
    given = form.all("first_name", "preferred_name", "middle_name")
    family = form.all("last_name")
    names.capitals.update(
        name for name in form.all("preferred_name", "first_name") if re.fullmatch(r"[A-Z]{2,3}", name)
    )
    for name in (*given, *family):
        kin = names.family if name in family else names.given
        written = parts_of(name)
        for variant in {name, _wide(name)}:
            for part in parts_of(variant):
                for form_of in spellings(part):
                    sort_part(names, form_of)
                    kin.add(form_of)
        if len(written) == 1 and written[0] in PARTICLES:  # a name of its own, such as Ben
            names.everyday.add(written[0])
            kin.add(written[0])
        for whole in re.findall(r"[^\s]+-[^\s]+", fold(name)):
            names.compounds.add(whole)
        if len(written) > 1:
            names.joined.add("".join(written).replace("'", ""))
        names.initials.update(part[0] for part in written)
    for first in form.all("first_name", "preferred_name"):
        for part in parts_of(first):
            for nick in nicknames().get(part, ()):
                sort_part(names, nick)
                names.given.add(nick)
    _sort_email(names, form)
    orders = (("first_name", "middle_name", "last_name"), ("first_name", "last_name"))
    names.monograms.update("".join(part[0] for name in order for part in parts_of(form.one(name))) for order in orders)
    for first in form.all("first_name", "preferred_name"):
        for last in family:
            one, other = "".join(parts_of(first)).replace("'", ""), "".join(parts_of(last)).replace("'", "")
            names.joined.update({one + other, other + one, one[:1] + other, other + one[:1], one + other[:1]})
    names.joined = {whole for whole in names.joined if len(whole) >= 5 and whole not in words_of("everyday_names.txt")}
    return names


def _sort_email(names: OwnNames, form: FormValues) -> None:
    """Take in the name that people go by in their e-mail address, which the form may not hold."""
    for email in form.all("email"):
        for part in re.split(r"[^a-z]+", fold(email.partition("@")[0])):
            if len(part) >= 4 and part not in words_of("everyday_names.txt") and part not in _MAILBOXES:
                if part in words_of("forenames.txt") or part in words_of("surnames.txt") or len(part) > 7:
                    sort_part(names, part)
                else:  # it may be any word: "dental"
                    names.everyday.add(part)


def settle_by_use(names: OwnNames, reading: Reading) -> None:
    """Take for words of every day the parts of the name that the text itself uses as words: Reading, and "reading"."""
    shown = {word.folded for word in reading.words if word.text[0].isupper()}
    for index, word in enumerate(reading.words):
        used = word.folded in names.rare and word.folded in shown and word.text.islower() and word.text.isascii()
        if used and index not in reading.signatures and word.folded not in words_of("forenames.txt"):
            gaps = reading.between(index) + reading.between(index + 1)
            if not gaps.strip(" ,;:\n"):
                names.rare.discard(word.folded)
                names.everyday.add(word.folded)


def sort_part(names: OwnNames, part: str) -> None:
    """Put one folded part of a name where its rarity says."""
    if len(part) == 1:
        names.initials.add(part)
    elif part in PARTICLES:
        names.particles.add(part)
    elif part in words_of("everyday_names.txt") or part in words_of("clinical.txt"):
        names.everyday.add(part)
    elif len(part) == 2 and part.isascii():
        names.short.add(part)
    else:
        names.rare.add(part)


def near(one: str, other: str) -> bool:
    """Whether two different words differ by one letter put in, left out, changed, or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest_one, rest_other = one[start:], other[start:]
    if rest_one[1:] == rest_other or rest_one == rest_other[1:] or rest_one[1:] == rest_other[1:]:
        return True
    return rest_one[:2] == rest_other[:2][::-1] and rest_one[2:] == rest_other[2:]
