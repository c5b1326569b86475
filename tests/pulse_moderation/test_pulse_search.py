"""Searching everything on Pulse: who finds what, in how many statements, and what stays of a search."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from pulse_moderation.choices import DecisionKind, Kind
from pulse_moderation.models import Hit, MessageReading, Revision, ScreenRule
from pulse_moderation.services import receiving, search
from pulse_moderation.services.deciding import decide
from pulse_moderation.states import State
from tests.factories import pulse
from tests.pulse_moderation.audited import MINUTE, decided
from tests.pulse_moderation.desk import waiting
from workflow.keyset import paginate

SEARCH = "/pulse/search/"
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch, now):
    monkeypatch.setattr("pulse_moderation.views.search.now", lambda: now + MINUTE)


def posted(author, body, *, at, **fields):
    return pulse.published(pulse.written(author, body, at=at, **fields), at=at)


def found(person, at, **asked):
    return set(search.found(person, asked, at=at))


def message(author, recipient, body, *, at):
    return posted(author, body, at=at, kind=Kind.MESSAGE, recipients=[recipient])


def test_every_word_must_stand_in_it_in_any_form_and_a_minus_leaves_out(cast, now):
    post = posted(cast.dana, "The herons were posted beside the lavender curtain.", at=now, title="Birds")
    other = posted(cast.dana, "A heron again.", at=now)

    assert found(cast.bram, now, words="heron curtains") == {post}
    assert found(cast.bram, now, words="BIRD") == {post}
    assert found(cast.bram, now, words='"lavender curtain"') == {post}
    assert found(cast.bram, now, words="heron") == {post, other}
    assert found(cast.bram, now, words="heron -curtain") == {other}
    assert found(cast.bram, now, words="kingfisher") == set()


def test_what_was_edited_away_or_removed_is_found(cast, now):
    post = posted(cast.dana, "A heron.", at=now)
    receiving.revise_own(post, actor=cast.dana, at=now, body="A kingfisher.")
    removed = decided(
        cast.mateo, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d", body="Heron for sale."
    )

    assert found(cast.bram, now, words="heron") == {post, removed.post}
    assert found(cast.bram, now, words="kingfisher") == {post}
    assert found(cast.bram, now, state=State.REMOVED) == {removed.post}


@pytest.mark.parametrize(
    "text", ["'; --", "x" * 200, "%s %(a)s", "!!!", "heron & | !( <->", '"""', "the", "-", "or or"]
)
def test_no_words_break_it(cast, now, text):
    post = posted(cast.dana, "A heron.", at=now)

    assert found(cast.bram, now, words=text) <= {post}


def test_a_very_long_text_is_kept_and_found_by_its_first_words(cast, now):
    body = "heron " + " ".join(f"word{number}" for number in range(90_000))
    post = pulse.sent(body, at=now)

    assert found(cast.bram, now, words="heron") == {post}


def test_by_author_worksite_days_clause_decision_and_kind(cast, now):
    old = posted(cast.dana, "Old.", at=now - 40 * DAY)
    post = posted(cast.dana, "New.", at=now)
    removed = decided(cast.juniper, cast.lucinda, at=now, kind=DecisionKind.REMOVE, clause="B.1.d").post
    outside = pulse.sent(at=now, author_name="Quill Rosewater")

    assert found(cast.bram, now, author="okafor") == {old, post}
    assert found(cast.bram, now, author=cast.juniper.employee_number) == {removed}
    assert found(cast.bram, now, author="quill rosewater") == {outside}
    assert found(cast.bram, now, author="nobody at all") == set()
    assert found(cast.bram, now, worksite=cast.sites["cranberry"].pk) == {removed}
    assert found(cast.bram, now, last=(now - 39 * DAY).date()) == {old}
    assert found(cast.bram, now, first=(now - 39 * DAY).date(), author="dana") == {post}
    assert found(cast.bram, now, clause="B.1.d") == found(cast.bram, now, decision=DecisionKind.REMOVE) == {removed}
    assert found(cast.bram, now, decision="none") == {old, post, outside}
    assert found(cast.bram, now, kind=Kind.COMMENT) == set()


def test_a_clause_finds_what_a_rule_found_but_not_what_it_only_counts(cast, now):
    seen, counted = posted(cast.dana, "One.", at=now), posted(cast.dana, "Two.", at=now)
    rule, _new = ScreenRule.objects.get_or_create(
        code="S-T", defaults={"title": "T", "clause_id": "B.1.f", "kind": "words", "made_at": now}
    )
    for post, mode in ((seen, "hold"), (counted, "shadow")):
        Hit.objects.create(revision=post.current, rule=rule, rule_version=1, clause_id="B.1.f", severity="hold", mode=mode,
                           start=0, end=2, excerpt="•", found_at=now)  # fmt: skip

    assert found(cast.bram, now, clause="B.1.f") == {seen}


def test_without_days_it_looks_back_ninety_days(cast, now):
    recent, old = posted(cast.dana, "One.", at=now - 89 * DAY), posted(cast.dana, "Two.", at=now - 92 * DAY)

    assert found(cast.bram, now) == {recent}
    assert found(cast.bram, now, first=(now - 93 * DAY).date()) == {recent, old}


# Messages -------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.1.a")
def test_private_messages_are_found_by_who_takes_part_moderators_and_administrators_alone(cast, now):
    private = message(cast.dana, cast.mateo, "Between us: a heron.", at=now)

    for person in (cast.lucinda, cast.bram, cast.dana, cast.mateo):
        assert found(person, now, author="dana") == {private}, person
    for person in (cast.ines, cast.priya, cast.imogen, cast.juniper, cast.beatrix):
        assert found(person, now, author="dana") == set(), person


@pytest.mark.clause("B.1.a")
def test_by_their_words_private_messages_are_found_by_nobody_and_the_page_says_so(cast, now, as_user):
    message(cast.dana, cast.mateo, "Between us: a heron.", at=now)
    post = posted(cast.dana, "A heron.", at=now)
    left_out = "Words are not looked for in private messages"

    for person in (cast.lucinda, cast.bram, cast.ines, cast.dana, cast.mateo):
        assert found(person, now, words="heron") == {post}, person
    client = as_user(cast.bram)
    assert left_out not in client.get(SEARCH).content.decode()
    assert left_out in client.post(SEARCH, {"words": "heron"}, follow=True).content.decode()


# One's own ------------------------------------------------------------------------------------------------------------


def test_who_searches_is_not_told_what_matched_in_their_own_post_nor_by_whom_it_was_decided(cast, now, as_user):
    post = waiting(cast.lucinda, at=now, body="Call 617-555-0101 today.", word="617-555-0101", code="S-PII-OTHER")
    decide(post, kind=DecisionKind.APPROVE, actor=cast.bram, at=now, version=post.version)

    mine, theirs = (as_user(person).get(SEARCH).content.decode() for person in (cast.lucinda, cast.ines))

    assert "617-555-0101" in mine and "[hidden]" not in mine and "Bram Ekstrom" not in mine
    assert "617-555-0101" not in theirs and "[hidden]" in theirs and "Bram Ekstrom" in theirs
    assert found(cast.lucinda, now, clause="B.1.e") == set()
    assert found(cast.bram, now, clause="B.1.e") == {post}


def test_legal_finds_a_message_that_was_escalated(cast, now):
    private = message(cast.dana, cast.mateo, "Between us: a heron.", at=now)
    assert found(cast.priya, now) == set()

    decide(private, kind=DecisionKind.ESCALATE, actor=cast.lucinda, at=now, version=private.version)

    assert found(cast.priya, now) == {private}
    assert found(cast.ines, now) == set()


def test_the_page_shows_no_word_of_a_message_and_reading_the_list_opens_none(cast, now, as_user):
    message(cast.dana, cast.mateo, "Between us: a heron.", at=now)

    page = as_user(cast.bram).get(SEARCH).content.decode()

    assert "Private message" in page
    assert "heron" not in page
    assert not MessageReading.objects.exists()


# The page -------------------------------------------------------------------------------------------------------------


def test_who_may_search(cast, as_user):
    for person in (cast.lucinda, cast.bram, cast.ines):
        assert as_user(person).get(SEARCH).status_code == 200
    for person in (cast.dana, cast.priya, cast.imogen, cast.leona):
        assert as_user(person).get(SEARCH).status_code == 404


def test_what_was_typed_stays_out_of_the_address_and_the_trail(cast, now, as_user, empty_trail):
    post = posted(cast.dana, "A heron.", at=now)
    posted(cast.dana, "A kingfisher.", at=now)
    client = as_user(cast.bram)

    answer = client.post(SEARCH, {"words": "heron", "author": "Dana"})

    assert answer.url == SEARCH
    assert [row["post"] for row in client.get(SEARCH).context["rows"]] == [post]
    event = AuditEvent.objects.get(action="pulse_search.made")
    assert event.facts == {"narrowed": "author, words"}
    client.post(SEARCH, {"clear": "1"})
    assert len(client.get(SEARCH).context["rows"]) == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"words": "\0"}, "words"),
        ({"words": "x" * 201}, "words"),
        ({"author": "\u202e"}, "author"),
        ({"worksite": "x"}, "worksite"),
        ({"worksite": "9" * 30}, "worksite"),
        ({"first": "9999-12-31"}, "first"),
        ({"first": "2026-11-02", "last": "2026-11-01"}, "last"),
        ({"state": "x"}, "state"),
        ({"clause": "x"}, "clause"),
    ],
)
def test_what_cannot_be_searched_for_is_said_at_its_field(cast, as_user, said, field):
    page = as_user(cast.bram).post(SEARCH, said)

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])


def test_it_asks_as_often_for_many_as_for_few(cast, now, as_user):
    posted(cast.dana, "A heron.", at=now)
    client = as_user(cast.bram)

    def statements():
        client.get(SEARCH)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(SEARCH).status_code == 200
        return len(captured)

    few = statements()
    for number in range(30):
        decided(cast.mateo, cast.lucinda, at=now - number * MINUTE, body=f"Heron {number}.")

    assert statements() == few <= 15


def test_it_pages_by_key_without_missing_or_doubling(cast, now):
    for number in range(60):
        pulse.sent(f"Heron {number}.", at=now - number % 7 * MINUTE)
    seen, cursor = [], ""
    while True:
        page = paginate(search.found(cast.bram, {"words": "heron"}, at=now), cursor, by="posted_at")
        seen += page.rows
        if not (cursor := page.older):
            break

    assert (len(seen), len(set(seen))) == (60, 60)
    assert seen == sorted(seen, key=lambda post: (post.posted_at, post.pk), reverse=True)


def test_words_are_looked_up_in_the_index(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = Revision.objects.filter(search.Matches("heron")).order_by().explain()

    assert "pulse_revision_words" in plan
