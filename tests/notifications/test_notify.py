"""Telling a person: once for a key, in the caller's transaction, and never by mail what it is about."""

import pytest
from django.db import IntegrityError, transaction

from notifications.models import Mail, Notice
from notifications.states import MailState


def test_a_notice_stands_in_the_inbox_and_its_mail_waits(cast, tell, now):
    notice = tell(cast.dana)

    assert (notice.recipient, notice.title, notice.created_at, notice.read_at) == (cast.dana, "Granted", now, None)
    assert notice.mail.to_address == cast.dana.work_email
    assert (notice.mail.state, notice.mail.next_attempt_at) == (MailState.PENDING, now)


def test_a_second_call_with_the_same_key_does_nothing(cast, tell):
    first = tell(cast.dana)

    again = tell(cast.dana, title="Another title")

    assert again == first
    assert Notice.objects.get().title == "Granted"
    assert Mail.objects.count() == 1


def test_the_same_key_for_somebody_else_is_refused_aloud(cast, tell):
    tell(cast.dana)

    with pytest.raises(ValueError, match="somebody else"):
        tell(cast.mateo)


def test_a_notice_falls_with_the_act_it_tells_of(cast, tell):
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(cast.dana)
        raise RuntimeError

    assert not Notice.objects.exists()
    assert not Mail.objects.exists()


def test_no_mail_is_written_when_none_is_asked_for(cast, tell):
    tell(cast.dana, mail=False)

    assert Notice.objects.count() == 1
    assert not Mail.objects.exists()


def test_the_mail_says_nothing_of_what_it_is_about(cast, tell, settings):
    settings.PORTAL_URL = "https://portal.example"
    secret = "Koa B., @skater_koa on Instagram, SUP-2026-0007, B.2.c"

    mail = tell(cast.dana, key=secret, title=secret, url="/supervision/SUP-2026-0007/").mail

    shown = mail.subject + mail.body + mail.message_id
    assert mail.subject == "Social Media Compliance Portal: an item is waiting"
    assert "https://portal.example" in mail.body
    for word in ["Koa", "skater", "Instagram", "SUP", "0007", "B.2.c", "Dana", "Okafor", "/supervision"]:
        assert word not in shown


def test_all_mails_share_their_words_urgent_or_not(cast, tell):
    calm, urgent = tell(cast.dana).mail, tell(cast.mateo, key="danger:1", urgent=True).mail

    assert (calm.subject, calm.body) == (urgent.subject, urgent.body)
    assert (calm.is_urgent, urgent.is_urgent) == (False, True)


def test_one_key_has_one_message_id(cast, tell):
    first = tell(cast.dana).mail.message_id
    other = tell(cast.dana, key="granted:2").mail.message_id

    assert first == "<7d0b4829eb860faf822662465bba14923c111b5d@dys.example>"
    assert other != first


def test_a_long_title_is_cut_rather_than_refused(cast, tell):
    assert len(tell(cast.dana, title="x" * 500).title) == 200


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere", "work", ""])
def test_a_notice_leads_nowhere_but_into_the_portal(cast, tell, url):
    with pytest.raises(ValueError, match="path of the portal"):
        tell(cast.dana, url=url)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "gone"},
        {"state": MailState.SENT},
        {"state": MailState.CLAIMED},
        {"state": MailState.FAILED},
        {"lease_token": "5b3f4f4e-0000-4000-8000-000000000000"},
    ],
)
def test_the_database_refuses_a_mail_that_contradicts_itself(cast, tell, broken):
    mail = tell(cast.dana).mail

    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(**broken)


def test_the_database_refuses_a_notice_that_leads_elsewhere(cast, tell):
    notice = tell(cast.dana)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(url="//elsewhere.example/")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_write_one_notice(cast, tell, at_once):
    results = at_once(lambda: tell(cast.dana).pk, threads=4)

    assert len(set(results)) == 1
    assert Notice.objects.count() == 1
    assert Mail.objects.count() == 1
