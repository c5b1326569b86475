"""Reading the policy and agreeing to it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from policy import catalogue, reference, services
from policy.models import Acknowledgement, Wording


@pytest.mark.clause("A.1", "A.2", "A.3")
def test_the_policy_page_shows_every_clause_and_every_term(cast, as_user):
    page = as_user(cast.dana).get(reverse("policy_home")).content.decode()

    for clause in catalogue.catalogue().clauses.values():
        assert f'id="{clause.id}"' in page
        assert reverse("policy_clause", args=[clause.id]) in page
    for definition in catalogue.catalogue().definitions:
        assert f'<dt id="{definition.slug}">{definition.term}</dt>' in page


def test_the_policy_page_asks_as_many_questions_of_the_database_before_and_after(
    cast, as_user, django_assert_max_num_queries
):
    client = as_user(cast.dana)

    with django_assert_max_num_queries(12):
        client.get(reverse("policy_home"))


def test_saying_one_has_read_it_is_recorded_and_shown(cast, as_user):
    client = as_user(cast.dana)
    assert "I have read it" in client.get(reverse("policy_home")).content.decode()

    answer = client.post(reverse("policy_acknowledge"), {"version": 1}, follow=True)

    assert "You read the policy on" in answer.content.decode()
    assert "I have read it" not in answer.content.decode()
    assert services.is_current(cast.dana, "policy", timezone.now())


def test_a_double_click_is_one_acknowledgement(cast, as_user):
    client = as_user(cast.dana)

    client.post(reverse("policy_acknowledge"), {"version": 1})
    client.post(reverse("policy_acknowledge"), {"version": 1})

    assert Acknowledgement.objects.count() == 1
    assert AuditEvent.objects.filter(action="policy.acknowledged").count() == 1


@pytest.mark.parametrize("version", ["1", "", "0", "x", "99999999999999999999", "1\x00"])
def test_nobody_agrees_to_a_text_they_have_not_seen(cast, as_user, version):
    today = timezone.now().date() - datetime.timedelta(days=1)
    second = {"kind": "policy", "version": 2, "clause_id": None, "text": "Another.", "effective_on": today}
    reference.load_wordings(Wording, "default", [second])

    answer = as_user(cast.dana).post(reverse("policy_acknowledge"), {"version": version}, follow=True)

    assert "The text has changed" in answer.content.decode()
    assert not Acknowledgement.objects.exists()


def test_acknowledging_takes_a_form(cast, as_user):
    assert as_user(cast.dana).get(reverse("policy_acknowledge")).status_code == 405


@pytest.mark.parametrize("id", catalogue.catalogue().clauses)
def test_every_clause_has_its_page_with_its_words_and_statements(cast, as_user, id):
    clause = catalogue.clause(id)

    answer = as_user(cast.dana).get(reverse("policy_clause", args=[id]))

    assert answer.status_code == 200
    assert answer.context["clause"] == clause
    page = answer.content.decode()
    for statement in clause.statements:
        assert statement.id in page


def test_a_clause_page_says_which_settings_serve_it_and_that_they_are_ours(cast, as_user):
    page = as_user(cast.dana).get("/policy/B.2.c/").content.decode()

    assert "JJEMS note confirmed within" in page
    assert "2 business days" in page
    assert "DYS target, not policy" in page


@pytest.mark.parametrize("id", ["B.9", "Z", "B.2.z", "B", "b.2", "B.2.c/1", "../etc", "B.2.%00", "APP.1"])
def test_a_clause_that_does_not_exist_is_missing(cast, as_user, id):
    assert as_user(cast.dana).get(f"/policy/{id}/").status_code == 404


@pytest.mark.parametrize("address", ["/policy/", "/policy/B.2.c/"])
def test_the_policy_is_read_signed_in(client, db, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("sign_in"))
