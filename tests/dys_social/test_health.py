"""How the portal is: what administrators read of the clock, the mail and the queue, also while something is down."""

import datetime
import socket
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from dys_social import sweeps
from investigations.models import InvestigationAuthorization
from notifications.models import Mail, SweepRun
from notifications.services import notify
from notifications.states import MailState
from policy.calendar import local_day
from policy.models import LegalHoliday
from policy.services.holidays import forget
from tests.factories import investigations
from workflow.identity import acting_as

pytestmark = pytest.mark.django_db
PAGE = reverse("portal_health")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def bram(cast, as_user):
    return as_user(cast.bram)


def check(client, label):
    return next(one for one in client.get(PAGE).context["checks"] if one["label"] == label)


def mail_to(person, *, at, kind="supervision.granted", **fields):
    notice = notify(key=f"{kind}:{person.pk}:{at}", recipient=person, kind=kind, title="A title", url="/", at=at)
    Mail.objects.filter(notices=notice).update(**fields)


def test_all_is_well_after_a_sweep(bram):
    sweeps.tick(timezone.now(), by="beat")

    response = bram.get(PAGE)

    assert [one["label"] for one in response.context["checks"] if not one["is_well"]] == []
    assert "No sweep has run for 15 minutes" not in response.content.decode()


def test_administrators_read_on_every_page_that_the_clock_stands(bram, cast, as_user):
    assert "No sweep has run for 15 minutes" in bram.get("/").content.decode()
    assert "No sweep has run for 15 minutes" not in as_user(cast.dana).get("/").content.decode()
    assert not check(bram, "Sweeps")["is_well"]


def test_mail_that_waits_failed_or_may_not_have_come(bram, cast):
    at = timezone.now()
    mail_to(cast.dana, at=at - datetime.timedelta(minutes=20))
    mail_to(cast.mateo, at=at, state=MailState.FAILED, last_error="550 no such (address)")
    mail_to(cast.juniper, at=at, state=MailState.UNKNOWN, attempts=2)

    found = {one["label"]: one for one in bram.get(PAGE).context["checks"]}

    assert found["Mail waiting"]["text"] == "1" and not found["Mail waiting"]["is_well"]
    assert not found["Mail that was refused"]["is_well"]
    assert not found["Mail in doubt"]["is_well"]
    page = bram.get(PAGE).content.decode()
    assert "550 no such (address)" in page and "Mateo Rivard" in page and "Juniper Slate" in page


def test_what_was_refused_is_sent_again_with_the_same_id_and_only_once(bram, cast, as_user):
    at = timezone.now()
    mail_to(cast.mateo, at=at, state=MailState.FAILED, last_error="550 no", attempts=1)
    mail = Mail.objects.get()
    address = reverse("mail_again", args=[mail.public_id])

    assert as_user(cast.dana).post(address).status_code == 404
    assert bram.get(address).status_code == 405
    bram.post(address)
    again = Mail.objects.get()
    assert (again.state, again.message_id) == (MailState.PENDING, mail.message_id)
    assert "waits to be sent, already" in bram.post(address, follow=True).content.decode()
    assert AuditEvent.objects.filter(action="mail.again").count() == 1


def test_nothing_tells_a_confidential_mail_from_another(bram, cast):
    at = timezone.now()
    for kind in ("confidential.decided", "supervision.granted"):
        mail_to(cast.mateo, at=at, kind=kind, state=MailState.FAILED, last_error="550 no")

    first, second = bram.get(PAGE).context["mails"]

    assert first | {"public_id": None} == second | {"public_id": None}
    assert "onfidential" not in bram.get(PAGE).content.decode()


def test_the_last_sweeps_count_nothing_of_the_compartment(bram, cast):
    at = timezone.now()
    leave = investigations.active(cast.leona, cast.koa, at=at - 2 * DAY)
    with acting_as(cast.imogen):
        InvestigationAuthorization.objects.filter(pk=leave.pk).update(expires_on=local_day(at) - 1 * DAY)

    done = sweeps.tick(at, by="beat")

    assert done["confidential ended"] == 1
    assert not {"confidential", "confidential ended"} & SweepRun.objects.get().counts.keys()
    assert "onfidential" not in bram.get(PAGE).content.decode()


@pytest.mark.faults
def test_a_queue_that_refuses_is_said(bram, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert check(bram, "Queue") | {"label": ""} == {
        "label": "",
        "text": "It does not answer. Nothing is lost: run run_sweeps --loop until it does.",
        "is_well": False,
    }


@pytest.mark.faults
def test_a_queue_that_hangs_keeps_the_page_from_nobody(bram, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        accepted = []
        threading.Thread(target=lambda: accepted.append(silent.accept()), daemon=True).start()
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"

        assert not check(bram, "Queue")["is_well"]
        for heard, _address in accepted:
            heard.close()


@pytest.mark.faults
def test_the_calendar_turns_red_before_it_runs_out(bram):
    assert check(bram, "Legal holidays")["is_well"]
    LegalHoliday.objects.filter(day__year__gt=timezone.now().year).delete()
    forget()

    try:
        assert not check(bram, "Legal holidays")["is_well"]
    finally:
        forget()


def test_the_page_takes_the_same_queries_for_much_as_for_little(bram, cast):
    sweeps.tick(timezone.now(), by="beat")
    bram.get(PAGE)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            bram.get(PAGE)
        return len(captured)

    few = queries()
    for number in range(30):
        mail_to(cast.mateo, at=timezone.now(), state=MailState.FAILED, last_error=f"550 {number}")

    assert queries() == few <= 15


@pytest.mark.parametrize("who", ["priya", "ines", "dana"])
def test_it_is_for_administrators(cast, as_user, who):
    assert as_user(getattr(cast, who)).get(PAGE).status_code == 404
