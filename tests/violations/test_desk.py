"""The desk: what somebody holds, handles or was let into; for everybody else the page is missing."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dys_social import sweeps
from notifications.models import Mail, Notice
from policy.calendar import local_day
from violations.choices import Mode, Part
from violations.models import Assignment, LetIn, Report, ReserveHandler, SavedView
from violations.services import desk, file_report, saved, take
from workflow.errors import NotAllowed
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
TEXT = "On Tuesday she posted a picture of two youth in the day room on her own page."
LIST = "/reports/"
ALL_OF = {"clear": "1"}


def filed(cast, now, *named, by=None, alleged=None, narrative=TEXT, **facts):
    return file_report(
        by or cast.mateo, mode=Mode.CONFIDENTIAL, form_key=uuid.uuid4(), alleged=alleged or {"": {}},
        named=named or [cast.dana], narrative=narrative, at=now, facts=facts,
    )  # fmt: skip


def listed(client):
    page = client.get(LIST)
    assert page.status_code == 200
    return page.content.decode()


def narrowed_to(client, **asked):
    assert client.post(LIST, asked or ALL_OF).status_code == 302
    return listed(client)


# Whose desk -------------------------------------------------------------------------------------------------------------


def test_it_is_missing_for_who_has_nothing_on_it(cast, now, as_user):
    filed(cast, now)
    missing = as_user(cast.bram).get("/no-such-page/")

    for person in (cast.dana, cast.beatrix, cast.hollis, cast.mateo, cast.leona, cast.bram, cast.ines, cast.ottilie):
        page = as_user(person).get(LIST)
        assert page.status_code == 404, person
        assert LIST not in as_user(person).get(reverse("help")).content.decode()
    assert as_user(cast.bram).get(LIST).content == missing.content


def test_it_stands_in_the_navigation_of_who_has_one(cast, now, as_user):
    for person in (cast.priya, cast.imogen, cast.rolf, cast.adaeze):
        assert f'href="{LIST}"' in as_user(person).get(reverse("help")).content.decode(), person


def test_whoever_is_asked_let_in_or_in_reserve_has_one(cast, now, as_user):
    report = filed(cast, now)
    ReserveHandler.objects.create(person=cast.juniper, appointed_by=cast.adaeze, appointed_at=now)
    with acting_as(cast.priya):
        LetIn.objects.create(report=report, person=cast.beatrix, by=cast.priya, reason="So", at=now)
        Assignment.objects.create(report=report, person=cast.leona, part=Part.HANDLER, by=cast.priya, offered_at=now)

    assert report.number in listed(as_user(cast.beatrix))
    assert report.number in listed(as_user(cast.leona))
    assert report.number not in listed(as_user(cast.juniper))
    assert as_user(cast.hollis).get(LIST).status_code == 404


def test_who_was_asked_and_is_kept_away_by_now_has_none(cast, now, as_user):
    report = filed(cast, now)
    with acting_as(cast.priya):
        Assignment.objects.create(report=report, person=cast.beatrix, part=Part.MANAGER, by=cast.priya, offered_at=now)

    assert as_user(cast.beatrix).get(LIST).status_code == 404


def test_what_one_reported_oneself_is_not_on_it(cast, now, as_user):
    own, other = filed(cast, now, by=cast.priya), filed(cast, now)

    page = listed(as_user(cast.priya))
    assert other.number in page
    assert own.number not in page


def test_what_one_is_walled_off_from_is_nowhere_on_it(cast, now, as_user):
    walled, other = filed(cast, now, cast.priya), filed(cast, now)

    client = as_user(cast.priya)
    for asked in (ALL_OF, {"state": "open"}, {"find": "picture"}, {"handler": "nobody"}):
        page = narrowed_to(client, **asked)
        assert walled.number not in page
        assert str(walled.public_id) not in page
    assert client.post(LIST, {"find": walled.number}, follow=True).context["rows"] == []
    assert other.number in narrowed_to(client)


def test_the_control_shows_it_to_who_may_hold_it(cast, now, as_user):
    walled = filed(cast, now, cast.priya)

    assert walled.number in narrowed_to(as_user(cast.rolf), find="picture")


# Narrowing ----------------------------------------------------------------------------------------------------------------


def test_each_facet_narrows_it(cast, now, as_user):
    plain = filed(cast, now, alleged={"C.2.a": {}})
    restricted = filed(cast, now, alleged={"B.3.c": {}})
    with acting_as(cast.priya):
        take(Report.objects.get(pk=plain.pk), actor=cast.priya, at=now)
    client, month = as_user(cast.priya), f"{local_day(now):%Y-%m}"

    for asked, expected in [
        ({"state": "triage"}, {plain}),
        ({"state": "open"}, {plain, restricted}),
        ({"state": "ended"}, set()),
        ({"severity": "critical"}, {plain, restricted}),
        ({"clause": "C.2.a"}, {plain}),
        ({"handler": str(cast.priya.public_id)}, {plain}),
        ({"handler": "nobody"}, {restricted}),
        ({"mine": "on"}, {plain}),
        ({"restricted": "on"}, {restricted}),
        ({"find": restricted.number}, {restricted}),
        ({"find": "pictures day room"}, {plain, restricted}),
    ]:
        page = narrowed_to(client, **asked)
        assert {one for one in (plain, restricted) if one.number in page} == expected, asked
    with acting_as(cast.priya):
        assert set(desk.narrowed(cast.priya, {"month": month})) == {plain, restricted}
        assert not desk.narrowed(cast.priya, {"month": "2026-01"}).exists()


@pytest.mark.parametrize(
    "asked",
    [{"state": "x"}, {"clause": "C.9"}, {"handler": "x"}, {"month": "2026-13"}, {"find": "x" * 300}, {"severity": "x"}],
)
def test_what_does_not_read_is_said_at_the_field(cast, now, as_user, asked):
    client = as_user(cast.priya)

    assert client.post(LIST, asked).status_code == 400
    assert client.get(LIST).status_code == 200


def test_nothing_asked_for_stands_in_an_address(cast, now, as_user):
    filed(cast, now)
    answer = as_user(cast.priya).post(LIST, {"find": "picture", "clause": "C.2.a"})

    assert answer.url == LIST


def test_pages_follow_one_another_without_a_gap(cast, now, as_user):
    made = [filed(cast, now + number * HOUR) for number in range(30)]
    client = as_user(cast.priya)

    first = client.get(LIST)
    second = client.get(LIST, {"cursor": first.context["page"].older})

    shown = [row["report"] for page in (first, second) for row in page.context["rows"]]
    assert shown == made[::-1]


def test_it_asks_the_same_for_many_as_for_few(cast, now, as_user):
    client = as_user(cast.priya)
    filed(cast, now, alleged={"C.2.a": {}})
    few = statements(client)
    for number in range(12):
        filed(cast, now + number * HOUR, alleged={"C.2.a": {}, "P.1": {}})

    assert statements(client) == few <= 15


def statements(client):
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(LIST).status_code == 200
    return len([one for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


# Saved views ----------------------------------------------------------------------------------------------------------


def kept(person, now, asked, **details):
    with acting_as(person):
        return saved.keep(
            asked, actor=person, at=now, **({"name": "Mine", "is_shared": False, "has_digest": False} | details)
        )


def test_a_view_is_kept_opened_and_let_go(cast, now, as_user):
    report = filed(cast, now)
    client = as_user(cast.priya)
    client.post(LIST, {"state": "open"})

    client.post(reverse("report_view_keep"), {"name": "All that is open"})

    with acting_as(cast.priya):
        view = SavedView.objects.get()
    client.post(LIST, ALL_OF)
    assert client.get(LIST, {"view": view.public_id}, follow=True).context["form"]["state"].value() == "open"
    assert report.number in listed(client)
    client.post(reverse("report_view_drop", args=[view.public_id]))
    with acting_as(cast.priya):
        assert not SavedView.objects.exists()


def test_a_private_view_is_its_owners_alone_and_a_shared_one_is_of_all_who_hold_reports(cast, now, as_user):
    private = kept(cast.priya, now, {"state": "open"}, name="Private one")
    shared = kept(cast.priya, now, {"clause": "C.2.a"}, name="Shared one", is_shared=True)

    page = listed(as_user(cast.imogen))

    assert ("Private one" in page, "Shared one" in page) == (False, True)
    assert as_user(cast.imogen).post(reverse("report_view_drop", args=[shared.public_id])).status_code == 404
    assert as_user(cast.imogen).post(reverse("report_view_drop", args=[private.public_id])).status_code == 404
    with acting_as(cast.beatrix):
        assert not SavedView.objects.exists()


@pytest.mark.parametrize("asked", [{"handler": "x"}, {"mine": True}, {"find": "Dana"}])
def test_a_shared_view_holds_no_person(cast, now, asked):
    with pytest.raises(NotAllowed, match="holds no person"):
        kept(cast.priya, now, asked, is_shared=True)
    assert kept(cast.priya, now, asked)


def test_a_view_keeps_words_so_that_nobody_reads_them(cast, now, as_user):
    report = filed(cast, now)
    filed(cast, now, narrative="Something else altogether happened during the night shift.")
    view = kept(cast.priya, now, {"find": "pictures"})

    assert "picture" not in str(view.query)
    page = as_user(cast.priya).get(LIST, {"view": view.public_id}, follow=True)
    assert [row["report"] for row in page.context["rows"]] == [report]


@pytest.mark.parametrize("value", ["x", "", "4db062c4-33e0-4dd4-9f58-38a468b9cabd", "\0"])
def test_a_view_that_is_none_leads_to_the_whole_desk(cast, now, as_user, value):
    filed(cast, now)

    assert as_user(cast.priya).get(LIST, {"view": value}).status_code == 302


def test_a_digest_tells_once_a_day_how_many_are_new_and_nothing_else(cast, now):
    kept(cast.priya, now, {"state": "open"}, has_digest=True)
    report = filed(cast, now + HOUR)
    filed(cast, now + HOUR)
    filed(cast, now + HOUR, cast.priya)  # in no number: she may not know of it
    tomorrow = now + DAY

    done = [sweeps.run(at)["report views"] for at in (now + HOUR, tomorrow, tomorrow + HOUR)]

    assert done == [0, 1, 0]
    notice = Notice.objects.get(kind="confidential.report_view")
    assert (notice.recipient, notice.title) == (cast.priya, "2 new items wait")
    mail = Mail.objects.get(notices=notice)
    for word in (report.number, "Dana", "picture", "open"):
        assert word not in mail.subject + mail.body + notice.title + notice.url


def test_who_may_read_nothing_any_more_is_told_nothing(cast, now):
    kept(cast.priya, now, {"state": "open"}, has_digest=True)
    filed(cast, now + HOUR, cast.priya)

    assert sweeps.run(now + DAY)["report views"] == 0
    with acting_as_system("intake"):
        assert SavedView.objects.get().told_at == now + DAY
