"""What applicants sent: an export of a recruiting system with attachments, and the canaries planted in all of it."""

import io
import json
import zipfile
from dataclasses import dataclass

import docx

from tests.service.shortlisting.redaction.documents.made import written

FIRST_NAMES = (
    "Adaeze", "Bartholomew", "Ceridwen", "Dariusz", "Eilidh", "Fatoumata", "Gwenllian", "Hyacinth", "Ifeoma", "Jagdeep",
    "Katarzyna", "Lakshmi", "Mahmoud", "Nkechi", "Olumide", "Parminder", "Quentina", "Rhiannon", "Siobhan", "Temitope",
    "Ulrika", "Vasundhara", "Wojciech", "Xiaoling", "Yevgenia", "Zubaida", "Anjali", "Bronagh", "Chukwuma", "Deirdre",
    "Emeka", "Farzana", "Gethin", "Harpreet", "Ioana", "Jadwiga", "Kwabena", "Lorcan", "Mairead", "Nazanin",
)  # fmt: skip
BEGINNINGS = ("Abara", "Bryndal", "Cosgrev", "Dabrow", "Eswaran", "Farouq", "Gwynall", "Hossan")
ENDINGS = ("imere", "istow", "icombe", "iwick", "iholt")
KINDS = ("docx", "pdf", "txt", "")
TEAMS = ("an acute medical unit", "a stroke ward", "a day surgery unit", "a community team", "an outpatient clinic")


@dataclass(frozen=True, slots=True)
class Sent:
    """One invented application. Everything here but `number` and `kind` says who wrote it."""

    number: int
    first_name: str
    last_name: str
    referee: str
    kind: str

    @property
    def reference(self) -> str:
        return f"WM7-{4100 + 13 * self.number}"

    @property
    def email(self) -> str:
        return f"{self.first_name}.{self.last_name}@post.example".lower()

    @property
    def phone(self) -> str:
        return f"07700 900{100 + self.number}"

    @property
    def registration(self) -> str:
        return f"{10 + self.number}H{2100 + self.number}E"

    @property
    def file_name(self) -> str:
        return f"{self.last_name} {self.reference} cv.{self.kind}" if self.kind else ""

    @property
    def guaranteed(self) -> bool:
        """Whether they ask for the interview that Disability Confident guarantees."""
        return self.number == 2

    @property
    def canaries(self) -> tuple[str, ...]:
        """What no shortlister may read before the reveal, in lower case."""
        words = [self.first_name, self.last_name, self.referee.split()[-1], self.reference, self.email, self.phone]
        words += [
            self.registration,
            f"ZZ{self.number} 9QX",
            f"meta{self.number:02}author",
            f"meta{self.number:02}title",
        ]
        return tuple(each.lower() for each in words)

    def row(self) -> dict[str, str]:
        """The application as it is exported."""
        return {
            "Application reference": self.reference, "Date applied": f"2026-11-{1 + self.number % 20:02}",
            "First name": self.first_name, "Last name": self.last_name, "Email": self.email, "Telephone": self.phone,
            "Postcode": f"ZZ{self.number} 9QX", "Professional body": "NMC", "Registration number": self.registration,
            "Referees": f"{self.referee}, matron", "Supporting statement": self.statement,
            "Employment history": f"Charge nurse on {TEAMS[self.number % 5]} since 2019.",
            "Guaranteed interview scheme": "Yes" if self.guaranteed else "No",
            "Ethnicity": "AJNHC"[self.number % 5], "Ethnicity scheme": "2001", "Gender": "12"[self.number % 2],
        }  # fmt: skip

    @property
    def statement(self) -> str:
        family = " My husband and I moved here for the work." if self.number % 8 == 5 else ""
        return (
            f"My name is {self.first_name} {self.last_name} and I have led {5 + self.number} nurses on "
            f"{TEAMS[self.number % 5]}. I moved handover to the bedside, and missed observations fell by a third."
            f"{family} I plan the roster so that nights are shared.\n\n"
            f"{self.referee} can speak of my work. Write to {self.email} or ring {self.phone}.\n\n"
            f"Kind regards\n{self.first_name}"
        )

    def attachment(self) -> bytes:
        """The file that came with it; its properties hold canaries of their own."""
        lines = (
            f"Curriculum vitae of {self.first_name} {self.last_name}",
            f"NMC registered, PIN {self.registration}",
            f"Audited {3 + self.number} falls on {TEAMS[self.number % 5]} and taught what we found.",
        )
        if self.kind == "docx":
            return _docx(lines, f"meta{self.number:02}author {self.last_name}", f"meta{self.number:02}title")
        if self.kind == "pdf":
            return _pdf(lines, f"meta{self.number:02}author {self.last_name}", f"meta{self.number:02}title")
        return "\n".join(lines).encode()


def sent(count: int) -> list[Sent]:
    """The first `count` applications."""
    surnames = [beginning + ending for ending in ENDINGS for beginning in BEGINNINGS]
    return [
        Sent(number, FIRST_NAMES[number], surnames[number], f"Ottoline {surnames[-1 - number][::-1].title()}",
             KINDS[number % len(KINDS)])
        for number in range(count)
    ]  # fmt: skip


def export(applications: list[Sent]) -> bytes:
    """The export, as JSON."""
    return json.dumps([each.row() for each in applications]).encode()


def attachments(applications: list[Sent]) -> bytes:
    """The attached files in a ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for each in applications:
            if each.kind:
                archive.writestr(each.file_name, each.attachment())
    return packed.getvalue()


def _docx(lines: tuple[str, ...], author: str, title: str) -> bytes:
    document = docx.Document()
    document.core_properties.author = document.core_properties.last_modified_by = author
    document.core_properties.title = document.core_properties.comments = title
    document.sections[0].header.paragraphs[0].text = lines[0]
    for line in lines:
        document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _pdf(lines: tuple[str, ...], author: str, title: str) -> bytes:
    shown = f"BT /F1 12 Tf 14 TL 72 720 Td {' T* '.join(f'({line}) Tj' for line in lines)} ET".encode()
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            f"<< /Author ({author}) /Title ({title}) >>".encode(),
        ],
        b"/Info 6 0 R ",
    )
