"""A report while it is written: saved page by page, found again, gone in time."""

import datetime

import pytest

from dys_social import sweeps
from evidence.models import CustodyEntry, StoredFile
from tests.evidence import pictures
from violations.choices import Mode
from violations.models import Draft, DraftFile, Report
from violations.services import drafts
from violations.services.drafts import Filer
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
BROWSER = Filer(secret="a secret of one browser")


def everything():
    with acting_as_system("intake"):
        return list(Draft.objects.all())


def test_what_was_typed_is_found_again_and_by_nobody_else(cast, now):
    mateo, dana = Filer(person=cast.mateo), Filer(person=cast.dana)

    drafts.save(mateo, "story", {"narrative": ["Half a sent"]}, at=now)
    drafts.save(mateo, "who", {"people": ["Dana"]}, at=now)

    found = drafts.answers_of(drafts.current(mateo, at=now))
    assert found == {"mode": Mode.CONFIDENTIAL, "story": {"narrative": ["Half a sent"]}, "who": {"people": ["Dana"]}}
    assert drafts.current(dana, at=now) is None
    assert drafts.current(BROWSER, at=now) is None
    with acting_as(cast.mateo):
        assert list(Draft.objects.all()) == []


@pytest.mark.parametrize(("filer", "kept"), [("person", 14 * DAY), ("browser", 72 * HOUR)])
def test_it_is_kept_for_its_time_after_the_last_answer_and_then_it_is_gone(cast, now, filer, kept):
    filer = Filer(person=cast.mateo) if filer == "person" else BROWSER
    drafts.save(filer, "story", {"narrative": ["One"]}, at=now)
    drafts.save(filer, "story", {"narrative": ["Two"]}, at=now + HOUR)

    assert sweeps.run(now + kept)["drafts purged"] == 0
    assert drafts.current(filer, at=now + kept) is not None
    assert drafts.current(filer, at=now + HOUR + kept) is None
    assert sweeps.run(now + HOUR + kept)["drafts purged"] == 1
    assert everything() == []


def test_what_is_purged_takes_its_files_along_to_the_last_byte(cast, now, vault, django_capture_on_commit_callbacks):
    draft = drafts.save(BROWSER, "files", {"gate": ["clean"]}, at=now)
    drafts.add_file(BROWSER, draft, pictures.screenshot(), name="mateo.png", at=now)
    assert [path for path in vault.rglob("*") if path.is_file()] != []

    with django_capture_on_commit_callbacks(execute=True):
        drafts.purge(now + 73 * HOUR)

    assert (StoredFile.objects.count(), CustodyEntry.objects.count()) == (0, 0)
    assert [path for path in vault.rglob("*") if path.is_file()] == []


def test_a_file_that_a_report_took_over_is_never_destroyed(cast, now, vault):
    filer = Filer(person=cast.mateo)
    draft = drafts.save(filer, "files", {"gate": ["clean"]}, at=now)
    drafts.add_file(filer, draft, pictures.screenshot(), name="shot.png", at=now)
    told = {"alleged": {"": {}}, "named": [cast.dana], "narrative": "x" * 40}
    report = drafts.send(filer, draft, mode=Mode.CONFIDENTIAL, at=now, **told)

    drafts.discard(filer)
    drafts.purge(now + 60 * DAY)

    with acting_as_system("intake"):
        assert report.attachments.count() == 1
    assert StoredFile.objects.get().received_by_id is None


def test_a_file_of_nobody_has_no_name_and_one_left_out_is_gone(cast, now, vault):
    draft = drafts.save(BROWSER, "files", {"gate": ["clean"]}, at=now)
    row = drafts.add_file(BROWSER, draft, pictures.screenshot(), name="mateo-rivard.png", at=now)
    assert row.file.name.reveal() is None

    drafts.leave_out(BROWSER, draft, row.file.public_id)

    assert StoredFile.objects.count() == 0
    with acting_as_system("intake"):
        assert DraftFile.objects.count() == 0


def test_only_ten_files(cast, now, vault):
    draft = drafts.save(BROWSER, "files", {"gate": ["clean"]}, at=now)
    for _number in range(drafts.MOST_FILES):
        drafts.add_file(BROWSER, draft, pictures.screenshot(), name="", at=now)

    with pytest.raises(drafts.TooManyFiles, match="at most 10"):
        drafts.add_file(BROWSER, draft, pictures.screenshot(), name="", at=now)


def test_seven_words_open_it_in_another_browser(cast, now):
    drafts.save(BROWSER, "story", {"narrative": ["Half"]}, at=now)
    words, other = drafts.give_key(BROWSER, at=now), Filer(secret="another browser")

    assert drafts.resume(other, "seven words that are not the key", at=now) is None
    found = drafts.resume(other, words.upper(), at=now)

    assert drafts.answers_of(found)["story"] == {"narrative": ["Half"]}
    assert drafts.current(other, at=now).pk == found.pk
    assert drafts.current(BROWSER, at=now) is None
    assert drafts.resume(other, words, at=now + 73 * HOUR) is None


def test_only_the_newest_key_opens_it(cast, now):
    drafts.save(BROWSER, "story", {"narrative": ["Half"]}, at=now)
    first, second = drafts.give_key(BROWSER, at=now), drafts.give_key(BROWSER, at=now)

    assert drafts.resume(Filer(secret="b"), first, at=now) is None
    assert drafts.resume(Filer(secret="b"), second, at=now) is not None


def test_filing_takes_the_draft_away(cast, now):
    filer = Filer(person=cast.mateo)
    draft = drafts.save(filer, "story", {"narrative": ["x"]}, at=now)

    drafts.send(filer, draft, mode=Mode.NAMED, at=now, alleged={"": {}}, named=[cast.dana], narrative="x" * 40)

    assert everything() == []
    with acting_as_system("intake"):
        assert Report.objects.count() == 1


def test_an_anonymous_one_stays_empty_until_the_key_is_typed_back(cast, now):
    draft = drafts.save(BROWSER, "story", {"narrative": ["x"]}, at=now)
    told = {"alleged": {"": {}}, "named": [cast.dana], "narrative": "x" * 40}
    report = drafts.send(BROWSER, draft, mode=Mode.ANONYMOUS, at=now, **told)
    draft = drafts.current(BROWSER, at=now)
    assert drafts.answers_of(draft) == {}

    again, words = drafts.show_key_again(draft, at=now)

    assert (again.pk, words != report.words) == (report.pk, True)
    assert drafts.type_back(draft, report.words, at=now) is False
    assert drafts.type_back(draft, words, at=now) is True
    assert everything() == []
