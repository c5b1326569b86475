"""Fixed texts: one text a version for good, and the version in effect on a day."""

import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, ProgrammingError, connection, transaction

from policy import reference, services
from policy.models import Wording

pytestmark = pytest.mark.django_db

SECOND = {
    "kind": "policy",
    "version": 2,
    "clause_id": None,
    "text": "I have read it again.",
    "effective_on": datetime.date(2026, 12, 1),
}


def test_the_six_attestations_of_a_supervision_request_are_there_with_their_clauses():
    wordings = Wording.objects.filter(kind__startswith="b2.").exclude(kind="b2.not_required")

    assert {row.kind: row.clause_id for row in wordings} == {
        "b2.no_communication": "B.2.a",
        "b2.real_identity": "B.2.b",
        "b2.site_rules": "B.2.b",
        "b2.privacy": "B.2.d",
        "b2.not_shared": "B.2.e",
        "b2.screenshot_notify": "B.2.f",
    }


def test_a_changed_text_under_an_old_version_is_refused():
    rows = reference.read_wordings()
    rows[0] = rows[0] | {"text": "Quietly something else."}

    with pytest.raises(ImproperlyConfigured, match="policy version 1 was changed"):
        reference.load_wordings(Wording, "default", rows)

    assert Wording.objects.get(kind="policy", version=1).text != "Quietly something else."


def test_a_new_version_is_added_beside_the_old_one():
    old = services.current_wording("policy")

    reference.load_wordings(Wording, "default", [*reference.read_wordings(), SECOND])

    assert services.current_wording("policy").text == "I have read it again."
    assert Wording.objects.get(pk=old.pk).text == old.text


def test_a_version_counts_from_the_day_it_takes_effect(now):
    reference.load_wordings(Wording, "default", [SECOND])

    assert services.current_wording("policy", at=now).version == 1
    assert services.current_wording("policy", at=now + datetime.timedelta(days=20)).version == 2


def test_several_texts_come_in_one_query_in_the_order_asked(now, django_assert_num_queries):
    kinds = ["b2.privacy", "b2.no_communication"]

    with django_assert_num_queries(1):
        found = services.current_wordings(kinds, at=now)
        clauses = [row.clause.label for row in found.values()]

    assert list(found) == kinds
    assert len(clauses) == len(kinds)


def test_a_kind_nobody_wrote_does_not_exist():
    with pytest.raises(Wording.DoesNotExist):
        services.current_wording("no such text")


def test_one_version_has_one_text():
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(kind="policy", version=1, text="Another", effective_on=datetime.date(2026, 1, 1))


@pytest.mark.parametrize("table", ["policy_wording", "policy_acknowledgement"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_application_may_not_change_what_people_agreed_to(table, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
