"""Each detector of domain 8, with what it must leave alone."""

from dataclasses import replace

import pytest

from pulse_moderation.screening import Context, Kind, Rule, Screen, text_hash
from tests.pulse_moderation.numbers_made import negatives, positives
from tests.pulse_moderation.screens import found, shipped


def test_identity_numbers_and_birth_dates_are_found_and_their_like_are_not():
    missed = [text for _what, text in positives() if not found(text).keys() & {"S-PII-OTHER", "S-PII-OWN"}]
    alarms = [text for text in negatives() if found(text).keys() & {"S-PII-OTHER", "S-PII-OWN"}]

    assert len(missed) <= 12, missed[:20]
    assert len(alarms) <= 5, alarms[:20]


LINKS = (
    "https://www.instagram.com/kit", "instagram.com/kit", "see facebook.com/kit.w", "m.facebook.com/kit",
    "http://tiktok.com/@kit",
    "youtu.be/abc", "www.youtube.com/c/kit", "twitter.com/kit", "x.com/kit", "t.me/kit", "wa.me/15550100",
    "snapchat.com/add/kit",
    "linkedin.com/in/kit", "reddit.com/u/kit", "discord.gg/abc", "twitch.tv/kit", "bsky.app/profile/kit",
    "threads.net/@kit",
    "pinterest.com/kit", "kit.tumblr.com", "myspace.com/kit", "bit.ly/3abc", "tinyurl.com/abc", "linktr.ee/kit",
    "instagram dot com slash kit", "facebook (dot) com/kit", "instagram . com/kit", "hxxps://instagram[.]com/kit",
    "ＩＮＳＴＡＧＲＡＭ.com/kit", "instаgram.com/kit", "@kit_w on insta", "@kit on Instagram", "follow me on TikTok",
    "add me on snap",
    "my snap is kitw", "IG: @kit", "insta: kit_w", "find me on Facebook", "my IG handle is kitw", "DM me on Twitter",
)  # fmt: skip
NO_LINKS = (
    "https://www.mass.gov/dys", "mass.gov", "The policy covers Facebook, Instagram and Twitter.",
    "Training on social media safety",
    "email kit@mass.gov", "The x-ray was at 3.", "Threads of blue and vine green", "Snap your badge on",
    "See you on Monday",
    "notinstagram.community", "facebook.com/massgov", "Our reddit-style forum closed", "Telegram Street is closed",
    "discord among staff",
    "Chapter x. Common sense", "He tweeted about the storm", "The Pinterest interview question",
    "linked in the calendar",
    "Do not friend youth on Facebook", "Instagram is down today",
)  # fmt: skip


@pytest.mark.clause("B.1.b")
@pytest.mark.parametrize("text", LINKS)
def test_a_link_or_handle_of_a_social_site_is_held(text):
    assert found(text).get("S-LINK") == "hold"


@pytest.mark.parametrize("text", NO_LINKS)
def test_speaking_of_a_site_is_no_link(text):
    assert "S-LINK" not in found(text)


@pytest.mark.clause("B.1.e/1", "B.1.e/2")
def test_ones_own_number_warns_and_anothers_is_held():
    assert found("My cell is 617-555-0142") == {"S-PII-OWN": "caution"}
    assert found("Call Dana Whitfield at home, 617-555-0142") == {"S-PII-OTHER": "hold"}
    assert found("her cell: (617) 555-0142") == {"S-PII-OTHER": "hold"}
    assert found("Dana Whitfield lives at 12 Alder Street, Lowell") == {"S-PII-OTHER": "hold"}
    assert found("my gmail is kit.w@gmail.com") == {"S-PII-OWN": "caution"}
    assert found("Her cell 617-555-0142", Context(author_values=("(617) 555-0142",))) == {"S-PII-OWN": "caution"}


@pytest.mark.parametrize(
    "text",
    ["Office line 617-555-0142", "Help desk: 617-555-0142 ext 5", "Call 1-800-555-0142", "dana@mass.gov",
     "PO 617-555-0142",
     "The training is at 600 Washington Street, Boston", "info@vendor.com", "a 10 minute drive on the highway"],
)  # fmt: skip
def test_what_is_of_work_is_nobodys_secret(text):
    assert found(text) == {}


@pytest.mark.clause("B.1.f/2")
@pytest.mark.parametrize(
    "text",
    ["my password is Heron77!", "password Harbor-Gull-77", "Password: gull4242", "username kitw2 password x9!kk",
     "the pin is 4417",
     "just use my login until Friday", "Dana's password is sunshine1", "login: kitw / Gull4242"],
)  # fmt: skip
def test_a_password_is_held_and_shown_nowhere(text):
    hits = [hit for hit in shipped().hits(text) if hit.rule == "S-CRED"]

    assert hits
    for secret in ("Heron77", "Harbor-Gull-77", "gull4242", "x9!kk", "4417", "sunshine1", "Gull4242"):
        assert not any(secret in hit.excerpt for hit in hits)


@pytest.mark.parametrize(
    "text",
    ["Your password expires in 90 days", "Never share your password", "Password training is on Monday",
     "passwords must have 12 characters",
     "Reset the password at the help desk", "Pin the badge to your coat", "two-factor login is required",
     "Don't use my login page bookmark"],
)  # fmt: skip
def test_speaking_of_passwords_is_none(text):
    assert found(text).get("S-CRED") in (None, "info")


@pytest.mark.clause("B.1.h/1", "C.2.a")
def test_a_youth_is_recognized_by_name_initial_and_number():
    assert found("Zephyr Alderbrook did well")["S-YOUTH"] == "critical"
    assert found("Alderbrook, Zephyr")["S-YOUTH"] == "critical"
    assert found("Zephyr T. Alderbrook's art")["S-YOUTH"] == "critical"
    assert found("Zeph Alderbrook")["S-YOUTH"] == "critical"
    assert found("file DEMO-100001")["S-YOUTH"] == "critical"
    assert found("JJEMS number 4471920")["S-YOUTH"] == "critical"
    assert found("Zephyr A. was late")["S-YOUTH"] == "hold"
    assert found("Zephyr has a court date")["S-YOUTH"] == "hold"
    assert found("zephyr alderbrook")["S-YOUTH"] == "hold"
    assert found("Ｚephyr Аlderbrook")["S-YOUTH"] == "critical"


def test_others_are_not_taken_for_a_youth():
    assert "S-YOUTH" not in found("Zephyr winds are mild")
    assert "S-YOUTH" not in found("Zephyr Baker leads the unit")
    assert found("Koa Quill-Marsh spoke")["S-YOUTH"] == "hold"


def test_no_excerpt_says_which_youth():
    for hit in shipped().hits("Zephyr Alderbrook, DEMO-100001, has court"):
        assert not {"Zephyr", "Alderbrook", "100001"} & set(hit.excerpt.replace(",", "").split())


@pytest.mark.clause("C.2.d")
def test_an_officer_by_name_is_held_and_an_office_is_not():
    assert found("Officer Ruiz came")["S-LEO"] == "hold"
    assert found("Det. Owen Haskell came")["S-LEO"] == "hold"
    assert found("Officer Ruiz came", Context(press=True))["S-LEO"] == "info"
    assert "S-LEO" not in found("the Chief Information Officer Program and police Training")


@pytest.mark.clause("C.2.c")
def test_a_docket_number_is_held():
    assert found("docket 2023CR001234")["S-CORI"] == "critical"


@pytest.mark.clause("B.3.a", "C.2.g")
def test_a_confidential_handle_is_for_legal_alone():
    hits = [hit for hit in shipped().hits("look at @demo_heron_12 again") if hit.rule == "S-CONF"]

    assert [hit.restricted for hit in hits] == [True]
    assert "heron" not in hits[0].excerpt
    assert not [hit for hit in shipped().hits("look at @demo_heron_13 again") if hit.rule == "S-CONF"]


@pytest.mark.clause("B.1.d")
def test_floods_are_held():
    assert found("Forward this to 10 people")["S-SPAM"] == "hold"
    assert found("a.com b.com c.com d.com")["S-SPAM"] == "hold"
    assert (
        found("THIS IS VERY IMPORTANT AND EVERYONE NEEDS TO READ IT RIGHT NOW, TODAY AND TOMORROW")["S-SPAM"] == "hold"
    )
    assert found("Hello,  all!", Context(recent_hashes=(text_hash("hello all"),)))["S-SPAM"] == "hold"
    assert found("Selling my couch, $50") == {"S-SPAM": "hold"}


def test_what_is_posted_once_and_quietly_is_no_flood():
    assert found("See a.com and b.com", Context(recent_hashes=(text_hash("another"),))) == {}
    assert found("The budget is $50") == {}
    assert found("FORWARD THIS TO 10 PEOPLE", Context(official=True)) == {}


@pytest.mark.clause("B.1.h/2")
def test_pictures_wait_and_youth_material_needs_a_release():
    assert found("Art", Context(has_image=True)) == {"S-IMG": "hold"}
    assert found("Art", Context(has_image=True, youth_material=True)) == {"S-IMG": "hold", "S-REL": "critical"}
    assert found("Art", Context(has_image=True, youth_material=True, released=True)) == {"S-IMG": "hold"}
    assert found("by Zephyr Alderbrook", Context(has_image=True))["S-REL"] == "critical"


def test_a_phrase_that_is_let_through_is_so_for_what_no_word_finds_too():
    text = "Our page: instagram.com/harbor.club"
    links = Rule("S-LINK", 1, "B.1.b", kind=Kind.DETECTOR)

    assert found(text, screen=Screen((links,))) == {"S-LINK": "hold"}
    letting_through = Screen((replace(links, exceptions=("instagram.com/harbor.club",)),))
    assert found(text, screen=letting_through) == {}
    assert found(f"{text} and instagram.com/demo_dana", screen=letting_through) == {"S-LINK": "hold"}
