from dataclasses import replace

from sqlmodel import select

from service.application_contents import open_contents
from service.models import Application, ApplicationDocument, RedactedPack
from service.shortlisting.applications_documents import document_text, open_document
from service.shortlisting.applications_keys import rotate_application_keys
from service.shortlisting.import_files import Upload
from service.shortlisting.imports import get_import, report_of
from service.shortlisting.packs import open_pack
from service.shortlisting.review_draft import open_draft
from service.trail import SYSTEM
from service.work import House
from tests.service.shortlisting.application_files import a_desk, a_row


def test_after_a_rotation_everything_opens_with_the_new_key_alone(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    desk.take_in([a_row(1)], [Upload("APP-0001.txt", b"I ran a clinic.")])
    desk.redact()
    waiting = desk.check([a_row(2)])
    old = sqlite_house.settings
    both = House(replace(old, data_keys=(b"n" * 32, *old.data_keys)))
    with both.writing(SYSTEM) as work:
        assert rotate_application_keys(work) == 1
        assert rotate_application_keys(work) == 0
    new = House(replace(old, data_keys=(b"n" * 32,)))
    with new.reading(SYSTEM) as work:
        row = work.session.exec(select(Application)).one()
        document = work.session.exec(select(ApplicationDocument)).one()
        pack = work.session.exec(select(RedactedPack)).one()
        assert open_contents(work.settings, row).name
        assert open_document(work.settings, document) == ("APP-0001.txt", b"I ran a clinic.")
        assert document_text(work.settings, document).read.text == "I ran a clinic."
        assert open_pack(work.settings, pack).sections
        assert open_draft(work.settings, pack).spans
        assert report_of(work, get_import(work, waiting)).new == 1
