"""Asking: the draft, the signed request, what each site needs (B.2; domain 5.4)."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction

from authorizations.choices import Connection, ViewerAnswer
from authorizations.models import Platform, SupervisionAuthorization
from authorizations.services import compliance, platforms, requests
from authorizations.states import State
from notifications.models import Notice
from tests.factories.authorizations import draft, submit, submitted
from workflow.errors import NotAllowed, Stale


@pytest.mark.clause("B.2", "APP")
def test_a_signed_request_waits_for_the_employees_own_supervisor(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)

    assert request.state == State.SUBMITTED
    assert request.number == "SUP-2026-0001"
    assert request.supervisor_at_submission == cast.beatrix
    assert list(Notice.objects.values_list("recipient__username", flat=True)) == ["beatrix"]


def test_numbers_follow_each_other_without_gaps(cast, now):
    numbers = [submitted(cast.dana, cast.koa, at=now).number for _turn in range(3)]

    assert numbers == ["SUP-2026-0001", "SUP-2026-0002", "SUP-2026-0003"]


def test_one_form_sent_twice_is_one_draft(cast, now):
    key = uuid.uuid4()

    first = requests.start(cast.dana, actor=cast.dana, form_key=key, at=now, youth=cast.koa)
    second = requests.start(cast.dana, actor=cast.dana, form_key=key, at=now, youth=cast.koa)

    assert first.pk == second.pk


@pytest.mark.clause("B.2")
def test_without_a_supervisor_nobody_can_ask(cast, now):
    with pytest.raises(NotAllowed, match="no supervisor on record"):
        draft(cast.adaeze, cast.koa, at=now)


@pytest.mark.clause("B.2.a", "B.2.b", "B.2.d", "B.2.e")
def test_every_statement_must_be_signed(cast, now):
    request = draft(cast.dana, cast.koa, at=now)
    for missing in requests.attestations_for(request):
        attested = [kind for kind in requests.attestations_for(request) if kind != missing]

        with pytest.raises(NotAllowed, match="Tick every statement"):
            requests.submit(request, attested=attested, signature="Dana Okafor-Lane", actor=cast.dana, at=now)


@pytest.mark.clause("B.2")
def test_statements_are_kept_in_the_wording_that_was_signed(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)

    kinds = list(request.attestations.values_list("wording__kind", "wording__version"))

    assert kinds == [
        ("b2.no_communication", 1),
        ("b2.real_identity", 1),
        ("b2.site_rules", 1),
        ("b2.not_shared", 1),
        ("b2.screenshot_notify", 1),
    ]


def test_a_signature_is_the_employees_full_name(cast, now):
    request = draft(cast.dana, cast.koa, at=now)

    with pytest.raises(NotAllowed, match="Dana Okafor-Lane"):
        requests.submit(
            request, attested=requests.attestations_for(request), signature="Dana O.", actor=cast.dana, at=now
        )


@pytest.mark.parametrize("connection", [Connection.YOUTH, Connection.OTHER_YOUTH, Connection.FAMILY])
@pytest.mark.clause("B.2.a")
def test_an_existing_connection_waits_for_legal(cast, now, connection):
    request = draft(cast.dana, cast.koa, at=now, existing_connection=connection)
    issue = compliance.report_connection(request, statement="We follow each other.", actor=cast.dana, at=now)

    with pytest.raises(NotAllowed, match="Keep the connection"):
        submit(request, at=now)

    assert set(Notice.objects.values_list("recipient__username", flat=True)) == {"imogen", "priya"}
    requests.save(request, actor=cast.dana, at=now, existing_connection=Connection.NONE)
    with pytest.raises(NotAllowed, match="Keep the connection"):
        submit(request, at=now)
    compliance.resolve(
        issue, finding="no_breach", resolution="Kept, then ended by Legal's advice.", actor=cast.priya, at=now
    )
    assert submit(request, at=now).state == State.SUBMITTED


@pytest.mark.clause("B.2.b")
def test_another_name_on_the_account_needs_an_explanation(cast, now):
    request = draft(cast.dana, cast.koa, at=now, display_name="Bruce W.")

    with pytest.raises(NotAllowed, match="another name"):
        submit(request, at=now)

    requests.save(request, actor=cast.dana, at=now, name_mismatch_explanation="My stage name since school.")
    assert submit(request, at=now).state == State.SUBMITTED


@pytest.mark.clause("B.2.d")
def test_a_site_that_shows_viewers_needs_its_setting_checked(cast, now):
    request = draft(cast.dana, cast.koa, at=now, platform="linkedin")
    with pytest.raises(NotAllowed, match="viewer"):
        submit(request, at=now)

    requests.save(
        request,
        actor=cast.dana,
        at=now,
        viewer_answer=ViewerAnswer.HIDDEN,
        privacy_checked_on=now.date() - datetime.timedelta(days=31),
    )
    with pytest.raises(NotAllowed, match="30 days"):
        submit(request, at=now)

    requests.save(request, actor=cast.dana, at=now, privacy_checked_on=now.date())
    assert "b2.privacy" in submit(request, at=now).attestations.values_list("wording__kind", flat=True)


@pytest.mark.clause("B.2.d")
def test_a_site_that_cannot_hide_its_viewers_needs_a_ruling(cast, now):
    request = draft(cast.dana, cast.koa, at=now, platform="instagram", viewer_answer=ViewerAnswer.WILL_NOT_OPEN)
    with pytest.raises(NotAllowed, match="ruling"):
        submit(request, at=now)

    platforms.rule_on(
        Platform.objects.get(slug="instagram"),
        ruling="Posts and profile may be viewed; stories must not be opened.",
        condition="Never open stories.",
        actor=cast.priya,
        at=now,
        day=now.date(),
    )
    assert submit(request, at=now).state == State.SUBMITTED


@pytest.mark.clause("B.2.d")
def test_only_legal_rules_on_a_site(cast, now):
    with pytest.raises(NotAllowed):
        platforms.rule_on(
            Platform.objects.get(slug="instagram"),
            ruling="Fine.",
            condition="",
            actor=cast.bram,
            at=now,
            day=now.date(),
        )


def test_nobody_signs_for_somebody_else(cast, now):
    request = draft(cast.dana, cast.koa, at=now)

    with pytest.raises(NotAllowed):
        requests.submit(
            request,
            attested=requests.attestations_for(request),
            signature="Dana Okafor-Lane",
            actor=cast.beatrix,
            at=now,
        )


def test_a_request_is_sent_once(cast, now):
    request = draft(cast.dana, cast.koa, at=now)
    stale = SupervisionAuthorization.objects.get(pk=request.pk)
    submit(request, at=now)

    with pytest.raises(Stale):
        submit(stale, at=now)


@pytest.mark.clause("B.2")
def test_the_database_knows_no_leave_without_a_decision(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)

    with pytest.raises(IntegrityError, match="no_leave_without_decision|leave_is_complete"), transaction.atomic():
        SupervisionAuthorization.objects.filter(pk=request.pk).update(state=State.ACTIVE)


@pytest.mark.clause("B.2")
def test_withdrawing_keeps_the_account_with_its_owner(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)

    requests.withdraw(request, actor=cast.dana, at=now)

    assert request.__class__.objects.get(pk=request.pk).account.claim is not None
