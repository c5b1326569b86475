"""The settings pages: read by those who answer for the portal, changed by administrators."""

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from policy import services
from policy.models import Setting
from policy.settings_table import SETTINGS

EDIT = "/settings/jjems_note_due/"
GOOD = {"value": "4", "reason": "Asked for by the regions", "version": "0"}


@pytest.mark.parametrize("person", ["bram", "ines", "priya"])
def test_administrators_auditors_and_legal_read_every_setting(cast, as_user, person):
    page = as_user(getattr(cast, person)).get(reverse("settings_list")).content.decode()

    for key in SETTINGS:
        assert reverse("settings_edit", args=[key]) in page


@pytest.mark.parametrize("person", ["dana", "beatrix", "leona", "ottilie", "lucinda"])
@pytest.mark.parametrize("address", ["/settings/", EDIT])
def test_to_everybody_else_the_settings_do_not_exist(cast, as_user, person, address):
    assert as_user(getattr(cast, person)).get(address).status_code == 404


@pytest.mark.parametrize("key", SETTINGS)
def test_every_setting_has_its_page(cast, as_user, key):
    answer = as_user(cast.bram).get(reverse("settings_edit", args=[key]))

    assert answer.status_code == 200
    assert (answer.context["form"] is None) == SETTINGS[key].is_fixed


def test_an_administrator_changes_a_setting_and_the_history_says_so(cast, as_user):
    client = as_user(cast.bram)

    answer = client.post(EDIT, GOOD, follow=True)

    assert "JJEMS note confirmed within: 4 business days." in answer.content.decode()
    assert services.settings_now()["jjems_note_due"] == 4
    assert "from 2 business days to 4 business days: Asked for by the regions" in client.get(EDIT).content.decode()


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("allow_chain_decision", "off", False),
        ("legal_concurrence", "all", "all"),
        ("supervision_review_interval_days", "0", 0),
    ],
)
def test_each_kind_of_setting_is_changed_by_its_form(cast, as_user, key, typed, stored):
    as_user(cast.bram).post(reverse("settings_edit", args=[key]), GOOD | {"value": typed})

    assert services.settings_now()[key] == stored


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("jjems_note_due", "11"),
        ("jjems_note_due", "0"),
        ("jjems_note_due", "-1"),
        ("jjems_note_due", "two"),
        ("jjems_note_due", ""),
        ("jjems_note_due", "9" * 5000),
        ("jjems_note_due", "4\x00"),
        ("allow_chain_decision", "maybe"),
        ("allow_chain_decision", ""),
        ("legal_concurrence", "sometimes"),
    ],
)
def test_a_wrong_value_is_told_at_the_field_and_changes_nothing(cast, as_user, key, typed):
    answer = as_user(cast.bram).post(reverse("settings_edit", args=[key]), GOOD | {"value": typed})

    assert answer.status_code == 400
    assert answer.context["form"].errors["value"]
    assert not Setting.objects.exists()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\x00b"])
def test_a_change_without_a_fit_reason_is_told_at_the_field(cast, as_user, reason):
    answer = as_user(cast.bram).post(EDIT, GOOD | {"reason": reason})

    assert answer.context["form"].errors["reason"]
    assert not Setting.objects.exists()


def test_what_was_typed_survives_an_error(cast, as_user):
    page = as_user(cast.bram).post(EDIT, GOOD | {"value": "11"}).content.decode()

    assert 'value="11"' in page
    assert "Asked for by the regions" in page


@pytest.mark.parametrize("person", ["ines", "priya"])
def test_readers_see_why_they_cannot_change_it_and_are_refused(cast, as_user, person):
    client = as_user(getattr(cast, person))

    page = client.get(EDIT).content.decode()
    answer = client.post(EDIT, GOOD)

    assert "Only a portal administrator changes settings." in page
    assert 'name="reason"' not in page
    assert answer.status_code == 403
    assert not Setting.objects.exists()


def test_what_is_fixed_is_refused_even_to_an_administrator(cast, as_user):
    answer = as_user(cast.bram).post("/settings/automatic_destruction/", GOOD | {"value": "on"})

    assert answer.status_code == 403
    assert not Setting.objects.exists()


def test_an_older_page_is_told_who_was_first(cast, as_user, now):
    client = as_user(cast.bram)
    client.post(EDIT, GOOD)

    answer = client.post(EDIT, GOOD | {"value": "6"})

    assert answer.status_code == 409
    assert "from 2 business days to 4 business days" in answer.content.decode()
    assert services.settings_now()["jjems_note_due"] == 4


def test_the_same_value_again_is_said_and_not_recorded(cast, as_user):
    answer = as_user(cast.bram).post(EDIT, GOOD | {"value": "2"}, follow=True)

    assert "nothing changed" in answer.content.decode()
    assert not AuditEvent.objects.filter(action="setting.changed").exists()


@pytest.mark.parametrize("key", ["no_such_setting", "JJEMS_NOTE_DUE", "1", "-"])
def test_a_setting_that_does_not_exist_is_missing(cast, as_user, key):
    assert as_user(cast.bram).get(f"/settings/{key}/").status_code == 404


def test_the_list_asks_the_database_no_more_with_many_rows_than_with_none(
    cast, as_user, now, django_assert_max_num_queries
):
    for key in ("jjems_note_due", "privacy_reverify_days", "renewal_window_days"):
        entry = SETTINGS[key]
        services.change_setting(key, entry.maximum, actor=cast.bram, at=now, reason="Three rows")
    client = as_user(cast.bram)

    with django_assert_max_num_queries(10):
        client.get(reverse("settings_list"))
