"""What pages about a post keep from those who may see the rest of it (B.1.a; domain 4.3, 8)."""

import pytest
from django.urls import reverse

from evidence.services import keep
from pulse_moderation.choices import DecisionKind, Kind
from pulse_moderation.models import MessageReading, Post
from pulse_moderation.services import reconsidering, records
from pulse_moderation.services.deciding import Grounds, decide
from pulse_moderation.services.incoming import IncomingFile
from pulse_moderation.services.receiving import revise_own
from pulse_moderation.services.screening import screen_posts
from tests.evidence import pictures
from tests.factories import investigations, pulse
from tests.factories.reports import reported
from tests.pulse_moderation.desk import decision, hit, waiting
from tests.pulse_moderation.test_records import drawn
from workflow.errors import NotAllowed

pytestmark = pytest.mark.django_db
BETWEEN_US = "Just between the two of us."


def read(client, address, status=200):
    page = client.get(address, follow=True)
    assert page.status_code == status
    return page.content.decode()


# Private messages ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.1.a")
def test_a_private_message_is_opened_before_another_look_at_it_shows_it(cast, now, as_user):
    post = waiting(cast.dana, at=now, body=BETWEEN_US, word="", kind=Kind.MESSAGE, recipients=[cast.mateo])
    why = Grounds(is_discretion=True, reason="It has no place here.")
    removal = decide(post, kind=DecisionKind.REMOVE, actor=cast.lucinda, at=now, version=post.version, grounds=why)
    asked = reconsidering.ask(removal, text="It was a greeting.", actor=cast.dana, at=now)
    other, page = as_user(cast.bram), reverse("reconsideration_decide", args=[asked.public_id])

    assert BETWEEN_US not in read(other, page)
    assert BETWEEN_US not in read(other, reverse("reconsideration_list"))
    answer = {"outcome": "overturned", "answer": "It is fine."}
    other.post(page, answer)
    assert Post.objects.get().state == "removed"

    other.post(reverse("post_open", args=[post.public_id]))
    assert BETWEEN_US in read(other, page)
    assert MessageReading.objects.get().by == cast.bram


@pytest.mark.clause("B.3.a")
def test_of_a_private_message_legal_reads_the_account_alone(cast, now, as_user):
    leave = investigations.active(cast.leona, cast.koa, at=now)
    investigations.profile_in_use(leave, at=now, handle="demo_quiet_heron")
    message = {"kind": Kind.MESSAGE, "recipients": [cast.mateo]}
    posts = [
        pulse.written(cast.dana, "Between us, who is demo_quiet_heron really?", at=now, **message),
        pulse.written(cast.dana, "Does anybody here know demo_quiet_heron yet?", at=now),
    ]
    screen_posts([post.pk for post in posts], at=now)

    page = read(as_user(cast.priya), reverse("confidential_hit_list"))

    assert page.count("demo_quiet_heron") == 2
    assert "Does anybody here know" in page
    assert "Between us" not in page and "really" not in page


# Pictures, older texts ----------------------------------------------------------------------------------------------------


@pytest.fixture
def pictured(cast, now, vault):
    file = keep(pictures.screenshot(), name="a.png", most_bytes=1 << 20, actor=cast.dana, at=now)
    with_it = (IncomingFile(media_type="image/png", file=file),)
    return pulse.published(pulse.written(cast.dana, at=now, attachments=with_it), at=now)


def test_readers_see_the_copy_of_a_picture_and_the_original_is_for_its_author_and_who_looks_into_it(
    cast, as_user, pictured
):
    attachment = pictured.current.attachments.get()

    def answers(person, part):
        return (
            as_user(person).get(reverse("post_file", args=[pictured.public_id, attachment.public_id, part])).status_code
        )

    for person in (cast.mateo, cast.hollis, cast.ottilie):
        assert (answers(person, "1"), answers(person, "original")) == (200, 404)
    for person in (cast.dana, cast.lucinda, cast.ines, cast.priya):
        assert (answers(person, "1"), answers(person, "original")) == (200, 200)


def test_the_picture_of_an_older_text_is_for_those_too(cast, now, as_user, pictured):
    address = reverse("post_file", args=[pictured.public_id, pictured.current.attachments.get().public_id, "1"])
    revise_own(pictured, actor=cast.dana, at=now, body="Without the picture.")
    screen_posts([pictured.pk], at=now)

    assert as_user(cast.mateo).get(address).status_code == 404
    assert as_user(cast.lucinda).get(address).status_code == 200


@pytest.mark.clause("B.1.f")
def test_an_older_text_is_masked_as_the_newest_is(cast, now, as_user):
    post = waiting(
        cast.dana, at=now, body="My password is gull77, and call 617-555-0101.", word="gull77", code="S-CRED"
    )
    hit(post, "617-555-0101", at=now, code="S-PII-OTHER")
    revise_own(Post.objects.get(), actor=cast.dana, at=now, body="Nothing of that any more.")

    for person in (cast.lucinda, cast.ines):
        page = read(as_user(person), post.get_absolute_url())
        assert "Nothing of that any more." in page and "My password is" in page
        assert "gull77" not in page and "0101" not in page


# What was decided, and by whom --------------------------------------------------------------------------------------------


@pytest.mark.clause("C.3")
def test_that_a_report_stands_behind_a_decision_is_told_to_who_decided_alone(cast, now, as_user):
    with_report, without = waiting(cast.dana, at=now), waiting(cast.mateo, at=now)
    own = reported(cast.lucinda, cast.dana, at=now)
    said = {"clauses": ["C.2.a"], "reason": "It names a youth."}
    mine = as_user(cast.lucinda)
    for post, more in (
        (with_report, {"report": str(own.public_id)}),
        (without, {"no_report_reason": "Known already."}),
    ):
        sent = mine.post(reverse("post_decide", args=[post.public_id]), decision(post, "remove", **said, **more))
        assert sent.status_code == 302

    hints = ("a violation report stands behind it", "Known already.")
    for post, hint in zip((with_report, without), hints, strict=True):
        assert hint in read(mine, post.get_absolute_url())
        for person in (cast.bram, cast.ines):
            page = read(as_user(person), post.get_absolute_url())
            assert "It names a youth." in page and hint not in page


# What waits where it lives ------------------------------------------------------------------------------------------------


def test_what_is_flagged_where_it_lives_is_not_read_here(cast, now, as_user):
    text = "The harbor walk begins at nine."
    post = pulse.held(pulse.sent(text, at=now), at=now)
    address = reverse("pulse_post", args=[post.public_id])

    assert post.state == "live_flagged"
    assert text not in read(as_user(cast.mateo), reverse("pulse_home"))
    read(as_user(cast.mateo), address, 404)
    assert text in read(as_user(cast.lucinda), post.get_absolute_url())

    decide(post, kind=DecisionKind.APPROVE, actor=cast.lucinda, at=now, version=post.version)
    assert text in read(as_user(cast.mateo), reverse("pulse_home"))
    assert text in read(as_user(cast.mateo), address)


# Public records -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.1.g")
def test_a_second_reader_agrees_to_what_they_saw_and_not_to_what_was_covered_since(cast, now, as_user, monkeypatch):
    monkeypatch.setattr("pulse_moderation.views.records.now", lambda: now)
    pulse.published(pulse.written(cast.dana, "Call Opal on Thursday.", at=now), at=now)
    entry = drawn(cast.bram, at=now).entries.get()
    second, agree = as_user(cast.lucinda), reverse("records_agree", args=[entry.request.public_id, entry.public_id])
    seen = second.get(entry.get_absolute_url()).context["mark"]
    as_user(cast.bram).post(entry.get_absolute_url(), {"quote": "Opal", "exemption": "c"})

    stale = second.post(agree, {"seen": seen})

    entry.refresh_from_db()
    assert (stale.status_code, entry.agreed_by) == (403, None)
    assert "Read it again" in stale.content.decode()
    second.post(agree, {"seen": second.get(entry.get_absolute_url()).context["mark"]})
    entry.refresh_from_db()
    assert entry.agreed_by == cast.lucinda


@pytest.mark.clause("B.1.g")
def test_the_mark_of_a_text_changes_with_each_thing_that_is_covered_or_withheld(cast, now):
    pulse.published(pulse.written(cast.dana, "Call Opal on Thursday.", at=now), at=now)
    entry = drawn(cast.bram, at=now).entries.get()
    first = records.mark_of(entry)
    assert records.mark_of(entry) == first

    records.cover(entry, [(5, 9)], exemption="c", actor=cast.bram, at=now)

    assert records.mark_of(entry) != first
    with pytest.raises(NotAllowed, match="Read it again"):
        records.agree(entry, actor=cast.lucinda, at=now, seen=first)
