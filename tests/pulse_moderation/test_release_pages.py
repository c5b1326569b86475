"""The pages of releases: who sees what, entering one, deciding, and what relies on it (B.1.h; domain 4.4)."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from evidence.models import CustodyEntry
from pulse_moderation.models import PostRelease, YouthMaterial, YouthRelease
from pulse_moderation.states import ReleaseState, State
from tests.evidence import pictures
from tests.factories.pulse import with_access
from tests.factories.releases import NO_GUARDIAN, drafted, facts, posted, uploaded, verified
from tests.queries import queries_of

pytestmark = pytest.mark.usefixtures("vault")
WORDS = ("Koa", "Benningfield", "Marta", "Art show")


@pytest.fixture
def at(db):
    return timezone.now()


@pytest.fixture
def waiting(cast, at):
    return uploaded(cast.koa, by=cast.dana, at=at)


def page(client, name, *args):
    return client.get(reverse(name, args=args))


def send(client, name, release, **data):
    return client.post(reverse(name, args=[release.public_id]), {"version": release.version} | data)


def paper(content=None, name="signed.png"):
    return SimpleUploadedFile(name, content or pictures.screenshot(), content_type="text/html")


def answers(at, **changed):
    """The form as a browser sends it."""
    told = facts(at=at) | changed
    days = ("youth_signed_on", "guardian_signed_on", "valid_from", "valid_to")
    shown = [name.removeprefix("may_show_") for name in told if name.startswith("may_show_") and told[name]]
    return {
        **{name: value for name, value in told.items() if not name.startswith("may_show_") and name not in days},
        **{name: told[name].isoformat() if told[name] else "" for name in days},
        "may_show": shown,
        "save": "1",
    }


# Entering -----------------------------------------------------------------------------------------------------------------


def test_a_caseworker_enters_a_release_and_hands_it_in(cast, as_user, at):
    client = as_user(with_access(cast.dana))
    begun = client.post(reverse("release_new"), {"youth_choice": str(cast.koa.public_id), "form_key": uuid.uuid4()})
    release = YouthRelease.objects.get()
    assert begun.url == reverse("release_edit", args=[release.public_id])

    sent = send(client, "release_edit", release, document=paper(), **answers(at))

    release.refresh_from_db()
    assert sent.url == release.get_absolute_url()
    assert (release.state, release.guardian_name.reveal()) == (ReleaseState.UPLOADED, "Marta Benningfield")
    assert page(client, "release_detail", release.public_id).status_code == 200


def test_an_exact_look_up_is_recorded_and_a_stranger_is_out_of_reach(cast, as_user):
    client = as_user(with_access(cast.juniper))
    found = client.post(reverse("release_new"), {"youth_choice": "other", "youth_lookup": "DEMO-100005"})
    assert found.status_code == 302

    missed = client.post(reverse("release_new"), {"youth_choice": "other", "youth_lookup": "DEMO-100002"})

    assert missed.status_code == 400
    assert "within your reach" in missed.content.decode()
    assert AuditEvent.objects.filter(action="youth.not_found", actor_name=cast.juniper.full_name).exists()


def test_a_moderator_looks_any_youth_up(cast, as_user):
    found = as_user(cast.lucinda).post(reverse("release_new"), {"youth_lookup": "Koa Benningfield"})

    assert found.status_code == 302


def test_who_may_not_post_reads_why_and_enters_nothing(cast, as_user):
    client = as_user(cast.mateo)

    assert "Virtual Gateway" in page(client, "release_new").content.decode()
    assert client.post(reverse("release_new"), {"youth_lookup": "DEMO-100002"}).status_code == 403
    assert not YouthRelease.objects.exists()


def test_what_is_missing_is_asked_for_at_its_field_and_what_was_typed_stays(cast, as_user, at):
    release = drafted(cast.koa, by=cast.dana, at=at, document=False)
    client = as_user(cast.dana)

    shown = send(client, "release_edit", release, **answers(at, guardian_signed_on=None, description="May show."))

    text = shown.content.decode()
    assert shown.status_code == 400
    assert "Attach the signed document" in text and "Complete who signed" in text and "May show." in text


def test_a_file_that_is_no_paper_is_refused_and_one_that_is_stays(cast, as_user, at):
    release = drafted(cast.koa, by=cast.dana, at=at, document=False)
    client = as_user(cast.dana)

    refused = send(client, "release_edit", release, document=paper(b"MZ\x90 no paper"), **answers(at))
    assert refused.status_code == 400
    kept = send(client, "release_edit", release, document=paper(), **answers(at, description=""))

    release.refresh_from_db()
    assert kept.status_code == 400
    assert release.document is not None and release.state == ReleaseState.DRAFT


def test_a_draft_may_have_gaps(cast, as_user, at):
    release = drafted(cast.koa, by=cast.dana, at=at, document=False)

    kept = as_user(cast.dana).post(reverse("release_edit", args=[release.public_id]), {"version": 1, "later": "1"})

    assert kept.status_code == 302


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "x" * 5_000])
def test_text_that_cannot_be_kept_is_refused_at_its_field(cast, as_user, at, text):
    release = drafted(cast.koa, by=cast.dana, at=at)
    body = answers(at, description=text)

    shown = send(as_user(cast.dana), "release_edit", release, **body)

    assert shown.status_code == 400


# Reading ------------------------------------------------------------------------------------------------------------------


def test_who_sees_a_release_and_who_must_not_know_of_it(cast, as_user, waiting):
    seen = {
        name: page(as_user(getattr(cast, name)), "release_detail", waiting.public_id).status_code
        for name in ("dana", "lucinda", "bram", "priya", "ines", "mateo", "beatrix", "ottilie", "leona")
    }

    assert seen == dict.fromkeys(("dana", "lucinda", "bram", "priya", "ines"), 200) | dict.fromkeys(
        ("mateo", "beatrix", "ottilie", "leona"), 404
    )
    assert waiting.number not in page(as_user(cast.beatrix), "release_list").content.decode()


def test_a_draft_is_its_authors_alone(cast, as_user, at):
    draft = drafted(cast.koa, by=cast.dana, at=at)

    assert page(as_user(cast.lucinda), "release_edit", draft.public_id).status_code == 404
    assert page(as_user(cast.dana), "release_edit", draft.public_id).status_code == 200


def test_an_auditor_reads_facts_and_no_word_picture_or_paper(cast, as_user, waiting):
    client = as_user(cast.ines)
    text = page(client, "release_detail", waiting.public_id).content.decode()

    assert not [word for word in WORDS if word in text]
    assert waiting.number in text
    assert page(client, "release_file", waiting.public_id, "document", "1").status_code == 404
    assert page(client, "release_file", waiting.public_id, "document", "original").status_code == 404


def test_the_youths_name_stands_on_no_page(cast, as_user, waiting):
    for person in (cast.lucinda, cast.bram, cast.dana):
        for name, *args in (("release_list",), ("release_detail", waiting.public_id)):
            assert "Koa" not in page(as_user(person), name, *args).content.decode()


def test_the_paper_is_opened_by_who_decides_and_each_opening_is_on_its_list(cast, as_user, waiting):
    client = as_user(cast.lucinda)

    shown = page(client, "release_file", waiting.public_id, "document", "1")
    whole = page(client, "release_file", waiting.public_id, "document", "original")

    assert (shown.status_code, whole.status_code) == (200, 200)
    assert b"".join(whole.streaming_content) == pictures.screenshot()
    assert CustodyEntry.objects.filter(file=waiting.document, actor=cast.lucinda).count() == 2
    for part in ("0", "2", "x", "9999"):
        assert page(client, "release_file", waiting.public_id, "document", part).status_code == 404
    assert page(client, "release_file", waiting.public_id, "revocation", "1").status_code == 404
    assert page(client, "release_file", waiting.public_id, "other", "1").status_code == 404


def test_the_list_narrows_and_asks_the_same_however_long_it_is(cast, as_user, at, waiting):
    verified(cast.tavi, by=cast.dana, verifier=cast.lucinda, at=at)
    client = as_user(cast.lucinda)
    few = len(queries_of(client, reverse("release_list")))
    for _number in range(3):
        uploaded(cast.koa, by=cast.dana, at=at)
    assert len(queries_of(client, reverse("release_list"))) == few

    client.post(reverse("release_list"), {"find": "DEMO-100005"})
    text = page(client, "release_list").content.decode()
    assert "DEMO-100005" in text and waiting.number not in text
    client.post(reverse("release_list"), {"state": "verified"})
    assert waiting.number not in page(client, "release_list").content.decode()
    client.post(reverse("release_list"), {"clear": "1"})
    assert waiting.number in page(client, "release_list").content.decode()


# Deciding -----------------------------------------------------------------------------------------------------------------


def test_a_moderator_reads_the_paper_and_verifies(cast, as_user, waiting):
    client = as_user(cast.lucinda)
    assert "Not passed" not in page(client, "release_verify", waiting.public_id).content.decode()

    unread = send(client, "release_verify", waiting)
    done = send(client, "release_verify", waiting, is_read="on")

    waiting.refresh_from_db()
    assert (unread.status_code, done.status_code) == (400, 302)
    assert waiting.state == ReleaseState.VERIFIED


@pytest.mark.clause("B.1.h/2")
def test_a_check_that_is_not_met_is_shown_with_its_reason_and_there_is_no_button(cast, as_user, at):
    release = uploaded(cast.koa, by=cast.dana, at=at, **NO_GUARDIAN)
    client = as_user(cast.lucinda)

    text = page(client, "release_verify", release.public_id).content.decode()
    sent = send(client, "release_verify", release, is_read="on")

    assert "no parent or guardian signed" in text and 'name="is_read"' not in text
    assert sent.status_code == 403
    release.refresh_from_db()
    assert release.state == ReleaseState.UPLOADED


def test_the_uploader_finds_no_page_to_verify_their_own(cast, as_user, at):
    release = uploaded(cast.koa, by=cast.lucinda, at=at)

    assert "second person" in page(as_user(cast.lucinda), "release_detail", release.public_id).content.decode()
    assert page(as_user(cast.lucinda), "release_verify", release.public_id).status_code == 403
    assert page(as_user(cast.dana), "release_verify", release.public_id).status_code == 404


def test_the_second_of_two_decisions_is_told_what_became_of_it(cast, as_user, waiting):
    stale = send(as_user(cast.bram), "release_reject", waiting, reason="A page is missing.")
    assert stale.status_code == 302

    late = send(as_user(cast.lucinda), "release_verify", waiting, is_read="on")

    assert late.status_code in (403, 409)


def test_what_was_rejected_is_corrected_with_its_reason_in_view(cast, as_user, waiting):
    send(as_user(cast.lucinda), "release_reject", waiting, reason="The name is spelled otherwise.")
    waiting.refresh_from_db()
    client = as_user(cast.dana)

    taken = send(client, "release_correct", waiting)

    assert taken.url == reverse("release_edit", args=[waiting.public_id])
    assert "spelled otherwise" in client.get(taken.url).content.decode()


def test_legal_records_that_no_guardian_is_needed_and_to_others_that_page_is_missing(cast, as_user, waiting):
    assert page(as_user(cast.lucinda), "release_waive", waiting.public_id).status_code == 404

    done = send(as_user(cast.priya), "release_waive", waiting, reason="Emancipated.")

    waiting.refresh_from_db()
    assert done.status_code == 302
    assert waiting.guardian_needed == "waived"


# Relying on it ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.1.h/2")
def test_a_release_revoked_on_its_page_takes_the_post_off(cast, as_user, at):
    release = verified(cast.koa, by=cast.dana, verifier=cast.lucinda, at=at)
    post = posted(cast.dana, at=at, by=[release])

    asked = send(as_user(cast.dana), "release_revoke", release)
    done = send(as_user(cast.dana), "release_revoke", release, by_whom="youth", document=paper())

    post.refresh_from_db()
    assert (asked.status_code, done.status_code) == (400, 302)
    assert post.state == State.HELD


def shown(client, address):
    """The version that the page of what a post shows bears."""
    return client.get(address).context["post"].version


@pytest.mark.clause("B.1.h/2")
@pytest.mark.parametrize("version", [{}, {"version": ""}, {"version": "x"}, {"version": "0"}, {"version": "2"}])
def test_what_was_sent_from_an_old_page_or_from_none_changes_nothing(cast, as_user, at, version):
    release, other = (verified(one, by=cast.dana, verifier=cast.lucinda, at=at) for one in (cast.koa, cast.tavi))
    post, client = posted(cast.dana, at=at, by=[release]), as_user(cast.dana)
    linked = PostRelease.objects.get()

    for name, ids, said in (
        ("post_releases", [], {"kinds": ["art"], "youth_count": "3"}),
        ("post_release_link", [], {"number": other.number}),
        ("post_release_unlink", [linked.public_id], {}),
    ):
        sent = client.post(reverse(name, args=[post.public_id, *ids]), said | version)
        assert sent.status_code in (400, 409), name

    post.refresh_from_db()
    linked.refresh_from_db()
    assert (post.state, linked.unlinked_at, PostRelease.objects.count()) == (State.PUBLISHED, None, 1)
    assert YouthMaterial.objects.get().youth_count == 1


def test_an_author_names_the_releases_and_sees_what_is_missing(cast, as_user, at):
    release = verified(cast.koa, by=cast.dana, verifier=cast.lucinda, at=at)
    post = posted(cast.dana, at=at, state=State.HELD)
    YouthMaterial.objects.all().delete()
    client, address = as_user(cast.dana), reverse("post_releases", args=[post.public_id])
    assert "Say what this text shows" in client.get(address).content.decode()

    wrong = client.post(
        reverse("post_release_link", args=[post.public_id]), {"version": post.version, "number": "REL-1"}
    )
    client.post(
        reverse("post_release_link", args=[post.public_id]), {"version": post.version, "number": release.number.lower()}
    )
    client.post(address, {"version": shown(client, address), "kinds": ["art"], "youth_count": "2"})

    assert wrong.status_code == 400
    text = client.get(address).content.decode()
    assert "more youth than have a release" in text
    assert "K.B." in text and "Koa" not in text
    client.post(address, {"version": shown(client, address), "kinds": ["art"], "youth_count": "1"})
    assert "Every youth it shows is covered" in client.get(address).content.decode()


def test_a_release_is_taken_off_and_the_page_is_missing_for_others(cast, as_user, at):
    release = verified(cast.koa, by=cast.dana, verifier=cast.lucinda, at=at)
    post = posted(cast.dana, at=at, by=[release])
    linked = PostRelease.objects.get()
    address = reverse("post_release_unlink", args=[post.public_id, linked.public_id])
    assert as_user(cast.juniper).post(address, {"version": post.version}).status_code == 404
    assert page(as_user(cast.juniper), "post_releases", post.public_id).status_code == 404

    as_user(cast.lucinda).post(address, {"version": post.version})

    linked.refresh_from_db()
    assert linked.unlinked_by == cast.lucinda
