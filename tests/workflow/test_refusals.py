"""What a service refuses becomes a page: why not, or who was first."""

import pytest
from django.urls import path

from audit.models import AuditEvent
from authorizations.models import SupervisionAuthorization
from dys_social import urls
from dys_social.access import ACCESS
from tests.factories.authorizations import grant, submitted
from workflow.access import SIGNED_IN
from workflow.errors import ImpossibleMove, NotAllowed, Stale
from workflow.verdicts import no


def _not_allowed(request, number):
    raise NotAllowed(no("Only the supervisor <decides>.", clause="B.2"))


def _stale(request, number):
    raise Stale(SupervisionAuthorization.objects.get(number=number))


def _impossible(request, number):
    raise ImpossibleMove("a fault")


class Urls:
    handler404, handler500 = urls.handler404, urls.handler500
    urlpatterns = [
        path("not-allowed/<str:number>", _not_allowed, name="test_not_allowed"),
        path("stale/<str:number>", _stale, name="test_stale"),
        path("impossible/<str:number>", _impossible, name="test_impossible"),
        *urls.urlpatterns,
    ]


@pytest.fixture(autouse=True)
def pages(settings, monkeypatch):
    settings.ROOT_URLCONF = Urls
    for name in ("test_not_allowed", "test_stale", "test_impossible"):
        monkeypatch.setitem(ACCESS, name, SIGNED_IN)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_says_why_with_its_clause_and_is_recorded_though_nothing_else_was(cast, as_user):
    response = as_user(cast.mateo).get("/not-allowed/SUP-1")

    assert response.status_code == 403
    assert "Only the supervisor &lt;decides&gt;." in response.content.decode()
    event = AuditEvent.objects.get(action="access.not_allowed", actor_id=cast.mateo.public_id)
    assert (event.subject_id, event.clause, event.facts) == ("test_not_allowed", "B.2", {"number": "SUP-1"})


def test_a_stale_page_says_who_was_first_and_leads_there(cast, as_user, now):
    request = submitted(cast.dana, cast.koa, at=now)
    grant(request, by=cast.beatrix, at=now)

    response = as_user(cast.beatrix).get(f"/stale/{request.number}")

    assert response.status_code == 409
    page = response.content.decode()
    assert "Granted by Beatrix Nwosu" in page
    assert request.get_absolute_url() in page


def test_a_fault_of_the_program_is_not_dressed_as_a_refusal(cast, as_user):
    client = as_user(cast.dana)
    client.raise_request_exception = False

    assert client.get("/impossible/SUP-1").status_code == 500
