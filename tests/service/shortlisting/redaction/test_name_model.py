"""The optional name model: names of which no form value tells, in CVs that nobody filled in as a form.

`make test` installs it. The CVs are invented; what is demanded of them is what the issue demands of real ones.
"""

import subprocess
import sys

import pytest

from benchmarks.redaction.resumes import count, read_resumes
from service.shortlisting.redaction.name_model import installed_model
from service.shortlisting.redaction.redact import NameModel, redact

# On Linux `ru_maxrss` still holds what the process weighed before it became this program, the test worker's own
# weight; VmHWM begins anew.
MEMORY = """
import resource
from pathlib import Path
from service.shortlisting.redaction.name_model import installed_model
from service.shortlisting.redaction.redact import redact
model = installed_model()
for _ in range(3):
    redact("I work with Siobhan Featherstonehaugh on triage. " * 50, {}, model=model)
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
marks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
print(marks[0] if marks else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.fixture(scope="module")
def model() -> NameModel:
    installed = installed_model()
    assert installed is not None, "Install requirements-names.txt with pip's --no-deps, as `make test` does."
    return installed


def test_names_in_cvs_without_form_values_go_and_skills_and_titles_stay(model: NameModel) -> None:
    resumes = read_resumes("open") + read_resumes("blind")
    found, failures = count(resumes, model)
    caught = found["NAME caught"] + found["NAME_OTHER caught"]
    assert caught >= 0.93 * (caught + found["NAME left"] + found["NAME_OTHER left"]), failures
    assert found["lost"] <= 0.03 * (found["lost"] + found["kept"]), failures


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("KWABENA ASANTE\nPHARMACY TECHNICIAN\n\nDispensing", ["KWABENA", "ASANTE"], ["PHARMACY TECHNICIAN"]),
        ("I know Word, CT and DoLS, and I worked with Gwenllian Prys.", ["Gwenllian", "Prys"], ["Word", "CT", "DoLS"]),
        ("My mentor was Grant Wood, and I hope to stay until May.", ["Grant", "Wood"], ["hope", "May"]),
        ("Papers with Lúcia Ferreira. Ferreira also taught me SPSS.", ["Lúcia", "Ferreira"], ["SPSS"]),
        ("I treat Parkinson's disease on Nightingale Ward.", [], ["Parkinson's disease", "Nightingale Ward"]),
    ],
)
def test_the_word_lists_decide_what_of_the_model_is_believed(
    model: NameModel, text: str, gone: list[str], kept: list[str]
) -> None:
    redacted = redact(text, {}, model=model).text
    assert [word for word in gone if word in redacted] == []
    assert [word for word in kept if word not in redacted] == []


def test_the_model_is_loaded_once(model: NameModel) -> None:
    assert installed_model() is model


def test_of_a_text_full_of_names_the_model_is_asked_about_its_head_and_its_foot_alone() -> None:
    asked: list[str] = []

    def ask(text: str) -> list[tuple[int, int, str, float]]:
        asked.append(text)
        return []

    middle = "\n\n".join(
        "I met Qwerta Zxcvba once, and then we spoke of sepsis for a very long time. " * 3 for _ in range(400)
    )
    redact(f"Headta Namelo\n\n{middle}\n\nFootra Namelo\n", {}, model=ask)
    assert sum(map(len, asked)) <= 5_000
    assert any("Headta" in text for text in asked)
    assert any("Footra" in text for text in asked)


def test_redaction_with_the_model_stays_under_five_hundred_megabytes() -> None:
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    kilobytes = int(done.stdout) // (1024 if sys.platform == "darwin" else 1)
    assert kilobytes < 500 * 1024
