"""Links and duplicates: the portal suggests what the reader may know of, a person confirms, nothing of a reporter moves."""

import uuid

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from authorizations.models import Platform
from dys_social import trail
from evidence.models import StoredFile
from evidence.safety.kinds import FileKind
from violations.choices import LinkKind, Mode
from violations.models import Attachment, Link, Report, ReportKey
from violations.services import as_reporter, file_report, links, name_subject
from workflow.errors import NotAllowed
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
SAME = "A heron stood beside the basketball hoop while somebody filmed the lavender curtain of the infirmary."
OTHER = "Yesterday a caseworker answered a friend request of a parent during the night shift."


def filed(by, now, *named, narrative=OTHER, mode=Mode.CONFIDENTIAL, **facts):
    described = () if named else ["Somebody unknown"]
    return file_report(
        by, mode=mode, form_key=uuid.uuid4(), alleged={"": {}}, named=named, described=described, narrative=narrative,
        at=now, facts=facts,
    )  # fmt: skip


def suggested_to(person, report):
    with acting_as(person):
        return {one.report: one.shares for one in links.suggestions(Report.objects.get(pk=report.pk))}


def linked(person, report, other, now, kind=LinkKind.DUPLICATE, reason="The same picture."):
    with acting_as(person):
        return links.link(Report.objects.get(pk=report.pk), other=other, kind=kind, reason=reason, actor=person, at=now)


def kept(name, sha256, now):
    return StoredFile.objects.create(
        kind=FileKind.PNG, sha256=sha256, size=9, name=name, pages=[], removed=[], received_at=now
    )


def test_what_is_shared_is_suggested_and_nothing_else(cast, now):
    site = Platform.objects.get(slug="x")
    report = filed(cast.mateo, now, cast.dana, platform=site, account_name="demo_dana", narrative=SAME)
    person = filed(cast.juniper, now, cast.dana, narrative="She did it again, as it seems to me, on another evening.")
    account = filed(cast.juniper, now, platform=site, account_name="https://x.com/Demo_Dana/")
    words = filed(cast.juniper, now, narrative=f"It is true: {SAME}")
    filed(cast.juniper, now, platform=site, account_name="demo_mateo", narrative="Something else altogether happened.")

    assert suggested_to(cast.priya, report) == {account: ["account"], person: ["subject"], words: ["text"]}


def test_the_same_address_and_the_same_file_are_suggested(cast, now):
    report = filed(cast.mateo, now, url="https://www.x.com/demo_a/status/1?utm_source=mail")
    address = filed(cast.juniper, now, url="https://x.com/demo_a/status/1/", narrative=SAME)
    file = filed(cast.juniper, now, narrative="Something else altogether happened somewhere quite different.")
    with acting_as_system("intake"):
        for one, name in ((report, "a.png"), (file, "b.png")):
            Attachment.objects.create(report=one, file=kept(name, "0a" * 32, now), at=now)

    found = suggested_to(cast.priya, report)
    assert "url" in found[address]
    assert found[file] == ["file"]


def test_what_the_reader_may_not_know_of_is_neither_suggested_nor_linked_nor_counted(cast, now, as_user):
    """The other report names Priya: she is not told that the same account was reported there."""
    site = Platform.objects.get(slug="x")
    report = filed(cast.mateo, now, cast.dana, platform=site, account_name="demo_dana", narrative=SAME)
    walled = filed(cast.juniper, now, cast.priya, platform=site, account_name="demo_dana", narrative=SAME)

    assert suggested_to(cast.priya, report) == {}
    with acting_as(cast.priya), pytest.raises(Report.DoesNotExist):
        links.link(Report.objects.get(), other=walled, kind=LinkKind.RELATED, reason="So", actor=cast.priya, at=now)
    page = reverse("report_links", args=[report.public_id])
    answer = as_user(cast.priya).post(
        page, {"version": report.version, "number": walled.number, "kind": "related", "reason": "So"}
    )
    missing = as_user(cast.priya).post(
        page, {"version": report.version, "number": "VR-2026-99999", "kind": "related", "reason": "So"}
    )
    assert answer.status_code == missing.status_code == 400
    assert "You have no report of this number." in answer.content.decode()
    assert "You have no report of this number." in missing.content.decode()


def test_the_control_of_the_suggestion_would_name_it(cast, now):
    """The same two reports, the second about nobody of Legal: without the wall between them it is suggested."""
    site = Platform.objects.get(slug="x")
    report = filed(cast.mateo, now, cast.dana, platform=site, account_name="demo_dana", narrative=SAME)
    filed(cast.juniper, now, cast.noor, platform=site, account_name="demo_dana", narrative=SAME)

    [shares] = suggested_to(cast.priya, report).values()
    assert shares == ["account", "text"]


def test_a_person_confirms_with_a_reason_and_may_take_it_back(cast, now):
    report, other = filed(cast.mateo, now, cast.dana), filed(cast.juniper, now, cast.dana)

    link = linked(cast.priya, report, other, now)

    with acting_as(cast.imogen):
        assert [(row, one) for row, one in links.links_of(other)] == [(link, report)]
        assert links.suggestions(report) == []
        links.unlink(Link.objects.select_related("report", "other").get(), actor=cast.imogen, at=now)
        assert links.links_of(report) == []


@pytest.mark.parametrize(
    ("kind", "reason", "sentence"),
    [("related", " ", "Say why"), ("retaliation", "So", "Say how"), ("", "So", "Say how")],
)
def test_without_a_reason_or_a_kind_nothing_is_linked(cast, now, kind, reason, sentence):
    report, other = filed(cast.mateo, now, cast.dana), filed(cast.juniper, now, cast.dana)

    with pytest.raises(NotAllowed, match=sentence):
        linked(cast.priya, report, other, now, kind=kind, reason=reason)
    with pytest.raises(NotAllowed, match="itself"):
        linked(cast.priya, report, report, now)


def test_linked_once_whichever_comes_first(cast, now):
    report, other = filed(cast.mateo, now, cast.dana), filed(cast.juniper, now, cast.dana)
    linked(cast.priya, report, other, now)

    with pytest.raises(NotAllowed, match="linked already"):
        linked(cast.imogen, other, report, now)


def test_a_link_disappears_for_whom_one_of_the_two_is_walled_off(cast, now, as_user):
    report, other = filed(cast.mateo, now, cast.dana), filed(cast.juniper, now, cast.dana)
    linked(cast.priya, report, other, now)
    with acting_as(cast.imogen):
        name_subject(Report.objects.get(pk=other.pk), person=cast.priya, actor=cast.imogen, at=now)

    with acting_as(cast.priya):
        assert not Link.objects.exists()
    page = as_user(cast.priya).get(reverse("report_links", args=[report.public_id]))
    assert page.status_code == 200
    assert other.number not in page.content.decode()
    assert "Nothing is linked." in page.content.decode()


def test_the_trail_tells_of_a_link_only_whom_the_wall_lets_to_both(cast, now):
    """Neither report's own trail says it: whoever may read of one would learn that there is another."""
    report, other = filed(cast.mateo, now, cast.dana), filed(cast.juniper, now, cast.dana)
    linked(cast.priya, report, other, now)

    def told(person):
        with acting_as(person):
            return trail.visible_to(person).filter(action="report.linked").count()

    assert told(cast.priya) == 1
    ids = [str(one.public_id) for one in (report, other)]
    assert not AuditEvent.objects.filter(action="report.linked", subject_id__in=ids).exists()
    with acting_as(cast.imogen):
        name_subject(Report.objects.get(pk=other.pk), person=cast.priya, actor=cast.imogen, at=now)
    assert told(cast.priya) == 0


def test_nothing_of_the_reporters_moves(cast, now):
    report = filed(cast.mateo, now, cast.dana)
    other = filed(None, now, cast.dana, mode=Mode.ANONYMOUS)
    with acting_as_system("intake"):
        digest = ReportKey.objects.get(report=other).digest

    linked(cast.priya, report, other, now)

    with acting_as_system("intake"):
        assert ReportKey.objects.get(digest=digest).report == other
    with as_reporter(cast.mateo):
        assert Report.objects.get() == report
        assert not Link.objects.exists()


def test_the_page_is_missing_for_everybody_else(cast, now, as_user):
    report = filed(cast.mateo, now, cast.dana)
    page = reverse("report_links", args=[report.public_id])

    assert as_user(cast.priya).get(page).status_code == 200
    for person in (cast.dana, cast.beatrix, cast.mateo, cast.bram, cast.ines, cast.leona):
        assert as_user(person).get(page).status_code == 404
