"""A portal without people gets its first ones from an operator."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from people.models import RoleGrant, User
from people.roles import Role
from people.services import add_person, confirm_role, grant_role
from workflow.errors import NotAllowed

WHO = ["bram", "--first", "Bram", "--last", "Ekstrom", "--email", "bram@dys.example", "--employee-number", "E1"]
PASSWORD = "long enough for everybody"


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("DYS_ADMINISTRATOR_PASSWORD", PASSWORD)


def test_the_first_administrator_can_sign_in_and_add_people(db, password):
    call_command("create_administrator", *WHO)

    bram = User.objects.get(username="bram")
    client = Client()
    client.post(reverse("sign_in"), {"username": "bram", "password": PASSWORD})
    assert bram.roles == {Role.ADMIN}
    assert client.get(reverse("person_new")).status_code == 200
    assert set(AuditEvent.objects.filter(actor_name="operator").values_list("action", flat=True)) == {
        "person.added",
        "role.granted",
    }


def test_there_is_only_one_first_administrator(cast, password):
    with pytest.raises(CommandError, match="has an administrator"):
        call_command("create_administrator", *WHO)

    assert not User.objects.filter(username="bram", employee_number="E1").exists()


def test_a_short_password_adds_nobody(db, monkeypatch):
    monkeypatch.setenv("DYS_ADMINISTRATOR_PASSWORD", "short")

    with pytest.raises(CommandError, match="15 characters"):
        call_command("create_administrator", *WHO)

    assert not User.objects.exists()


def test_an_address_that_is_none_adds_nobody(db, password):
    with pytest.raises(CommandError):
        call_command("create_administrator", *[part.replace("@", " at ") for part in WHO])

    assert not User.objects.exists()


@pytest.mark.usefixtures("password")
def test_the_first_member_of_legal_is_confirmed_by_the_operator_and_the_second_by_the_first(db, now):
    call_command("create_administrator", *WHO)
    bram = User.objects.get(username="bram")
    imogen, priya = (_add(bram, name, now) for name in ("imogen", "priya"))
    grant_role(imogen, Role.LEGAL, actor=bram, at=now)
    waiting = grant_role(priya, Role.LEGAL, actor=bram, at=now)

    call_command("confirm_first_legal", "imogen")
    confirm_role(waiting, actor=User.objects.get(pk=imogen.pk), at=now)

    assert User.objects.get(pk=imogen.pk).has_role(Role.LEGAL)
    assert User.objects.get(pk=priya.pk).has_role(Role.LEGAL)


def test_the_operator_confirms_nobody_once_legal_has_a_member(cast, now):
    grant = RoleGrant.objects.create(person=cast.dana, role=Role.LEGAL, granted_by=cast.bram, granted_at=now)

    with pytest.raises(CommandError, match="has a member"):
        call_command("confirm_first_legal", "dana")

    grant.refresh_from_db()
    assert grant.confirmed_at is None


def test_the_administrator_does_not_confirm_legal(db, now, password):
    call_command("create_administrator", *WHO)
    bram = User.objects.get(username="bram")
    grant = grant_role(_add(bram, "imogen", now), Role.LEGAL, actor=bram, at=now)

    with pytest.raises(NotAllowed):
        confirm_role(grant, actor=bram, at=now)


def _add(bram, name, at):
    return add_person(
        actor=bram,
        at=at,
        username=name,
        legal_first=name.title(),
        legal_last="Test",
        employee_number=name,
        work_email=f"{name}@dys.example",
        employment_type="state",
        job_title="paralegal",
        unit="legal",
        worksite=bram.worksite,
    )
