"""Entering a release, and what follows when consent is taken back (B.1.h)."""

import uuid

import pytest
from django.db import connection

from audit.services import events_about
from notifications.models import Notice
from pulse_moderation.choices import DecisionKind, Material, RevokedBy, Shown
from pulse_moderation.models import Post, PostRelease, YouthRelease
from pulse_moderation.services import deciding, holding, release_decisions, releases, relying
from pulse_moderation.states import ReleaseState, State
from tests.evidence import pictures
from tests.factories.pulse import with_access
from tests.factories.releases import DAY, drafted, facts, posted, uploaded, verified
from workflow.errors import NotAllowed, Stale

pytestmark = pytest.mark.usefixtures("vault")


def good(cast, youth, at, **changed):
    return verified(youth, by=cast.dana, verifier=cast.lucinda, at=at, **changed)


def approve(post, cast, at):
    post.refresh_from_db()
    return deciding.decide(post, kind=DecisionKind.APPROVE, actor=cast.lucinda, at=at, version=post.version)


# Entering -----------------------------------------------------------------------------------------------------------------


def test_who_may_post_begins_a_release_and_others_do_not(cast, now):
    with pytest.raises(NotAllowed, match="Virtual Gateway"):
        releases.begin(cast.koa, form_key=uuid.uuid4(), actor=cast.mateo, at=now)
    assert releases.begin(cast.koa, form_key=uuid.uuid4(), actor=with_access(cast.mateo), at=now).number is None
    assert releases.begin(cast.koa, form_key=uuid.uuid4(), actor=cast.lucinda, at=now).state == ReleaseState.DRAFT


def test_the_same_form_twice_is_one_release(cast, now):
    key = uuid.uuid4()
    first = releases.begin(cast.koa, form_key=key, actor=with_access(cast.dana), at=now)

    assert releases.begin(cast.koa, form_key=key, actor=cast.dana, at=now) == first


def test_it_is_numbered_when_handed_in_and_moderators_see_it_without_mail(cast, now):
    release = uploaded(cast.koa, by=cast.dana, at=now)

    assert release.number == "REL-2026-0001"
    told = Notice.objects.get(kind="release.submitted")
    assert (told.recipient, told.mail) == (cast.lucinda, None)


def test_nothing_is_handed_in_without_its_paper(cast, now):
    release = drafted(cast.koa, by=cast.dana, at=now, document=False)

    with pytest.raises(NotAllowed, match="written"):
        releases.submit(release, actor=cast.dana, at=now)


def test_days_left_empty_follow_from_the_last_signature(cast, now):
    release = drafted(cast.koa, by=cast.dana, at=now, valid_from=None, valid_to=None)

    assert release.valid_from == release.guardian_signed_on
    assert release.valid_to == release.valid_from + 365 * DAY


def test_only_who_began_it_fills_it_in_and_only_while_it_is_a_draft(cast, now):
    release = drafted(cast.koa, by=cast.dana, at=now)
    with pytest.raises(NotAllowed):
        releases.edit(release, actor=cast.lucinda, at=now, **facts(at=now))
    releases.submit(release, actor=cast.dana, at=now)

    with pytest.raises(NotAllowed):
        releases.edit(release, actor=cast.dana, at=now, **facts(at=now))
    with pytest.raises(NotAllowed):
        releases.add_document(release, pictures.screenshot(), name="other.png", actor=cast.dana, at=now)


def test_who_still_fills_in_what_was_handed_in_elsewhere_is_told(cast, now):
    release = drafted(cast.koa, by=cast.dana, at=now)
    seen = YouthRelease.objects.get(pk=release.pk)
    releases.submit(release, actor=cast.dana, at=now)

    with pytest.raises(Stale):
        releases.edit(seen, actor=cast.dana, at=now, **facts(at=now))


def test_what_was_rejected_is_corrected_under_its_number(cast, now):
    release = uploaded(cast.koa, by=cast.dana, at=now, guardian_name="Martha")
    release_decisions.reject(release, reason="The name is spelled otherwise.", actor=cast.lucinda, at=now)
    releases.correct(release, actor=cast.dana, at=now)
    releases.edit(release, actor=cast.dana, at=now, **facts(at=now))
    releases.submit(release, actor=cast.dana, at=now)

    assert (release.number, release.state) == ("REL-2026-0001", ReleaseState.UPLOADED)


def test_names_stand_nowhere_in_the_clear(cast, now):
    release = uploaded(cast.koa, by=cast.dana, at=now)
    release_decisions.reject(release, reason="Not by Marta.", actor=cast.lucinda, at=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM pulse_moderation_youthrelease r")
        stored = cursor.fetchone()[0]
    trail = "".join(str((event.facts, event.was, event.becomes)) for event in events_about(release))
    for word in ("Marta", "Benningfield", "Art show", "Koa"):
        assert word not in stored + trail
    assert release.guardian_name.reveal() == "Marta Benningfield"


# Relying on it ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.1.h/2")
def test_material_of_a_youth_is_approved_with_a_release_and_not_without(cast, now):
    bare = posted(cast.dana, at=now, state=State.HELD)
    covered = posted(cast.dana, at=now, state=State.HELD, by=[good(cast, cast.koa, now)])

    with pytest.raises(NotAllowed, match="release"):
        approve(bare, cast, now)
    approve(covered, cast, now)
    covered.refresh_from_db()
    assert covered.state == State.PUBLISHED


@pytest.mark.clause("B.1.h/2")
def test_of_two_youth_shown_each_needs_a_release(cast, now):
    first = good(cast, cast.koa, now)
    post = posted(cast.dana, at=now, state=State.HELD, youth_count=2, by=[first])

    with pytest.raises(NotAllowed, match="more youth"):
        approve(post, cast, now)
    post.refresh_from_db()
    relying.link(post, good(cast, cast.tavi, now), actor=cast.lucinda, at=now)
    approve(post, cast, now)


def test_a_text_changed_since_must_say_again_what_it_shows(cast, now):
    post = posted(cast.dana, at=now, state=State.HELD, by=[good(cast, cast.koa, now)])
    post.refresh_from_db()
    assert relying.may_show(post, at=now)

    post.current = post.revisions.create(
        number=2, body="Another.", sha256="0" * 64, duplicate_key=b"1" * 16, posted_at=now, received_at=now
    )
    assert not relying.may_show(post, at=now)


def test_what_is_not_of_youth_needs_no_release(cast, now):
    post = posted(cast.dana, at=now)
    post.is_youth_material = False

    assert relying.may_show(post, at=now)


@pytest.mark.clause("B.1.h/2")
def test_revoking_holds_every_post_that_relies_on_it_and_no_other(cast, now):
    release, other = good(cast, cast.koa, now), good(cast, cast.tavi, now)
    relies = [posted(cast.dana, at=now, by=[release]), posted(cast.dana, at=now, by=[release, other])]
    stays = posted(cast.dana, at=now, by=[other])

    release_decisions.revoke(release, by_whom=RevokedBy.GUARDIAN, reason="She said so.", actor=cast.lucinda, at=now)

    for post in (*relies, stays):
        post.refresh_from_db()
    assert [post.state for post in relies] == [State.HELD, State.HELD]
    assert stays.state == State.PUBLISHED
    assert all(post.items.filter(closed_at=None).exists() for post in relies)
    with pytest.raises(NotAllowed, match="revoked"):
        approve(relies[0], cast, now)
    told = Notice.objects.get(recipient=cast.dana, kind="release.revoked")
    assert "Koa" not in told.title


def test_a_revoked_release_is_not_undone_into_view(cast, now):
    release = good(cast, cast.koa, now)
    post = posted(cast.dana, at=now, by=[release])
    post.refresh_from_db()
    removal = deciding.decide(
        post,
        kind=DecisionKind.REMOVE,
        actor=cast.lucinda,
        at=now,
        version=post.version,
        grounds=deciding.Grounds(is_discretion=True, reason="Not now."),
    )
    release_decisions.revoke(release, by_whom=RevokedBy.YOUTH, actor=cast.lucinda, at=now)

    with pytest.raises(NotAllowed, match="revoked"):
        deciding.undo(removal, actor=cast.lucinda, at=now)


def test_who_entered_it_takes_it_back_and_a_stranger_does_not(cast, now):
    release = good(cast, cast.koa, now)

    with pytest.raises(NotAllowed):
        release_decisions.revoke(release, by_whom=RevokedBy.YOUTH, actor=cast.juniper, at=now)
    release_decisions.revoke(
        release, by_whom=RevokedBy.YOUTH, content=pictures.screenshot(), name="no.png", actor=cast.dana, at=now
    )
    assert release.revocation_document is not None
    assert not Notice.objects.filter(recipient=cast.dana, kind="release.revoked").exists()


def test_consent_is_taken_back_of_an_ended_release_too_and_its_posts_are_held(cast, now):
    release = good(cast, cast.koa, now)
    post = posted(cast.dana, at=now, by=[release])
    release_decisions.expire_due(release.valid_to + DAY, at=now)
    release.refresh_from_db()
    post.refresh_from_db()
    assert post.state == State.PUBLISHED

    release_decisions.revoke(release, by_whom=RevokedBy.YOUTH, actor=cast.lucinda, at=now)

    post.refresh_from_db()
    assert post.state == State.HELD


def test_only_a_release_in_force_is_relied_on(cast, now):
    post = posted(cast.dana, at=now, state=State.HELD)
    post.refresh_from_db()
    waiting = uploaded(cast.koa, by=cast.dana, at=now)

    with pytest.raises(NotAllowed, match="verified"):
        relying.link(post, waiting, actor=cast.dana, at=now)
    with pytest.raises(NotAllowed, match="author"):
        relying.link(post, good(cast, cast.koa, now), actor=cast.juniper, at=now)


def test_taking_the_last_release_off_a_shown_post_holds_it_and_keeps_the_row(cast, now):
    post = posted(cast.dana, at=now, by=[good(cast, cast.koa, now)])
    post.refresh_from_db()

    relying.unlink(post, PostRelease.objects.get(post=post), actor=cast.dana, at=now)

    post.refresh_from_db()
    assert post.state == State.HELD
    assert PostRelease.objects.get(post=post).unlinked_by == cast.dana


# What its author says after it was approved -----------------------------------------------------------------------------


@pytest.mark.clause("B.1.h/2")
def test_an_author_who_says_that_fewer_youth_are_shown_puts_it_before_a_moderator(cast, now):
    both = [good(cast, cast.koa, now), good(cast, cast.tavi, now)]
    by_author, by_moderator = (posted(cast.dana, at=now, youth_count=2, by=both) for _number in range(2))

    for post, who in ((by_author, cast.dana), (by_moderator, cast.lucinda)):
        relying.say_what_it_shows(
            post, kinds=[Material.ART], shows=[Shown.FIRST_NAME], youth_count=1, actor=who, at=now
        )

    assert Post.objects.get(pk=by_author.pk).state == State.HELD
    assert Post.objects.get(pk=by_moderator.pk).state == State.PUBLISHED
    item = by_author.items.get(closed_at=None)
    assert "youth" in [one["why"] for one in item.addends]


@pytest.mark.clause("B.1.h/2")
def test_an_author_who_takes_off_a_release_that_is_not_needed_puts_it_before_a_moderator_too(cast, now):
    both = [good(cast, cast.koa, now), good(cast, cast.tavi, now)]
    by_author, by_moderator = (posted(cast.dana, at=now, by=both) for _number in range(2))

    for post, who in ((by_author, cast.dana), (by_moderator, cast.lucinda)):
        relying.unlink(post, post.releases.get(release=both[1]), actor=who, at=now)

    assert Post.objects.get(pk=by_author.pk).state == State.HELD
    assert Post.objects.get(pk=by_moderator.pk).state == State.PUBLISHED


def test_the_same_said_again_or_one_release_more_leaves_a_post_where_it_is(cast, now):
    release, other = good(cast, cast.koa, now), good(cast, cast.tavi, now)
    post = posted(cast.dana, at=now, by=[release])
    before = post.version
    said = {"kinds": [Material.ART], "shows": [Shown.FIRST_NAME], "youth_count": 1, "actor": cast.dana, "at": now}

    relying.say_what_it_shows(post, **said)
    relying.link(post, release, actor=cast.dana, at=now)
    assert Post.objects.get(pk=post.pk).version == before
    relying.link(post, other, actor=cast.dana, at=now)

    post.refresh_from_db()
    assert (post.state, post.version) == (State.PUBLISHED, before + 1)


@pytest.mark.clause("B.1.h/2")
@pytest.mark.parametrize("act", ["say", "link", "unlink"])
def test_what_it_shows_does_not_change_under_a_moderator_who_decides(cast, now, act):
    release, other = good(cast, cast.koa, now), good(cast, cast.tavi, now)
    post = posted(cast.dana, at=now, state=State.HELD, by=[release])
    read, decides = Post.objects.get(pk=post.pk), {"kind": DecisionKind.APPROVE, "actor": cast.lucinda, "at": now}

    def change(seen):
        if act == "say":
            said = {"kinds": [Material.ART], "shows": [], "youth_count": 1}
            return relying.say_what_it_shows(seen, actor=cast.dana, at=now, **said)
        if act == "link":
            return relying.link(seen, other, actor=cast.dana, at=now)
        return relying.unlink(seen, PostRelease.objects.get(release=release), actor=cast.dana, at=now)

    change(post)

    with pytest.raises(Stale):
        deciding.decide(read, version=read.version, **decides)


@pytest.mark.clause("B.1.h/2")
def test_two_pages_of_what_it_shows_are_not_written_over_each_other(cast, now):
    post = posted(cast.dana, at=now, state=State.HELD, by=[good(cast, cast.koa, now)])
    mine, theirs = Post.objects.get(pk=post.pk), Post.objects.get(pk=post.pk)
    said = {"kinds": [Material.ART], "shows": [Shown.FIRST_NAME], "at": now}
    relying.say_what_it_shows(theirs, youth_count=2, actor=cast.lucinda, **said)

    with pytest.raises(Stale):
        relying.say_what_it_shows(mine, youth_count=3, actor=cast.dana, **said)
    with pytest.raises(Stale):
        relying.unlink(mine, PostRelease.objects.get(), actor=cast.dana, at=now)
    with pytest.raises(Stale):
        relying.link(mine, good(cast, cast.tavi, now), actor=cast.dana, at=now)
    assert post.material.youth_count == 2


def test_saying_that_a_shown_post_shows_more_holds_it(cast, now):
    post = posted(cast.dana, at=now, by=[good(cast, cast.koa, now)])
    post.refresh_from_db()

    relying.say_what_it_shows(
        post, kinds=[Material.ART], shows=[Shown.VOICE], youth_count=1, actor=cast.lucinda, at=now
    )

    post.refresh_from_db()
    assert post.state == State.HELD
    assert holding.hold(post, at=now, clause="B.1.h") is not None
