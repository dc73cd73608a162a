"""What hides text in a DOCX: the hidden mark, ink of the colour of its ground, and letters too small to see."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from service.shortlisting.redaction.documents.docx_archive import child, local, value

PAPER = "FFFFFF"
_TINY = 3  # half points
_ALIKE = 0x0F  # of 255, in each of red, green and blue
_OFF = {"0", "false", "off", "none"}
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
    "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "00008B", "darkCyan": "008B8B", "darkGreen": "006400",
    "darkMagenta": "800080", "darkRed": "8B0000", "darkYellow": "808000", "darkGray": "A9A9A9", "lightGray": "D3D3D3",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looks:
    """How a run or a style shows its text; None where it does not say."""

    hidden: bool | None = None
    ink: str | None = None
    size: int | None = None
    ground: str | None = None

    def over(self, other: "Looks") -> "Looks":
        """Return these looks, with the other's where these do not say."""
        return Looks(
            self.hidden if self.hidden is not None else other.hidden,
            self.ink if self.ink is not None else other.ink,
            self.size if self.size is not None else other.size,
            self.ground if self.ground is not None else other.ground,
        )

    def unseen(self, ground: str | None) -> bool:
        """Whether text with these looks cannot be seen on a ground of this colour; None is a ground unknown to us."""
        behind = self.ground if self.ground is not None else ground
        return bool(self.hidden) or (self.size is not None and self.size <= _TINY) or _alike(self.ink, behind)


def _alike(ink: str | None, ground: str | None) -> bool:
    if not ink or not ground:
        return False
    return all(abs(int(ink[at : at + 2], 16) - int(ground[at : at + 2], 16)) <= _ALIKE for at in (0, 2, 4))


def _colour(written: str) -> str | None:
    return written.upper() if len(written) == 6 and all(c in "0123456789abcdefABCDEF" for c in written) else None


def ground_of(properties: Element | None) -> str | None:
    """Return the colour of the shading that the properties of a run, a paragraph or a cell name, if any."""
    shading = child(properties, "shd")
    if shading is None:
        return None
    pattern = value(shading, "val")
    return _colour(value(shading, "color" if pattern == "solid" else "fill"))


def looks_of(properties: Element | None) -> Looks:
    """Return what the properties of a run say."""
    if properties is None:
        return Looks()
    hidden: bool | None = None
    ink, size, ground = None, None, ground_of(properties)
    for one in properties:
        tag, given = local(one.tag), value(one, "val")
        if tag in {"vanish", "specVanish", "webHidden"}:
            hidden = bool(hidden) or given not in _OFF
        elif tag == "color":
            ink = _colour(given) or ""
        elif tag == "sz" and given.isdigit():
            size = int(given)
        elif tag == "highlight":
            ground = _HIGHLIGHTS.get(given, ground)
    return Looks(hidden, ink, size, ground)


@dataclass(frozen=True, slots=True)
class Style:
    """A named style: what it is based on, its looks, its paragraphs' ground, and what it makes of a paragraph."""

    parent: str
    name: str
    looks: Looks
    ground: str | None
    listed: bool
    level: int | None


class Styles:
    """The styles of a document; every question follows the chain of what a style is based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default = ""
        self.plain = Looks()
        for one in root if root is not None else ():
            if local(one.tag) == "docDefaults":
                self.plain = looks_of(child(child(one, "rPrDefault"), "rPr"))
            if local(one.tag) != "style":
                continue
            paragraph = child(one, "pPr")
            level = child(paragraph, "outlineLvl")
            based, named = child(one, "basedOn"), child(one, "name")
            self._styles[value(one, "styleId")] = Style(
                value(based, "val") if based is not None else "",
                value(named, "val").lower() if named is not None else "",
                looks_of(child(one, "rPr")),
                ground_of(paragraph),
                is_listed(paragraph),
                int(value(level, "val")) if level is not None and value(level, "val").isdigit() else None,
            )
            if value(one, "type") == "paragraph" and value(one, "default") in {"1", "true"}:
                self._default = value(one, "styleId")

    def _chain(self, name: str) -> Iterator[Style]:
        for _ in range(12):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = style.parent

    def looks(self, name: str) -> Looks:
        """Return the looks of a character style."""
        found = Looks()
        for style in self._chain(name):
            found = found.over(style.looks)
        return found

    def paragraph_looks(self, name: str) -> Looks:
        """Return the looks of text in a paragraph of this style, or of no style."""
        return self.looks(name or self._default).over(self.plain)

    def ground(self, name: str) -> str | None:
        """Return the colour behind a paragraph of this style, if it names one."""
        return next((style.ground for style in self._chain(name or self._default) if style.ground), None)

    def listed(self, name: str) -> bool:
        """Whether a paragraph of this style is an item of a list."""
        return any(style.listed for style in self._chain(name))

    def heading(self, name: str) -> int | None:
        """Return the level of a heading of this style, 1 for the highest; None if it is none."""
        for style in self._chain(name):
            if style.name.startswith("heading ") and style.name[8:9].isdigit():
                return max(1, int(style.name[8]))
            if style.name in {"title", "subtitle"}:
                return 1 if style.name == "title" else 2
            if style.level is not None and style.level < 9:
                return style.level + 1
        bare = name.lower()
        if bare.startswith("heading"):
            return int(bare[7]) if bare[7:8].isdigit() and bare[7] != "0" else 1
        return 1 if bare in {"title", "subtitle"} else None


def is_listed(paragraph: Element | None) -> bool:
    """Whether the properties of a paragraph number it or give it a bullet."""
    numbering = child(paragraph, "numPr")
    number = child(numbering, "numId")
    return numbering is not None and (number is None or value(number, "val") != "0")
