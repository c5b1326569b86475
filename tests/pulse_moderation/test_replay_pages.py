"""The pages of a run over stored posts: it is begun from a rule, shows how far it is and what it found, and can be used."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from pulse_moderation.models import Replay
from pulse_moderation.screening.rules import Mode
from pulse_moderation.services import replays
from tests.factories import pulse
from tests.pulse_moderation.desk import rule
from tests.pulse_moderation.test_rule_pages import address, form
from tests.queries import MOST, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(cast, as_user):
    return as_user(cast.lucinda)


@pytest.fixture
def found(cast, now):
    pulse.published(pulse.written(cast.dana, "Boats in the <b>harbor</b>.", at=now), at=now)
    return rule("S-TEST", at=now, terms=["harbor"], mode=Mode.SUSPECT)


def begun(client, found, **changed):
    return client.post(address(found, "replay_new"), form(found, days="366") | changed)


def waiting_run(found, cast, at, **draft):
    """A run that no worker took yet."""
    return replays.start(found, draft=draft, days=30, actor=cast.lucinda, at=at)


def finished(replay, at):
    for part in replay.parts.all():
        replays.run(part.pk, now=lambda: at)
    return replay


def test_while_a_run_goes_on_its_page_asks_again_and_lets_nobody_use_it(cast, now, moderator, found):
    replay = waiting_run(found, cast, now, mode="hold")

    page = moderator.get(replay.get_absolute_url()).content.decode()

    assert "<progress" in page and 'hx-trigger="every 2s"' in page and "Look again" in page
    assert "when the run is done" in page and reverse("replay_use", args=[replay.public_id]) not in page
    assert "being run" in moderator.get(address(found)).content.decode()
    assert moderator.post(reverse("replay_use", args=[replay.public_id])).status_code < 500
    assert found.versions.count() == 1


def test_a_run_is_begun_from_the_form_and_its_version_used_when_it_is_done(now, moderator, found):
    answer = begun(moderator, found, mode="hold")
    replay = finished(Replay.objects.get(), now)
    assert answer.status_code == 302 and answer.url == replay.get_absolute_url()

    page = moderator.get(answer.url).content.decode()
    assert "Run to the end" in page and 'hx-trigger="every' not in page
    assert "&lt;b&gt;harbor" in page and "<b>harbor" not in page
    assert "None." in moderator.get(answer.url, {"show": "cleared"}).content.decode()
    assert moderator.post(reverse("replay_use", args=[replay.public_id])).status_code == 302

    assert found.versions.first().mode == Mode.HOLD
    assert "The rule says this now." in moderator.get(answer.url).content.decode()
    assert answer.url in moderator.get(address(found)).content.decode()


def test_who_runs_a_draft_is_not_told_what_it_found_in_their_own_post(cast, now, moderator, as_user, found):
    pulse.published(pulse.written(cast.lucinda, "My harbor walk.", at=now), at=now)
    begun(moderator, found)
    replay = finished(Replay.objects.get(), now)

    mine, theirs = (client.get(replay.get_absolute_url()) for client in (moderator, as_user(cast.bram)))

    assert [find.revision.post.author for find in mine.context["finds"]] == [cast.dana]
    assert len(theirs.context["finds"]) == mine.context["replay"].caught == 2
    assert "1 of them are shown" in mine.content.decode()


def test_after_a_run_of_the_same_content_the_form_may_do_more_too(now, moderator, found):
    assert moderator.post(address(found), form(found, mode="hold")).status_code == 400
    begun(moderator, found, mode="hold")
    finished(Replay.objects.get(), now)

    assert moderator.post(address(found), form(found, mode="hold", words="gosh")).status_code == 400
    assert moderator.post(address(found), form(found, mode="hold")).status_code == 302


def test_a_version_made_meanwhile_is_not_overwritten(now, moderator, found):
    begun(moderator, found, mode="hold")
    replay = finished(Replay.objects.get(), now)
    moderator.post(address(found), form(found, exceptions="harbor master"))

    answer = moderator.post(reverse("replay_use", args=[replay.public_id]))

    assert answer.status_code < 500 and found.versions.first().exceptions == ["harbor master"]
    assert "changed after this run" in moderator.get(replay.get_absolute_url()).content.decode()


def test_of_a_run_that_failed_its_page_says_so(cast, now, moderator, found):
    replay = waiting_run(found, cast, now, mode="hold")
    Replay.objects.update(has_failed=True, finished_at=now)

    page = moderator.get(replay.get_absolute_url()).content.decode()

    assert "It did not come to its end" in page and 'hx-trigger="every' not in page
    assert "Run the draft over the posts again" in page
    assert "did not come to its end" in moderator.get(address(found)).content.decode()


def test_a_run_that_is_too_old_lets_nobody_use_it(cast, now, moderator, found):
    begun(moderator, found, mode="hold")
    replay = finished(Replay.objects.get(), now)
    use = reverse("replay_use", args=[replay.public_id])
    assert use in moderator.get(replay.get_absolute_url()).content.decode()

    Replay.objects.update(asked_at=F("asked_at") - timedelta(days=31))

    page = moderator.get(replay.get_absolute_url()).content.decode()
    assert use not in page and "A run counts for 30 days" in page


def test_the_part_that_asks_again_is_a_part_alone(moderator, found):
    begun(moderator, found)

    part = moderator.get(Replay.objects.get().get_absolute_url(), HTTP_HX_REQUEST="true").content.decode()

    assert "<progress" in part and "<html" not in part


def test_a_page_asks_as_much_for_one_find_as_for_many(cast, now, moderator, found):
    begun(moderator, found)
    one = queries_of(moderator, finished(Replay.objects.get(), now).get_absolute_url())
    for number in range(10):
        pulse.published(pulse.written(cast.mateo, f"Harbor {number}.", at=now), at=now)
    begun(moderator, found, mode="hold")

    many = queries_of(moderator, finished(Replay.objects.first(), now).get_absolute_url())

    assert len(many) == len(one) <= MOST


@pytest.mark.parametrize("days", ["0", "-1", "100000", "x", "\0", "9" * 5000])
def test_days_that_are_none_are_refused_at_the_field(moderator, found, days):
    page = begun(moderator, found, days=days)

    assert page.status_code == 400 and "id_days" in page.content.decode()
    assert not Replay.objects.exists()


def test_a_second_draft_is_refused_on_the_page_while_one_is_run(cast, now, moderator, found):
    waiting_run(found, cast, now)

    page = begun(moderator, found, words="gosh")

    assert page.status_code == 400 and "is being run" in page.content.decode()


def test_nobody_else_has_these_pages(cast, now, moderator, as_user, found):
    begun(moderator, found)
    replay = Replay.objects.get()
    for person in (cast.dana, cast.priya, cast.ines):
        client = as_user(person)
        assert client.get(replay.get_absolute_url()).status_code == 404
        assert client.post(reverse("replay_use", args=[replay.public_id])).status_code == 404
        assert begun(client, found).status_code == 404
