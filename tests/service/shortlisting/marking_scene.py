"""A vacancy whose applications are released and whose shortlisters are named: where the tests of marking begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import select

from service.application_contents import ApplicationContents, Section, seal_contents
from service.models import (
    Account,
    Application,
    ApplicationDocument,
    Criterion,
    Person,
    Pseudonym,
    RedactedPack,
    Shortlister,
    Shortlisting,
    Vacancy,
    new_id,
    utc_now,
)
from service.outcome_steps import record_step
from service.shortlisting.marking import GivenMark, lock_marks, marking_sheet, record_marks
from service.shortlisting.marking_start import MarkingRules, agree_rules, start_marking
from service.shortlisting.packs import Pack, PackSection, seal_pack
from service.shortlisting.shortlisters import name_shortlister
from service.trail import SYSTEM, Actor
from service.vault import seal_file
from service.work import House, Work
from tests.builders import a_person, a_vacancy, an_account

RULES = MarkingRules(threshold=60, essentials_least=50, tie_rule="Equal totals are all invited.")
# Each of these stands in one field that identifies; `{n}` is the number of the application.
CANARIES: Mapping[str, str] = {
    "reference": "CNRYREF{n}X", "first_name": "Cnryfirst{n}X", "last_name": "Cnrylast{n}X",
    "preferred_name": "Cnrypref{n}X", "email": "cnrymail{n}x@mail.example", "phone": "07700 9{n:05}",
    "postcode": "CN{n} 9RY", "ni_number": "CNRYNI{n}X", "registration": "CNRYNMC{n}X",
    "referee": "Cnryreferee{n}X", "statement": "Cnrystatement{n}X", "attachment": "Cnryfile{n}X.docx",
}  # fmt: skip


@dataclass
class MarkingScene:
    """Who is there. `boss` appoints to the post, `hr` released the redacted texts, `markers` mark them."""

    house: House
    vacancy_id: str
    boss: Actor
    hr: Actor
    markers: list[Actor]
    applications: list[str] = field(default_factory=list)
    criteria: int = 2

    def version(self) -> int:
        """The version of the shortlisting."""
        with self.house.reading(SYSTEM) as work:
            return work.session.get_one(Shortlisting, self.vacancy_id).version

    def state(self) -> str:
        """The state of the shortlisting."""
        with self.house.reading(SYSTEM) as work:
            return work.session.get_one(Shortlisting, self.vacancy_id).state

    def tokens(self, marker: Actor) -> list[str]:
        """What a marker calls the applications, in their own order."""
        with self.house.reading(marker) as work:
            return [entry.token for entry in marking_sheet(work, self.vacancy_id).entries]

    def token(self, marker: Actor, application_id: str) -> str:
        """What a marker calls one application."""
        with self.house.reading(SYSTEM) as work:
            wanted = select(Pseudonym.token).join(Shortlister, Shortlister.id == Pseudonym.shortlister_id)  # type: ignore[arg-type]
            return work.session.exec(
                wanted.where(Shortlister.account_id == marker.account_id, Pseudonym.application_id == application_id)
            ).one()

    def mark(self, marker: Actor, application_id: str, *scores: int) -> None:
        """Let a marker score one application on every criterion."""
        given = [GivenMark(number, score, "", 0) for number, score in enumerate(scores, 1)]
        with self.house.writing(marker) as work:
            record_marks(work, self.vacancy_id, self.token(marker, application_id), given)

    def mark_all(self, marker: Actor, scores: Mapping[str, Sequence[int]] | None = None, *, default: int = 2) -> None:
        """Let a marker score everything on their list."""
        with self.house.writing(marker) as work:
            sheet = marking_sheet(work, self.vacancy_id)
            for entry in sheet.entries:
                given = (scores or {}).get(entry.application_id, [default] * self.criteria)
                marks = []
                for number, score in enumerate(given, 1):
                    present = sheet.marks.get((entry.token, number))
                    marks.append(GivenMark(number, score, "", present.version if present else 0))
                record_marks(work, self.vacancy_id, entry.token, marks)

    def lock(self, marker: Actor) -> None:
        """Let a marker lock."""
        with self.house.writing(marker) as work:
            lock_marks(work, self.vacancy_id, marking_sheet(work, self.vacancy_id).shortlister.version)

    def all_locked(self, scores: Sequence[Mapping[str, Sequence[int]]] = ()) -> "MarkingScene":
        """Let everybody score everything and lock; `scores` are each marker's own."""
        for number, marker in enumerate(self.markers):
            self.mark_all(marker, scores[number] if number < len(scores) else None)
            self.lock(marker)
        return self

    def release_again(self, application_id: str, text: str = "Redacted again.") -> None:
        """Let HR replace the released text of an application."""
        with self.house.writing(self.hr) as work:
            wanted = select(RedactedPack).where(
                RedactedPack.application_id == application_id, RedactedPack.state == "released"
            )
            old = work.session.exec(wanted).one()
            old.state = "replaced"
            a_pack(work, application_id, str(self.hr.account_id), text, number=old.number + 1)


def a_marking_scene(
    house: House,
    *,
    applications: int = 4,
    criteria: int = 2,
    markers: int = 2,
    guaranteed: Sequence[int] = (),
    started: bool = True,
    texts: Sequence[str] = (),
) -> MarkingScene:
    """A vacancy with applications and shortlisters; everything but the last step is done where it is not `started`."""
    with house.writing(SYSTEM) as work:
        boss_person = a_person(work, name="Ada Boss", roles=())
        boss = an_actor_of(work, boss_person, "manager")
        hr = an_actor_of(work, None, "hr")
        people = [an_actor_of(work, a_person(work, name=f"Marker {each}"), "panelist") for each in range(markers)]
        vacancy = a_vacancy(work, manager=boss_person)
        work.session.add(Shortlisting(vacancy_id=vacancy.id, state="open"))
        for position in range(criteria):
            kind = "essential" if position == 0 else "desirable"
            guide = f"Guide of criterion {position + 1}: 0 is nothing said, 4 is a strong example."
            work.session.add(
                Criterion(
                    vacancy_id=vacancy.id, position=position, text=f"Criterion {position + 1}", kind=kind, guide=guide
                )
            )
        work.session.add(Criterion(vacancy_id=vacancy.id, position=99, text="Asked later", assessed_by="interview"))
        ids = [
            an_application(work, vacancy, number, str(hr.account_id), number in guaranteed, texts)
            for number in range(applications)
        ]
    scene = MarkingScene(house, vacancy.id, boss, hr, people, ids, criteria)
    with house.writing(boss) as work:
        agree_rules(work, vacancy.id, RULES, scene.version())
        for each in people:
            name_shortlister(work, vacancy.id, email_of(work, each))
    if started:
        with house.writing(boss) as work:
            start_marking(work, vacancy.id, work.session.get_one(Shortlisting, vacancy.id).version)
    return scene


def an_actor_of(work: Work, person: Person | None, *roles: str) -> Actor:
    """Somebody with an account of these roles."""
    account = an_account(work, roles=roles, person=person)
    return Actor(account.id, account.name, account.person_id, frozenset(roles))


def email_of(work: Work, actor: Actor) -> str:
    """The address somebody signs in with."""
    return work.session.get_one(Account, actor.account_id).email


def canaries_of(number: int) -> dict[str, str]:
    """What is planted in the fields of one application."""
    return {name: value.format(n=number + 1000) for name, value in CANARIES.items()}


def an_application(
    work: Work, vacancy: Vacancy, number: int, released_by: str, guaranteed: bool = False, texts: Sequence[str] = ()
) -> str:
    """An application with a released text; everything that identifies its writer is a canary."""
    planted, application_id = canaries_of(number), new_id()
    contents = ApplicationContents(
        {name: planted[name] for name in planted if name not in ("reference", "statement", "attachment")},
        (Section("Supporting statement", f"I am {planted['first_name']}. {planted['statement']}"),),
    )
    applied_on = date(2026, 11, 1) + timedelta(days=number % 14)
    row = Application(
        id=application_id, vacancy_id=vacancy.id, reference=planted["reference"], state="released",
        applied_on=applied_on, sealed=seal_contents(work.settings, application_id, contents),
        guaranteed_interview=guaranteed, imported_by=released_by,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    document = new_id()
    sealed = seal_file(work.settings, f"document {document}", planted["attachment"].encode())
    work.session.add(ApplicationDocument(id=document, application_id=row.id, kind="docx", sealed=sealed))
    text = (
        texts[number] if number < len(texts) else f"[Name] led a ward of {number + 5} beds and taught {number} teams."
    )
    a_pack(work, row.id, released_by, text)
    record_step(work, row, "applied", "open", applied_on)
    return application_id


def a_pack(work: Work, application_id: str, released_by: str, text: str, *, number: int = 1) -> RedactedPack:
    """A released text of one section."""
    pack = RedactedPack(
        application_id=application_id, number=number, state="released", sealed=b"", released_by=released_by,
        released_at=utc_now(),
    )  # fmt: skip
    pack.sealed = seal_pack(work.settings, pack.id, Pack((PackSection("Supporting statement", text),)))
    work.session.add(pack)
    work.session.flush()
    return pack
