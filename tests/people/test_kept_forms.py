"""Everything typed survives an expired login, for its author and for nobody else."""

import datetime
import html

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people import kept_forms, services
from people.models import Delegation, KeptForm
from tests.people.conftest import hidden

SENTENCE = "You were signed out before this was sent. Nothing is lost: check it and send it again."
REASON = 'Two weeks away <script>alert("x")</script> & “quotes”'


@pytest.fixture
def page():
    return reverse("delegation_list")


@pytest.fixture
def typed(cast):
    today = timezone.localdate()
    return {
        "delegate": str(cast.noor.public_id),
        "from_on": today.isoformat(),
        "to_on": (today + datetime.timedelta(days=14)).isoformat(),
        "reason": REASON,
    }


@pytest.fixture
def expired(cast, browser, page, typed, sign_in, age):
    """Beatrix has the form open, her session ends, she sends it: the answer, her browser."""
    sign_in(browser, "beatrix")
    shown = browser.get(page)
    typed |= {"author": hidden(shown, "author"), "csrfmiddlewaretoken": hidden(shown, "csrfmiddlewaretoken")}
    age(browser, minutes=21)
    return browser.post(page, typed)


def token(person, page):
    return kept_forms.author_token(person, page)


def test_what_was_typed_comes_back_after_signing_in_and_is_sent_once(cast, browser, expired, page, sign_in):
    kept = KeptForm.objects.get()
    back = f"{page}?kept={kept.public_id}"
    shown = browser.get(expired.url)
    assert "You were signed out after 20 minutes without activity." in shown.content.decode()
    assert hidden(shown, "next") == back

    answer = sign_in(browser, "beatrix", next=back)
    form = browser.get(answer.url)
    reloaded = browser.get(answer.url)

    for text in (form.content.decode(), reloaded.content.decode()):
        assert SENTENCE in text
        assert f'value="{html.escape(REASON)}"' in text
    assert Delegation.objects.count() == 0

    data = {**form.context["form"].data.dict(), "csrfmiddlewaretoken": hidden(form, "csrfmiddlewaretoken")}
    assert browser.post(answer.url, data).status_code == 302
    assert Delegation.objects.get().reason == REASON
    assert KeptForm.objects.count() == 0


def test_nothing_the_form_asks_for_is_done_before_it_is_sent_again(expired):
    assert expired.status_code == 302
    assert Delegation.objects.count() == 0


def test_another_person_who_signs_in_gets_the_plain_page(cast, browser, expired, page, sign_in):
    answer = sign_in(browser, "noor", next=f"{page}?kept={KeptForm.objects.get().public_id}")

    text = browser.get(answer.url).content.decode()

    assert SENTENCE not in text
    assert "Two weeks away" not in text


def test_what_was_typed_cannot_carry_script_into_the_page(cast, browser, expired, page, sign_in):
    answer = sign_in(browser, "beatrix", next=f"{page}?kept={KeptForm.objects.get().public_id}")

    assert '<script>alert("x")' not in browser.get(answer.url).content.decode()


def test_what_was_typed_is_sealed_in_the_database(expired):
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_keptform::text, body FROM people_keptform")
        row, body = cursor.fetchone()

    assert "Two" not in row
    assert b"Two" not in bytes(body)
    assert "Two+weeks+away" in KeptForm.objects.get().body.reveal()
    assert "author" not in KeptForm.objects.get().body.reveal()
    assert "csrfmiddlewaretoken" not in KeptForm.objects.get().body.reveal()


def test_signing_in_again_in_another_tab_loses_nothing(cast, browser, page, typed, sign_in):
    """The second sign-in gives the browser another CSRF secret, so the form of the first tab is refused, but kept."""
    sign_in(browser, "beatrix")
    shown = browser.get(page)
    typed |= {"author": hidden(shown, "author"), "csrfmiddlewaretoken": hidden(shown, "csrfmiddlewaretoken")}
    browser.post(reverse("sign_out"), {"csrfmiddlewaretoken": typed["csrfmiddlewaretoken"]})
    sign_in(browser, "beatrix")

    answer = browser.post(page, typed)

    assert answer.url.startswith(f"{page}?kept=")
    assert f'value="{html.escape(REASON)}"' in browser.get(answer.url).content.decode()
    assert Delegation.objects.count() == 0


def test_a_form_of_another_person_is_not_kept_from_a_signed_in_browser(cast, browser, page, typed, sign_in):
    sign_in(browser, "noor")

    answer = browser.post(page, typed | {"author": token(cast.beatrix, page), "csrfmiddlewaretoken": "x" * 64})

    assert answer.status_code == 403
    assert KeptForm.objects.count() == 0


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "x",
        "x:y:z",
        "\0",
        "é" * 5000,
        signing.dumps(["not an id", "/delegations/"], salt=kept_forms.SALT),
        signing.dumps("x", salt=kept_forms.SALT),
        signing.dumps(["11111111-1111-4111-8111-111111111111", "/delegations/"], salt=kept_forms.SALT),
        signing.dumps(["11111111-1111-4111-8111-111111111111", "/delegations/"], salt="another"),
    ],
    # Tokens carry the second in which they were signed: as names they would differ between two runners.
    ids=["none", "word", "parts", "nul", "long", "no id", "no list", "nobody", "other salt"],
)
def test_without_a_token_of_ours_nothing_is_kept(cast, client, page, typed, forged):
    answer = client.post(page, typed | {"author": forged})

    assert answer.url == f"{reverse('sign_in')}?next={page}"
    assert KeptForm.objects.count() == 0


@pytest.mark.parametrize(("hours", "count"), [(23, 1), (25, 0)])
def test_a_token_holds_for_a_day(cast, client, page, typed, hours, count):
    value, _time, _signature = token(cast.beatrix, page).rsplit(":", 2)
    shown_at = timezone.now() - datetime.timedelta(hours=hours)
    signed = signing.Signer(salt=kept_forms.SALT).sign(f"{value}:{signing.b62_encode(int(shown_at.timestamp()))}")

    client.post(page, typed | {"author": signed})

    assert KeptForm.objects.count() == count


def test_half_a_megabyte_is_too_much(cast, client, page, typed):
    answer = client.post(page, typed | {"author": token(cast.beatrix, page), "reason": "x" * 512 * 1024})

    assert answer.url == f"{reverse('sign_in')}?next={page}"
    assert KeptForm.objects.count() == 0


def test_files_are_not_kept(cast, client, page, typed):
    client.post(page, typed | {"author": token(cast.beatrix, page), "file": SimpleUploadedFile("a.txt", b"x")})

    assert KeptForm.objects.count() == 0


def test_a_form_that_names_another_place_comes_back_there(cast, client, typed, page):
    """A form sent to an address that only takes POST carries the address of the page that showed it."""
    send_to = reverse("person_role_grant", args=[cast.dana.public_id])
    shown_at = reverse("person_detail", args=[cast.dana.public_id])

    answer = client.post(send_to, {"role": "hr", "author": token(cast.bram, shown_at)})

    assert answer.url.startswith(f"{reverse('sign_in')}?next={shown_at}%3Fkept%3D")


def test_a_part_of_a_page_asked_for_by_script_leads_the_whole_page_to_sign_in(cast, client, page, typed):
    answer = client.post(page, typed | {"author": token(cast.beatrix, page)}, headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith(reverse("sign_in"))


@pytest.mark.parametrize("public_id", ["", "x", "\0", "11111111-1111-4111-8111-111111111111"])
def test_an_address_that_names_no_kept_form_is_the_plain_page(cast, as_user, page, public_id):
    answer = as_user(cast.beatrix).get(page, {"kept": public_id})

    assert answer.status_code == 200
    assert SENTENCE not in answer.content.decode()


def test_a_kept_form_does_not_come_back_on_another_page(cast, as_user, now):
    kept = services.keep_form(cast.bram, path="/youth/new/", body="first=Koa", at=timezone.now())

    answer = as_user(cast.bram).get(reverse("person_new"), {"kept": kept.public_id})

    assert SENTENCE not in answer.content.decode()


def test_only_ten_are_kept_for_one_author(cast, now):
    for number in range(12):
        at = now + datetime.timedelta(seconds=number)
        services.keep_form(cast.dana, path=f"/{number}/", body="x", at=at)

    assert [kept.path for kept in KeptForm.objects.order_by("kept_at")] == [f"/{number}/" for number in range(2, 12)]


def test_kept_forms_are_dropped_after_a_day(cast, now):
    day = datetime.timedelta(days=1)
    old = services.keep_form(cast.dana, path="/old/", body="x", at=now - day)
    fresh = services.keep_form(cast.dana, path="/fresh/", body="x", at=now - day * 0.9)

    assert services.kept_form(cast.dana, public_id=old.public_id, at=now) is None
    assert services.kept_form(cast.dana, public_id=fresh.public_id, at=now) == fresh
    assert services.purge_kept_forms(now) == 1
    assert KeptForm.objects.get() == fresh


def test_a_public_page_keeps_nothing(cast, client):
    client.post(reverse("sign_in"), {"username": "x", "password": "y", "author": token(cast.dana, "/sign-in/")})

    assert KeptForm.objects.count() == 0


def test_the_token_stands_in_no_page_of_somebody_not_signed_in(db):
    assert 'name="author"' not in Client().get("/sign-in/").content.decode()
