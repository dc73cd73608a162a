"""An attacker: knows the public rules and the released files, nothing else, and works out what each `*` can be.

Written apart from the disclosure control: it reads documents, not cells, and asks CP-SAT for extremes.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from ortools.sat.python import cp_model

STAGES = ("applied", "shortlisted", "interviewed", "offered", "appointed")
WHITE, DISABLED = "ABC", ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "XX")
UNKNOWN = ("not_asked", "not_answered", "prefer_not_to_say")
EVERYBODY = ("everybody", "everybody")
Key = tuple[str, str, int]
Published = dict[Key, int | str]


def published(document: dict[str, Any]) -> Published:
    """Every count that a document shows, by characteristic, group and stage; two places never disagree."""
    found: Published = {(*EVERYBODY, STAGES.index(stage)): value for stage, value in document["funnel"].items()}
    for table in document["tables"]:
        sides = (table["from"], "n"), (table["to"], "selected")
        for row in table["groups"]:
            for stage, key in sides:
                cell = (table["characteristic"], row["code"], STAGES.index(stage))
                assert found.setdefault(cell, row[key]) == row[key]
        for stage, key in sides:
            assert found[(*EVERYBODY, STAGES.index(stage))] == table["total"][key]
    return found


def rolled(fine: str, code: str) -> str:
    if code in UNKNOWN:
        return code
    if fine == "ethnicity":
        return "White" if code in WHITE else "BME"
    return "Disabled" if code in DISABLED else "Non-disabled"


class Attack:
    """One or more releases of the same counts, the later ones never below the earlier ones.

    With `hire_by_hire` the attacker also knows that one person was appointed between each release and the next. With
    `whole`, the others are disjoint parts of that release and together all of it; none is a later state of another.
    """

    def __init__(
        self, releases: Sequence[Published], *, hire_by_hire: bool = False, whole: int | None = None, most: int = 2000
    ) -> None:
        self._model = cp_model.CpModel()
        self._seen: dict[int, tuple[int, int]] = {}
        self._tables: list[dict[Key, cp_model.IntVar]] = []
        self.releases = releases
        for release in releases:
            cells = {}
            for key, shown in release.items():
                low, high = (0, most) if shown == "*" else (0, 0) if shown == 0 else (max(8, shown - 2), shown + 2)
                cells[key] = self._model.new_int_var(low, high, "")
            self._tie(cells)
            if self._tables and whole is None:
                for key in set(cells) & set(self._tables[-1]):
                    self._model.add(cells[key] >= self._tables[-1][key])
                if hire_by_hire:
                    self._model.add(cells[(*EVERYBODY, 4)] == self._tables[-1][(*EVERYBODY, 4)] + 1)
            self._tables.append(cells)
        for key in releases[whole] if whole is not None else ():
            parts = [cells[key] for at, cells in enumerate(self._tables) if at != whole and key in cells]
            # A part that does not list a group has nobody of it: which groups there are is in every file.
            self._model.add(sum(parts) == self._tables[whole][key])

    def _tie(self, cells: dict[Key, cp_model.IntVar]) -> None:
        names = {name for name, _, _ in cells}
        for (name, code, stage), variable in cells.items():
            if stage:
                self._model.add(cells[name, code, stage - 1] >= variable)
        for stage in range(len(STAGES)):
            for name in names - {"everybody"}:
                parts = {code: cells[key, code, at] for key, code, at in cells if key == name and at == stage}
                self._model.add(sum(parts.values()) == cells[(*EVERYBODY, stage)])
                for fine in ("ethnicity", "disability"):
                    if name == fine and f"{fine}_group" in names:
                        self._sum(cells, f"{fine}_group", stage, {code: rolled(fine, code) for code in parts}, parts)
                for place, single in enumerate(name.split(" × ") if " × " in name else ()):
                    if single in names:
                        self._sum(cells, single, stage, {code: code.split(" × ")[place] for code in parts}, parts)

    def _sum(
        self,
        cells: dict[Key, cp_model.IntVar],
        margin: str,
        stage: int,
        belongs: dict[str, str],
        parts: dict[str, cp_model.IntVar],
    ) -> None:
        for name, code, at in list(cells):
            if name == margin and at == stage:
                self._model.add(
                    sum(parts[part] for part, total in belongs.items() if total == code) == cells[name, code, at]
                )

    def extreme(self, plus: cp_model.IntVar, minus: cp_model.IntVar | int = 0, *, least: bool = False) -> int:
        (self._model.minimize if least else self._model.maximize)(plus - minus)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(self._model) == cp_model.OPTIMAL
        for cells in self._tables:
            for variable in cells.values():
                value = solver.value(variable)
                low, high = self._seen.get(variable.index, (value, value))
                self._seen[variable.index] = min(low, value), max(high, value)
        return round(solver.objective_value)

    def is_safe(self, variable: cp_model.IntVar) -> bool:
        """Say whether the possible counts reach 8 and lie 7 apart; tables found before may already show it."""
        for least in (False, True):
            low, high = self._seen.get(variable.index, (0, 0))
            if high >= 8 and high - low >= 7:
                return True
            self.extreme(variable, least=least)
        low, high = self._seen[variable.index]
        return high >= 8 and high - low >= 7

    def breaches(self) -> list[str]:
        """Every hidden count that can be pinned down, and every outcome or group that becomes certain."""
        found: list[str] = []
        for number, (release, cells) in enumerate(zip(self.releases, self._tables, strict=True)):
            for key, shown in release.items():
                if shown == "*" and not self.is_safe(cells[key]):
                    found.append(f"release {number} {key} lies in {self._seen[cells[key].index]}")
            found += [f"release {number} {each}" for each in self._certain(release, cells)]
        return found

    def _certain(self, release: Published, cells: dict[Key, cp_model.IntVar]) -> Iterable[str]:
        for (name, code, stage), variable in cells.items():
            total = cells[(*EVERYBODY, stage)]
            nobody_sure = self._seen.get(variable.index, (1, 1))[0] == 0
            somebody = release[name, code, stage] != 0
            if name != "everybody" and not nobody_sure and somebody and self._always_equal(total, variable):
                yield f"everybody at stage {stage} is {name} {code}"
            if stage and not somebody and release[name, code, 0] != 0:
                yield f"nobody of {name} {code} reached stage {stage}"
            if stage and somebody and self._always_equal(cells[name, code, stage - 1], variable):
                yield f"everybody of {name} {code} reached stage {stage}"

    def _always_equal(self, first: cp_model.IntVar, second: cp_model.IntVar) -> bool:
        return self.extreme(first, second) == 0 and self.extreme(second, least=True) > 0
