"""The shape of the house: file lengths, names, docstrings, import directions, and where the tests live."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("solver", "schemas", "service")

# A drawer takes anything, so nobody finds anything in it: a module is named after its one subject.
DRAWERS = {"utils", "util", "helpers", "helper", "common", "base", "misc", "shared", "stuff", "candidate", "candidates"}

# What each pure package may import besides the standard library and itself.
ALLOWED = {"solver": {"solver", "numpy", "ortools"}, "schemas": {"schemas", "marshmallow"}}

# Packages whose behaviour is tested through the rooms that use them.
TESTED_ELSEWHERE = {"service/models", "service/migrations/versions"}
# Folders of tests that mirror no package: whole journeys through the service, and the files that tests read.
NO_MIRROR = {"journeys", "data"}


def modules(*roots: str) -> Iterator[Path]:
    for root in roots:
        yield from (path for path in sorted((ROOT / root).rglob("*.py")) if "__pycache__" not in path.parts)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported_names(tree: ast.Module) -> set[str]:
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def packages() -> list[Path]:
    return sorted({path.parent for path in modules(*PACKAGES) if path.name == "__init__.py"})


def test_no_source_file_is_longer_than_300_lines() -> None:
    script = ROOT / ".ci" / "check-file-lengths"
    result = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_no_module_is_a_drawer() -> None:
    def is_drawer(path: Path) -> bool:
        words = re.split(r"[_\W]+", path.stem if path.suffix else path.name)
        return bool(DRAWERS & set(words)) or words[-1] in {"manager", "managers"}

    folders = {path.parent for path in modules(*PACKAGES, "tests")}
    assert [name(path) for path in [*modules(*PACKAGES, "tests"), *folders] if is_drawer(path)] == []


def test_no_class_is_called_a_manager_or_a_base() -> None:
    classes = [
        f"{name(path)}: {node.name}"
        for path in modules(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and re.search(r"(Manager|Helper|Base|Utils?)$|^Base[A-Z]", node.name)
    ]
    assert classes == []


def test_every_module_says_in_its_docstring_what_it_is() -> None:
    silent = [
        name(path)
        for path in [*modules(*PACKAGES), ROOT / "wsgi.py", ROOT / "gunicorn.conf.py"]
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_imports_keep_every_contract() -> None:
    # In a process of its own, without the cache: two test workers at once must not write one.
    command = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    result = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert ", 0 broken" in result.stdout


def test_every_contract_on_imports_is_a_sentence() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]
    assert len(contracts) >= 5
    assert [contract for contract in contracts if not re.fullmatch(r"[A-Z].* .*\.", contract)] == []


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_the_pure_packages_import_nothing_but_what_they_are_made_of(package: str) -> None:
    allowed = ALLOWED[package] | set(sys.stdlib_module_names)
    strangers = {
        f"{name(path)} imports {imported}"
        for path in modules(package)
        for imported in imported_names(ast.parse(path.read_text(encoding="utf-8")))
        if imported.partition(".")[0] not in allowed
    }
    assert strangers == set()


def test_the_entry_point_imports_the_application_and_nothing_imports_the_entry_point() -> None:
    entry = imported_names(ast.parse((ROOT / "wsgi.py").read_text(encoding="utf-8")))
    assert {imported for imported in entry if imported.partition(".")[0] in PACKAGES} == {"service.app"}
    importers = [
        name(path)
        for path in modules(*PACKAGES)
        if "wsgi" in imported_names(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert importers == []


def test_a_room_of_use_cases_imports_nothing_in_its_own_doorway() -> None:
    rooms = ["people", "panels", "shortlisting", "interviews", "outcomes"]
    doorways = [ROOT / "service" / room / "__init__.py" for room in rooms]
    busy = [
        f"{name(doorway)} imports {imported}"
        for doorway in doorways
        if doorway.exists()
        for imported in imported_names(ast.parse(doorway.read_text(encoding="utf-8")))
        if not imported.startswith(f"service.{doorway.parent.name}.")
    ]
    assert busy == []


def test_every_package_with_code_has_tests_where_one_looks_for_them() -> None:
    def is_tested(package: Path) -> bool:
        mirror = ROOT / "tests" / package.relative_to(ROOT)
        beside = list(mirror.parent.glob(f"test_{package.name}*.py")) if package.parent != ROOT else []
        return bool(beside or list(mirror.glob("test_*.py")))

    def has_code(package: Path) -> bool:
        return any(path.name != "__init__.py" for path in package.glob("*.py"))

    untested = [
        name(package)
        for package in packages()
        if has_code(package) and name(package) not in TESTED_ELSEWHERE and not is_tested(package)
    ]
    assert untested == []


def test_every_folder_of_tests_mirrors_a_package() -> None:
    mirrored = {name(package) for package in packages()}
    strays = {
        path.parent.relative_to(ROOT / "tests").as_posix()
        for path in modules("tests")
        if path.name.startswith("test_") and path.parent != ROOT / "tests"
    }
    assert {stray for stray in strays if stray not in mirrored and stray.partition("/")[0] not in NO_MIRROR} == set()


def test_the_vendored_stylesheet_and_script_reach_no_other_site() -> None:
    vendored = ROOT / "service" / "static" / "nhsuk"
    styles = (vendored / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    script = (vendored / "nhsuk-frontend.min.js").read_text(encoding="utf-8")
    assert re.findall(r"https?://|@import|@font-face|Frutiger|sourceMappingURL", styles + script) == []
    needed = set(re.findall(r"url\(([^)]+)\)", styles))
    assert needed == {path.relative_to(vendored).as_posix() for path in (vendored / "images").iterdir()}
