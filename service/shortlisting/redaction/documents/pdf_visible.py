"""What of a PDF page's text can be seen: operators that show what cannot are taken out before the text is read.

A page is a list of operators. We follow just enough of them (ISO 32000-1, 8 and 9) to know where text starts, in
which ink and how large: text is taken out that is drawn invisibly, in white where nothing coloured was painted, smaller
than a point and a half, outside the page, in a layer that is switched off, or under a rectangle painted over it.
"""

from dataclasses import dataclass, replace
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SHOWING = {b"Tj", b"TJ", b"'", b'"'}
_FILLING = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
_WHITE, _LEAST_SIZE = 0.94, 1.6
_MOST_DEPTH = 8
_MOST_AREAS = 3000


@dataclass(frozen=True, slots=True)
class _State:
    """The part of the graphics state that decides what can be seen."""

    matrix: Matrix = _PLAIN
    ink: tuple[float, ...] | None = (0.0,)  # None: a pattern or a colour space that we do not follow
    mode: int = 0
    size: float = 1.0
    leading: float = 0.0
    solid: bool = True  # paint covers what lies under it


def times(a: Matrix, b: Matrix) -> Matrix:
    """Return the matrix that applies `a`, then `b`."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


class _Pen:
    """Where the next text and the next shape are drawn, within one list of operators."""

    def __init__(self, state: _State) -> None:
        self.state = state
        self.saved: list[_State] = []
        self.text = self.line = _PLAIN
        self.path: list[tuple[float, float]] = []
        self.off: list[bool] = []  # for each layer that is open, whether it is switched off

    def move(self, operands: list[Any], operator: bytes) -> None:
        """Follow an operator that changes a place rather than a value."""
        if operator == b"q":
            self.saved.append(self.state)
        elif operator == b"Q" and self.saved:
            self.state = self.saved.pop()
        elif operator == b"cm":
            self.state = replace(self.state, matrix=times(_matrix(operands), self.state.matrix))
        elif operator in {b"BT", b"Tm"}:
            self.text = self.line = _matrix(operands) if operator == b"Tm" else _PLAIN
        elif operator in {b"Td", b"TD", b"T*", b"'", b'"'}:
            x, y = _numbers(operands, 2) if operator in {b"Td", b"TD"} else (0.0, -self.state.leading)
            self.state = replace(self.state, leading=-y) if operator == b"TD" else self.state
            self.text = self.line = times((1, 0, 0, 1, x, y), self.line)
        elif operator == b"BMC":
            self.off.append(False)
        elif operator == b"EMC" and self.off:
            self.off.pop()
        else:
            self._outline(operands, operator)

    def _outline(self, operands: list[Any], operator: bytes) -> None:
        if operator == b"re":
            x, y, width, height = _numbers(operands, 4)
            self.path += [_at(self.state.matrix, x, y), _at(self.state.matrix, x + width, y + height)]
        elif operator in {b"m", b"l", b"c", b"v", b"y"}:
            points = _numbers(operands, len(operands))
            self.path += [_at(self.state.matrix, *pair) for pair in zip(points[::2], points[1::2], strict=False)]
        elif operator in {b"n", b"S", b"s"}:
            self.path = []


class Seen:
    """Follows the operators of one page, and of the forms it draws, and decides which text operators stay."""

    def __init__(self, page: Any, hidden_layers: set[int]) -> None:
        box = page.cropbox
        self._box = (float(box.left), float(box.bottom), float(box.right), float(box.top))
        self._layers = hidden_layers
        self._painted: list[tuple[float, float, float, float]] = []
        self._waiting: list[tuple[list[Any], int, float, float]] = []
        self.pictures = False

    def keep_visible(self, page: Any) -> None:
        """Take the unseen text out of the page's content, in memory."""
        from pypdf.generic import ContentStream, NameObject

        given = page.get("/Contents")
        if given is None:
            return
        content = ContentStream(given.get_object(), page.pdf, "bytes")  # text stays as it is coded in its font
        content.operations = self._follow(content.operations, page.get("/Resources"), _State(), 0)
        page[NameObject("/Contents")] = content

    def _follow(self, operations: list[Any], resources: Any, state: _State, depth: int) -> list[Any]:
        kept: list[Any] = []
        pen = _Pen(state)
        resources = resources.get_object() if resources is not None else {}
        for operation in operations:
            operands, operator = operation
            pen.move(operands, operator)
            if operator in _FILLING:
                self._fill(pen, kept)
            elif operator == b"BDC":
                pen.off.append(_is_off(operands, resources, self._layers))
            elif operator == b"sh":
                self._painted.append(self._box)
            elif operator == b"Do" and operands:
                self._draw(str(operands[0]), resources, pen.state, depth)
            else:
                pen.state = _changed(pen.state, operands, operator, resources)
            if operator in _SHOWING:
                place = times(pen.text, pen.state.matrix)
                if any(pen.off) or self._is_unseen(place, pen.state):
                    continue
                self._waiting.append((kept, len(kept), *_at(place, 0.3 * pen.state.size, 0.3 * pen.state.size)))
            kept.append(operation)
        return [operation for operation in kept if operation is not None]

    def _is_unseen(self, place: Matrix, state: _State) -> bool:
        size = abs(state.size) * max(abs(place[0]), abs(place[1]), abs(place[2]), abs(place[3]))
        x, y = _at(place, 0.3 * state.size, 0.3 * state.size)
        left, bottom, right, top = self._box
        outside = not (bottom <= y <= top and left - 50 <= x <= right)
        white = state.ink is not None and _is_white(state.ink)
        on_paper = white and not any(a <= x <= c and b <= y <= d for a, b, c, d in self._painted)
        return state.mode in {3, 7} or size < _LEAST_SIZE or outside or on_paper

    def _fill(self, pen: "_Pen", kept: list[Any]) -> None:
        """Remember a painted area, and take out the text that it covers."""
        path, pen.path = pen.path, []
        if not path:
            return
        xs, ys = [x for x, _ in path], [y for _, y in path]
        area = (min(xs), min(ys), max(xs), max(ys))
        white = pen.state.ink is not None and _is_white(pen.state.ink)
        if not white and len(self._painted) < _MOST_AREAS:
            self._painted.append(area)
        if pen.state.solid and len(path) <= 5:  # a rectangle; the hull of any other shape says little
            for operations, index, x, y in self._waiting[-_MOST_AREAS:]:
                if operations is kept and area[0] <= x <= area[2] and area[1] <= y <= area[3]:
                    operations[index] = None

    def _draw(self, name: str, resources: Any, state: _State, depth: int) -> None:
        from pypdf.generic import ContentStream, DecodedStreamObject, NameObject

        drawn = resources.get("/XObject", {}).get_object().get(name)
        drawn = drawn.get_object() if drawn is not None else None
        if drawn is None or depth >= _MOST_DEPTH:
            return
        if drawn.get("/Subtype") == "/Image":
            self.pictures = True
            corners = [_at(state.matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            self._painted.append((min(xs), min(ys), max(xs), max(ys)))
        elif drawn.get("/Subtype") == "/Form":
            matrix = drawn.get("/Matrix")
            inner = replace(state, matrix=times(_matrix(matrix), state.matrix)) if matrix is not None else state
            content = ContentStream(drawn, None, "bytes")
            before = len(content.operations)
            content.operations = self._follow(content.operations, drawn.get("/Resources", resources), inner, depth + 1)
            if len(content.operations) == before:
                return
            clean = DecodedStreamObject()
            clean.update({key: value for key, value in drawn.items() if key not in {"/Filter", "/DecodeParms"}})
            clean.set_data(content.get_data())
            resources["/XObject"].get_object()[NameObject(name)] = clean


def _changed(state: _State, operands: list[Any], operator: bytes, resources: Any) -> _State:
    """Return the state after an operator that sets one of its values."""
    if operator == b"Tr" and operands:
        state = replace(state, mode=int(operands[0]))
    elif operator == b"Tf" and len(operands) > 1:
        state = replace(state, size=float(operands[1]))
    elif operator == b"TL" and operands:
        state = replace(state, leading=float(operands[0]))
    elif operator in {b"g", b"rg", b"k", b"cs", b"sc", b"scn"}:
        state = replace(state, ink=_ink(operands, operator))
    elif operator == b"gs" and operands:
        found = resources.get("/ExtGState", {}).get_object().get(operands[0])
        found = found.get_object() if found is not None else {}
        if "/ca" in found or "/BM" in found:
            mixed = found.get("/BM", "/Normal") not in {"/Normal", "/Compatible"}
            state = replace(state, solid=float(found.get("/ca", 1)) >= 0.9 and not mixed)
    return state


def _ink(operands: list[Any], operator: bytes) -> tuple[float, ...] | None:
    if operator == b"k":
        c, m, y, k = _numbers(operands, 4)
        return tuple((1 - one) * (1 - k) for one in (c, m, y))
    if operator == b"cs":
        return (0.0,) if operands and str(operands[0]) in {"/DeviceGray", "/DeviceRGB"} else None
    if len(operands) not in {1, 3} or any(isinstance(one, str) for one in operands):
        return None
    return _numbers(operands, len(operands))


def _is_white(ink: tuple[float, ...]) -> bool:
    return all(part >= _WHITE for part in ink)


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = _numbers(operands, 6)
    return a, b, c, d, e, f


def _numbers(operands: Any, count: int) -> tuple[float, ...]:
    numbers = tuple(float(one) for one in operands[:count])
    if len(numbers) != count:
        raise ValueError("an operator lacks operands")
    return numbers


def _is_off(operands: list[Any], resources: Any, layers: set[int]) -> bool:
    if not layers or len(operands) < 2 or operands[0] != "/OC":
        return False
    found = resources.get("/Properties", {}).get_object()
    layer = found.raw_get(operands[1]) if operands[1] in found else None
    return getattr(layer, "idnum", None) in layers
