"""The pages of the social media sites: everybody reads, administrators keep the facts, Legal rules (B.2.d)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from authorizations.choices import HideSetting, ViewerAnswer, ViewerVisibility
from authorizations.models import Platform
from authorizations.services import platforms
from tests.factories.authorizations import granted

LIST = "/sites/"
FACTS = {
    "status": "active",
    "viewer_visibility": "some",
    "visible_features": "Stories show who watched.",
    "hide_setting": "partly",
    "hide_howto": "Settings, Privacy: switch off the viewer list.",
    "rules_url": "https://help.instagram.com/477434105621119",
    "seen": "",
}


@pytest.fixture
def instagram(db):
    return Platform.objects.get(slug="instagram")


def facts(**changed):
    return FACTS | {"verified_on": timezone.localdate().isoformat()} | changed


def rule(platform, cast, now, ruling="Posts may be viewed; stories must not be opened."):
    return platforms.rule_on(
        platform, ruling=ruling, condition="Never open stories.", actor=cast.priya, at=now, day=now.date()
    )


# Reading -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["dana", "beatrix", "ottilie", "lucinda", "ines", "bram", "priya"])
def test_everybody_signed_in_reads_every_site(cast, as_user, person):
    page = as_user(getattr(cast, person)).get(LIST).content.decode()

    for platform in Platform.objects.all():
        assert f'id="{platform.slug}"' in page
    assert "Private mode" in page


@pytest.mark.clause("B.2.d")
def test_sites_stand_where_they_may_be_used_need_a_ruling_or_are_retired(cast, as_user, now, instagram):
    client = as_user(cast.dana)

    before = client.get(LIST).context
    rule(instagram, cast, now)
    after = client.get(LIST)

    assert instagram in before["waiting"] and instagram not in after.context["waiting"]
    assert instagram in after.context["with_care"]
    assert "Posts may be viewed; stories must not be opened." in after.content.decode()
    assert "Priya Lindqvist" in after.content.decode()
    assert {site.slug: now and now.slug for site, now in before["retired"]} == {"twitter": "x", "vine": None}


def test_only_those_who_may_change_a_site_see_the_way_there(cast, as_user, instagram):
    edit, ruling = (f'href="{reverse(name, args=["instagram"])}"' for name in ("platform_edit", "platform_rule"))

    pages = {name: as_user(getattr(cast, name)).get(LIST).content.decode() for name in ("dana", "bram", "priya")}

    assert {name: (edit in page, ruling in page) for name, page in pages.items()} == {
        "dana": (False, False),
        "bram": (True, False),
        "priya": (False, True),
    }


def test_the_list_asks_the_database_a_constant_number_of_questions(cast, as_user, django_assert_max_num_queries):
    client = as_user(cast.dana)

    with django_assert_max_num_queries(10):
        client.get(LIST)


@pytest.mark.parametrize("person", ["dana", "beatrix", "leona", "ines", "ottilie"])
@pytest.mark.parametrize("address", ["/sites/instagram/", "/sites/instagram/ruling/"])
def test_to_others_the_forms_do_not_exist(cast, as_user, person, address):
    client = as_user(getattr(cast, person))

    forbidden, missing = client.get(address), client.get("/no/such/page/")

    assert forbidden.status_code == client.post(address, FACTS).status_code == 404
    assert forbidden.content == missing.content


def test_legal_keeps_no_facts_and_an_administrator_rules_on_nothing(cast, as_user, instagram):
    ruled = as_user(cast.bram).post("/sites/instagram/ruling/", {"ruling": "Fine.", "seen": ""})
    changed = as_user(cast.priya).post("/sites/instagram/", facts())

    instagram.refresh_from_db()
    assert ruled.status_code == changed.status_code == 404
    assert instagram.ruling == "" and instagram.hide_setting == HideSetting.NO


@pytest.mark.parametrize("slug", ["no-such-site", "x" * 300])
def test_a_site_that_does_not_exist_is_missing(cast, as_user, slug):
    assert as_user(cast.bram).get(f"/sites/{slug}/").status_code == 404
    assert as_user(cast.priya).get(f"/sites/{slug}/ruling/").status_code == 404


# Facts --------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.2.d")
def test_an_administrator_corrects_the_facts_and_the_trail_says_so(cast, as_user, instagram):
    client = as_user(cast.bram)

    answer = client.post("/sites/instagram/", facts(), follow=True)

    instagram.refresh_from_db()
    assert "Instagram: facts recorded." in answer.content.decode()
    assert instagram.hide_setting == HideSetting.PARTLY
    assert instagram.facts_verified_on == timezone.localdate()
    assert AuditEvent.objects.get(action="platform.changed").actor_name == "Bram Ekstrom"
    assert "Setting that hides the viewer" in client.get("/sites/instagram/").content.decode()


@pytest.mark.clause("B.2.d")
def test_a_site_that_shows_viewers_cannot_be_recorded_without_saying_what_hides_them(cast, as_user, instagram):
    answer = as_user(cast.bram).post("/sites/instagram/", facts(hide_setting="not_needed", hide_howto=""))

    instagram.refresh_from_db()
    assert answer.status_code == 400
    assert "hide_setting" in answer.context["form"].errors
    assert instagram.hide_setting == HideSetting.NO


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("hide_setting", {"viewer_visibility": "none", "hide_setting": "no"}),
        ("visible_features", {"visible_features": ""}),
        ("hide_howto", {"hide_howto": ""}),
        ("viewer_visibility", {"viewer_visibility": "unknown"}),
        ("viewer_visibility", {"viewer_visibility": ""}),
        ("status", {"status": "deleted"}),
        ("visible_features", {"visible_features": "a" * 201}),
        ("visible_features", {"visible_features": "Stories\x00"}),
        ("visible_features", {"visible_features": "Stories \u202ewho watched"}),
        ("hide_howto", {"hide_howto": "x" * 501}),
        ("hide_howto", {"hide_howto": "\u200b"}),
        ("rules_url", {"rules_url": "javascript:alert(1)"}),
        ("rules_url", {"rules_url": "https://help.x.com/\u202etxt.exe"}),
        ("rules_url", {"rules_url": "https://x.com/\x00"}),
        ("rules_url", {"rules_url": "https://[::1"}),
        ("verified_on", {"verified_on": ""}),
        ("verified_on", {"verified_on": "0001-01-01"}),
        ("verified_on", {"verified_on": "yesterday"}),
        ("verified_on", {"verified_on": "99999-01-01"}),
    ],
)
def test_a_wrong_fact_is_told_at_its_field_and_changes_nothing(cast, as_user, instagram, field, changed):
    answer = as_user(cast.bram).post("/sites/instagram/", facts(**changed))

    instagram.refresh_from_db()
    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert instagram.facts_verified_on is None


def test_nobody_has_looked_tomorrow(cast, as_user, instagram):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    answer = as_user(cast.bram).post("/sites/instagram/", facts(verified_on=tomorrow.isoformat()))

    assert answer.context["form"].errors["verified_on"]


def test_an_older_page_of_facts_is_told_who_was_first(cast, as_user, instagram):
    client = as_user(cast.bram)
    client.post("/sites/instagram/", facts())

    answer = client.post("/sites/instagram/", facts(hide_setting="no"))

    instagram.refresh_from_db()
    assert answer.status_code == 409
    assert "Facts of the site changed by Bram Ekstrom" in answer.content.decode()
    assert instagram.hide_setting == HideSetting.PARTLY


def test_what_a_site_that_is_not_listed_shows_stays_a_question_to_the_requester(cast, as_user):
    page = as_user(cast.bram).get("/sites/other/")

    assert [value for value, label in page.context["form"].fields["viewer_visibility"].choices] == [
        ViewerVisibility.UNKNOWN
    ]


# The ruling ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.2.d")
def test_a_ruling_of_legal_opens_the_site_and_names_who_ruled(cast, as_user, instagram):
    sent = {"ruling": "Posts only.", "condition": "Never open stories.", "seen": ""}

    answer = as_user(cast.priya).post("/sites/instagram/ruling/", sent, follow=True)

    instagram.refresh_from_db()
    assert "Instagram: ruling recorded." in answer.content.decode()
    assert (instagram.ruling, instagram.ruling_condition, instagram.ruled_by) == (
        "Posts only.",
        "Never open stories.",
        cast.priya,
    )
    assert AuditEvent.objects.get(action="platform.ruled").actor_name == "Priya Lindqvist"


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("ruling", {"ruling": ""}),
        ("ruling", {"ruling": "   "}),
        ("ruling", {"ruling": "x" * 2001}),
        ("ruling", {"ruling": "Posts\x00only"}),
        ("ruling", {"ruling": "\u202eylno stsoP"}),
        ("condition", {"condition": "x" * 301}),
        ("condition", {"condition": "\u2066Never"}),
    ],
)
def test_a_wrong_ruling_is_told_at_its_field_and_changes_nothing(cast, as_user, instagram, field, changed):
    sent = {"ruling": "Posts only.", "condition": "", "seen": ""} | changed

    answer = as_user(cast.priya).post("/sites/instagram/ruling/", sent)

    instagram.refresh_from_db()
    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert instagram.ruling == ""


def test_clearing_a_ruling_needs_a_tick_and_keeps_what_stands_until_then(cast, as_user, now, instagram):
    rule(instagram, cast, now)
    client = as_user(cast.priya)
    seen = client.get("/sites/instagram/ruling/").context["form"]["seen"].value()

    without = client.post("/sites/instagram/ruling/", {"clear": "1", "clear-seen": seen})
    instagram.refresh_from_db()
    assert without.status_code == 400 and instagram.ruling

    client.post("/sites/instagram/ruling/", {"clear": "1", "clear-seen": seen, "clear-is_certain": "on"})
    instagram.refresh_from_db()
    assert (instagram.ruling, instagram.ruled_by, instagram.needs_ruling) == ("", None, True)


def test_the_page_of_a_ruling_says_how_many_authorizations_rest_on_it(cast, as_user, now, instagram):
    rule(instagram, cast, now)
    for person, youth in ((cast.dana, cast.koa), (cast.juniper, cast.tavi)):
        granted(person, youth, at=now, platform="instagram", viewer_answer=ViewerAnswer.WILL_NOT_OPEN)

    page = as_user(cast.priya).get("/sites/instagram/ruling/")

    assert page.context["in_use"] == {"live": 2, "waiting": 0}
    assert "2 authorizations in force use this site." in page.content.decode()


def test_an_older_page_of_a_ruling_is_told_who_was_first(cast, as_user, now, instagram):
    rule(instagram, cast, now)

    answer = as_user(cast.imogen).post("/sites/instagram/ruling/", {"ruling": "Everything.", "seen": ""})

    instagram.refresh_from_db()
    assert answer.status_code == 409
    assert "Ruling of the Legal Unit recorded by Priya Lindqvist" in answer.content.decode()
    assert instagram.ruling == "Posts may be viewed; stories must not be opened."
