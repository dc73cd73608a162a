"""Files of applications as a recruiting system exports them, and a vacancy that takes them in."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from service.jobs.worker import Worker
from service.models import Application, RedactedPack, Shortlisting
from service.shortlisting.import_files import Upload
from service.shortlisting.import_write import Imported
from service.shortlisting.imports import Judge, check_applications, commit_applications, get_import, report_of
from service.shortlisting.redaction_job import REDACTION, redact_applications
from service.tables.report import ImportReport
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_person, a_vacancy, an_actor

HEADERS = (
    "Application reference", "Date applied", "First name", "Surname", "Email address", "Mobile", "Postcode",
    "NI number", "Professional body", "Registration number", "Supporting information", "Employment history",
    "Qualifications", "Referees", "Guaranteed interview scheme", "Ethnic origin", "Gender",
)  # fmt: skip
NAMES = (
    ("Oluwaseun", "Adeyemi-Fictive"), ("Siobhan", "Inventado"), ("Zainab", "Madeupshah"), ("Gwendolen", "Pretendwood"),
)  # fmt: skip


@dataclass
class Desk:
    """A vacancy whose shortlisting is open, a recruiter in HR, and its manager."""

    house: House
    vacancy_id: str
    recruiter: Actor
    manager: Actor

    def check(self, rows: Any, attachments: Iterable[Upload] = (), judge: Judge | None = None, **more: Any) -> str:
        """Upload a file; the id of the import."""
        content = rows if isinstance(rows, bytes) else csv_of(rows)
        file = Upload(more.pop("file_name", "export.csv"), content)
        kept = check_applications(
            self.house, self.recruiter, self.vacancy_id, file, list(attachments), judge=judge, **more
        )
        return kept.id

    def report(self, import_id: str) -> ImportReport:
        """What is said about an import."""
        with self.house.reading(self.recruiter) as work:
            return report_of(work, get_import(work, import_id))

    def take_in(self, rows: Any, attachments: Iterable[Upload] = (), **more: Any) -> Imported:
        """Upload a file and commit it."""
        import_id = self.check(rows, attachments, **more)
        with self.house.writing(self.recruiter) as work:
            return commit_applications(work, import_id, 1)

    def redact(self) -> None:
        """Let a worker do what waits."""
        worker = Worker(self.house, {REDACTION: redact_applications})
        while worker.run_once():
            pass

    def applications(self) -> dict[str, Application]:
        """The applications by reference."""
        with self.house.reading(SYSTEM) as work:
            return {each.reference: each for each in work.session.exec(select(Application))}

    def pack(self, reference: str) -> RedactedPack:
        """The pack of an application that is not replaced."""
        with self.house.reading(SYSTEM) as work:
            wanted = select(RedactedPack).where(
                RedactedPack.application_id == self.applications()[reference].id, RedactedPack.state != "replaced"
            )
            return work.session.exec(wanted).one()

    def enter(self, state: str) -> None:
        """Let the shortlisting be in a state."""
        with self.house.writing(SYSTEM) as work:
            work.session.get_one(Shortlisting, self.vacancy_id).state = state


def a_desk(house: House, state: str = "open") -> Desk:
    with house.writing(SYSTEM) as work:
        boss = a_person(work, roles=())
        manager = an_actor(work, roles=("manager",), person=boss)
        vacancy = a_vacancy(work, manager=boss)
        work.session.add(Shortlisting(vacancy_id=vacancy.id, state=state))
        return Desk(house, vacancy.id, an_actor(work), manager)


def a_row(number: int = 1, **more: str) -> dict[str, str]:
    """One application as exported."""
    first, last = NAMES[(number - 1) % len(NAMES)]
    row = {
        "Application reference": f"APP-{number:04}", "Date applied": f"{number % 27 + 1:02}/10/2026",
        "First name": first, "Surname": last, "Email address": f"{first.lower()}{number}@mail.example",
        "Mobile": f"07700 900{number:03}",
        "Postcode": "ZZ9 9ZZ", "NI number": "QQ123456C", "Professional body": "NMC",
        "Registration number": f"12A34{number:02}E",
        "Supporting information": (
            f"My name is {first} {last} and I have led a team of twelve nurses on an acute medical unit. "
            f"You can write to {first.lower()}{number}@mail.example. I changed how we hand over at night."
        ),
        "Employment history": "Charge nurse, acute medicine, since 2019", "Qualifications": "BSc Nursing",
        "Referees": "Pat Refereeson; Sam Otherref", "Guaranteed interview scheme": "No",
        "Ethnic origin": "", "Gender": "",
    }  # fmt: skip
    return row | more


def csv_of(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows as CSV."""
    rows = list(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(header for row in rows for header in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def a_zip(files: Mapping[str, bytes]) -> Upload:
    """A ZIP of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return Upload("attachments.zip", packed.getvalue())
