"""The pages of a profile and Legal's desk: what is sealed, what is refused at the field, to whom none of it exists."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from authorizations.services.accounts import CONFLICT_TEXT
from evidence.models import CustodyEntry
from investigations.choices import Answer, ReviewCheck
from investigations.models import InvestigationProfile, KeptFile, ProfileReview
from investigations.services import profiles
from investigations.states import ProfileState, State
from notifications.models import Notice
from people.titles import JobTitle
from tests.evidence import pictures
from tests.factories import investigations as make
from tests.factories.authorizations import granted as supervision
from tests.queries import MOST
from workflow.identity import acting_as

pytestmark = pytest.mark.usefixtures("vault")
PASSWORD = "a password for tests"
DAY = datetime.timedelta(days=1)
SEALED = ("demo_quiet_heron", "Robin Heron", "heron@dys.example", "id-4417-of-it")
ACTS = ("record", "acknowledge", "persona", "image", "proof", "hand_over", "rest", "wake", "wind_down", "compromise",
        "deactivate", "give_up", "account_record")  # fmt: skip


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officers(cast):
    """Dana and Mateo are Apprehension Officers of Beatrix."""
    for person in (cast.dana, cast.mateo):
        person.job_title = JobTitle.APPREHENSION_OFFICER
        person.save()


@pytest.fixture
def leave(cast, officers, at):
    return make.granted(cast.dana, cast.koa, at=at)


@pytest.fixture
def waiting(cast, leave):
    """A profile that was granted and has no account yet."""
    with acting_as(cast.dana):
        return leave.profiles.get()


@pytest.fixture
def profile(leave, at):
    return make.profile_in_use(leave, at=at, registration_email="heron@dys.example", platform_user_id="id-4417-of-it")


def page(name, record, *args):
    return reverse(f"profile_{name}", args=[record.public_id, *args])


def open_group(client, record, group, **query):
    """Reveal a group with a reason and the password, as a person does."""
    return client.post(
        page("reveal", record, group), {"reason": "record", "password": PASSWORD}, query_params=query or None
    )


def body(response):
    return response.content.decode()


def fresh(profile, person):
    return make.fresh(profile, person)


def send(client, name, record, actor, *, follow=False, **typed):
    return client.post(page(name, record), {"version": fresh(record, actor).version} | typed, follow=follow)


def picture(content=None):
    return SimpleUploadedFile("me.png", content or pictures.screenshot(), content_type="image/png")


# The account ------------------------------------------------------------------------------------------------------------


def account(today, **changes):
    return {
        "platform": "instagram",
        "handle_entered": "demo_quiet_heron",
        "created_on": today.isoformat(),
        "display_name": "Robin Heron",
        "registration_email": "heron@dys.example",
    } | changes


@pytest.mark.clause("B.3.a/3")
def test_the_investigator_records_the_account(cast, as_user, waiting, today):
    dana = as_user(cast.dana)
    assert dana.get(page("record", waiting)).status_code == 200

    response = send(dana, "record", waiting, cast.dana, follow=True, **account(today))

    assert fresh(waiting, cast.dana).state == ProfileState.IN_USE
    assert not any(word in body(response) for word in SEALED)
    assert "Waits for the supervisor to hold it" in body(response)


def test_a_form_sent_twice_records_once(cast, as_user, waiting, today):
    dana = as_user(cast.dana)
    typed = {"version": 1} | account(today)

    first, second = (dana.post(page("record", waiting), typed) for _click in range(2))

    assert first["Location"] == second["Location"] == waiting.get_absolute_url()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"platform": ""}, "platform"),
        ({"platform": "nowhere"}, "platform"),
        ({"platform": "other"}, "other_site"),
        ({"platform": "other", "other_site": "Instagram"}, "other_site"),
        ({"handle_entered": ""}, "handle_entered"),
        ({"handle_entered": "two words"}, "handle_entered"),
        ({"handle_entered": "https://www.instagram.com/p/abc/"}, "handle_entered"),
        ({"handle_entered": "password:hunter2"}, "handle_entered"),
        ({"created_on": ""}, "created_on"),
        ({"created_on": "yesterday"}, "created_on"),
        ({"created_on": "2020-01-01"}, "created_on"),
        ({"created_on": "2199-01-01"}, "created_on"),
        ({"display_name": "\u202eniboR"}, "display_name"),
        ({"display_name": "x" * 161}, "display_name"),
        ({"other_identifiers": "Password: hunter2"}, "other_identifiers"),
        ({"description": "The PIN is 4417"}, "description"),
        ({"profile_url": "passcode=4417"}, "profile_url"),
        ({"registration_email": "pwd hunter pwd: x"}, "registration_email"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(cast, as_user, waiting, today, changes, field):
    response = send(as_user(cast.dana), "record", waiting, cast.dana, **account(today, **changes))

    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert fresh(waiting, cast.dana).state == ProfileState.GRANTED


def test_a_name_with_such_a_word_and_a_hyphen_is_a_name(cast, as_user, waiting, today):
    typed = account(today, handle_entered="pin-up_demo", platform="x", profile_url="https://x.com/pin-up_demo")

    send(as_user(cast.dana), "record", waiting, cast.dana, **typed)

    assert fresh(waiting, cast.dana).state == ProfileState.IN_USE


def test_a_held_name_is_refused_in_the_same_words_whoever_holds_it(cast, as_user, waiting, profile, today, at):
    supervision(cast.juniper, cast.tavi, at=at, handle="demo_juniper")
    with acting_as(cast.dana):
        second = profiles.add_profile(waiting.authorization, actor=cast.dana, at=at)
    taken = [{"platform": "instagram", "handle_entered": "@Demo_Quiet_Heron"},
             {"platform": "x", "handle_entered": "demo_juniper"}]  # fmt: skip

    said = []
    for changes in taken:
        response = send(as_user(cast.dana), "record", second, cast.dana, **account(today, **changes))
        said.append((response.status_code, response.context["form"].errors["handle_entered"]))

    assert said == [(400, [CONFLICT_TEXT])] * 2
    assert Notice.objects.filter(recipient=cast.priya, kind="confidential.conflict").count() == 2
    assert fresh(second, cast.dana).state == ProfileState.GRANTED


def test_another_profile_is_added_once(cast, as_user, leave, profile):
    dana, address = as_user(cast.dana), reverse("profile_new", args=[leave.public_id])

    first, second = dana.post(address), dana.post(address)

    assert first["Location"] == second["Location"]
    assert first["Location"] != page("record", profile)
    for person in (cast.beatrix, cast.priya, cast.juniper):
        assert as_user(person).post(address).status_code == 404


# What is sealed ---------------------------------------------------------------------------------------------------------


def test_everybody_who_knows_sees_dots_until_they_open_a_group(cast, as_user, profile):
    for person in (cast.dana, cast.beatrix, cast.priya, cast.imogen):
        client = as_user(person)
        assert not any(word in body(client.get(page("detail", profile))) for word in SEALED)

        response = open_group(client, profile, "account")
        shown = body(client.get(page("detail", profile)))

        assert response["Location"] == f"{profile.get_absolute_url()}#account"
        assert "demo_quiet_heron" in shown and "id-4417-of-it" in shown
        assert "Robin Heron" not in shown and "heron@dys.example" not in shown


def test_a_group_opens_with_a_reason_and_the_right_password_only(cast, as_user, profile):
    client = as_user(cast.priya)
    for typed in ({"reason": "record"}, {"reason": "record", "password": "wrong"}, {"password": PASSWORD}):
        assert client.post(page("reveal", profile, "persona"), typed).status_code == 400
    assert "Robin Heron" not in body(client.get(page("detail", profile)))

    open_group(client, profile, "persona")

    assert "Robin Heron" in body(client.get(page("detail", profile)))


def test_who_opened_what_and_why_stands_on_the_page(cast, as_user, profile):
    open_group(as_user(cast.priya), profile, "persona")

    shown = body(as_user(cast.beatrix).get(page("detail", profile)))

    assert "Priya Lindqvist" in shown and "Persona. Holding or checking the record." in shown


def test_there_is_nothing_to_open_before_the_account_is_recorded(cast, as_user, waiting):
    assert as_user(cast.dana).get(page("reveal", waiting, "account")).status_code == 404
    assert as_user(cast.dana).get(page("detail", waiting)).status_code == 200


def test_a_group_that_is_none_is_no_page(cast, as_user, profile):
    for group in ("evidence", "nothing"):
        assert as_user(cast.dana).get(page("reveal", profile, group)).status_code == 404


def test_identifiers_are_changed_behind_the_step_up_and_their_past_is_kept(cast, as_user, profile):
    dana = as_user(cast.dana)
    assert dana.get(page("persona", profile))["Location"].endswith("/reveal/persona/?back=persona")
    assert open_group(dana, profile, "persona", back="persona")["Location"] == f"{page('persona', profile)}#persona"
    assert "id-4417-of-it" not in body(dana.get(page("persona", profile)))  # of the account, which is closed

    response = send(dana, "persona", profile, cast.dana, follow=True, display_name="Wren Heron")

    assert "Wren Heron" in body(response) and "Robin Heron" in body(response)
    assert fresh(profile, cast.dana).persona.reveal()["platform_user_id"] == "id-4417-of-it"


def test_a_password_among_identifiers_is_refused_at_the_field(cast, as_user, profile):
    response = send(as_user(cast.dana), "persona", profile, cast.dana, description="the password is hunter2")

    assert (response.status_code, list(response.context["form"].errors)) == (400, ["description"])


def test_a_made_up_kept_form_shows_no_identifier(cast, as_user, profile):
    response = as_user(cast.dana).get(page("persona", profile), {"kept": str(uuid.uuid4())})

    assert response.status_code == 302


# The record of the account ----------------------------------------------------------------------------------------------


def test_the_account_record_is_read_with_the_account_open(cast, as_user, profile):
    client = as_user(cast.beatrix)
    assert client.get(page("account_record", profile))["Location"].endswith("/reveal/account/?back=record")

    response = open_group(client, profile, "account", back="record")
    text = body(client.get(page("account_record", profile)))

    assert response["Location"] == f"{page('account_record', profile)}#account"
    assert "CONFIDENTIAL – DYS Policy 01.05.22, B.3.a. To be held by the supervisor." in text
    assert "Person authorized to access the account: Dana Okafor-Lane" in text
    assert "Name of the account created: Instagram – demo_quiet_heron" in text
    assert "Not to be entered in JJEMS notes." in text and "Record fingerprint: SHA-256" in text
    assert "demo_quiet_heron" not in text.split("</title>")[0]


@pytest.mark.clause("B.3.a/3")
def test_the_supervisor_holds_the_record(cast, as_user, profile):
    for person in (cast.dana, cast.priya):
        assert send(as_user(person), "acknowledge", profile, person).status_code == 404

    response = send(as_user(cast.beatrix), "acknowledge", profile, cast.beatrix, follow=True)

    assert "Held by the supervisor" in body(response)
    assert "Hold this record" not in body(response)


# Holder and supervisor --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        (["rest"], ProfileState.DORMANT),
        (["rest", "wake"], ProfileState.IN_USE),
        (["wind_down"], ProfileState.TO_DEACTIVATE),
    ],
)
def test_holder_and_supervisor_use_it_and_nobody_else(cast, as_user, profile, acts, state):
    for name in acts:
        assert send(as_user(cast.priya), name, profile, cast.priya).status_code == 404
        assert as_user(cast.beatrix).get(page(name, profile)).status_code == 200
        assert send(as_user(cast.dana), name, profile, cast.dana).status_code == 302

    assert fresh(profile, cast.dana).state == state


def test_an_act_that_cannot_be_done_now_says_so(cast, as_user, profile):
    response = as_user(cast.dana).get(page("wake", profile))

    assert response.status_code == 403
    assert "the profile is in use" in body(response)


def test_a_page_that_has_changed_is_refused_as_stale(cast, as_user, profile):
    send(as_user(cast.beatrix), "rest", profile, cast.beatrix)

    assert as_user(cast.dana).post(page("wind_down", profile), {"version": profile.version}).status_code == 409


def test_none_was_created(cast, as_user, waiting):
    assert send(as_user(cast.priya), "give_up", waiting, cast.priya).status_code == 404

    send(as_user(cast.dana), "give_up", waiting, cast.dana)

    assert fresh(waiting, cast.dana).state == ProfileState.NOT_CREATED
    assert "No account was recorded." in body(as_user(cast.dana).get(page("detail", waiting)))


def test_compromise_tells_legal_and_stands_sealed(cast, as_user, profile, today):
    dana = as_user(cast.dana)
    for changes, field in (({"note": ""}, "note"), ({"compromised_on": "2199-01-01"}, "compromised_on")):
        typed = {"compromised_on": today.isoformat(), "note": "A youth asked."} | changes
        response = send(dana, "compromise", profile, cast.dana, **typed)
        assert (response.status_code, list(response.context["form"].errors)) == (400, [field])

    response = send(dana, "compromise", profile, cast.dana, follow=True, compromised_on=today, note="A youth asked.")

    assert "Compromised: nothing may be used" in body(response)
    assert "A youth asked." not in body(response)
    open_group(dana, profile, "notes")
    assert "A youth asked." in body(dana.get(page("detail", profile)))


def test_it_is_closed_with_a_proof_in_the_same_form(cast, as_user, profile, today):
    dana = as_user(cast.dana)
    send(dana, "wind_down", profile, cast.dana)
    wrong = [({}, "note"), ({"note": "Gone", "deactivated_on": "2020-01-01"}, "deactivated_on"),
             ({"file": picture(b"<svg/>")}, "__all__")]  # fmt: skip
    for changes, field in wrong:
        response = send(dana, "deactivate", profile, cast.dana, **{"deactivated_on": today} | changes)
        assert (response.status_code, list(response.context["form"].errors)) == (400, [field])

    send(dana, "deactivate", profile, cast.dana, deactivated_on=today, file=picture())

    assert fresh(profile, cast.dana).state == ProfileState.DEACTIVATED
    with acting_as(cast.priya):
        assert profile.files.get().kind == "proof"


def test_a_hand_over_is_refused_at_the_field_or_writes_a_new_record(cast, as_user, profile):
    beatrix = as_user(cast.beatrix)
    for person in (cast.dana, cast.priya):
        assert as_user(person).get(page("hand_over", profile)).status_code == 404
    for name in ("Nobody Known", "Beatrix Nwosu", "Dana Okafor-Lane", "Juniper Slate"):
        response = send(beatrix, "hand_over", profile, cast.beatrix, person=name, reason="Dana is on leave.")
        assert (response.status_code, list(response.context["form"].errors)) == (400, ["person"])
    assert as_user(cast.mateo).get(page("detail", profile)).status_code == 404

    send(beatrix, "hand_over", profile, cast.beatrix, person="Mateo Rivard", reason="Dana is on leave.")

    mateo = as_user(cast.mateo)
    shown = body(mateo.get(page("detail", profile)))
    assert "Mateo Rivard" in shown and "Dana Okafor-Lane" in shown and "Change identifiers" in shown
    open_group(mateo, profile, "account")
    letters = body(mateo.get(page("account_record", profile)))
    assert letters.index("account: Mateo Rivard") < letters.index("Earlier record") < letters.index("account: Dana")


# Files ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def image(cast, profile, at):
    with acting_as(cast.dana):
        known = InvestigationProfile.objects.with_people().get(pk=profile.pk)
        return profiles.keep_file(known, content=pictures.screenshot(), name="me.png", kind="image",
                                  source="Drawn for this", actor=cast.dana, at=at)  # fmt: skip


def file_url(kept, part):
    return reverse("investigation_file", args=[kept.public_id, part])


def test_an_image_is_kept_with_its_source(cast, as_user, profile):
    dana = as_user(cast.dana)
    for changes, field in (
        ({"source": ""}, "source"),
        ({"file": ""}, "file"),
        ({"file": picture(b"<svg/>")}, "__all__"),
    ):
        typed = {"file": picture(), "source": "Drawn for this"} | changes
        response = send(dana, "image", profile, cast.dana, **typed)
        assert (response.status_code, list(response.context["form"].errors)) == (400, [field])

    send(dana, "image", profile, cast.dana, file=picture(), source="Drawn for this")

    with acting_as(cast.dana):
        assert KeptFile.objects.get().source.reveal() == "Drawn for this"


def test_an_image_opens_with_the_persona_and_enters_custody(cast, as_user, profile, image):
    client = as_user(cast.priya)
    assert "Drawn for this" not in body(client.get(page("detail", profile)))
    assert [client.get(file_url(image, part)).status_code for part in ("1", "original")] == [404, 404]

    open_group(client, profile, "persona")
    response = client.get(file_url(image, "1"))

    assert response.status_code == 200
    assert b"".join(response.streaming_content)
    assert f"confidential-{str(image.public_id)[:8]}.png" in response["Content-Disposition"]
    assert CustodyEntry.objects.filter(file=image.file, actor=cast.priya, part="1").exists()
    shown = body(client.get(page("detail", profile)))
    assert "Drawn for this" in shown and file_url(image, "original") in shown


def test_no_other_part_and_nobody_else(cast, as_user, profile, image):
    client = as_user(cast.dana)
    open_group(client, profile, "persona")

    assert [client.get(file_url(image, part)).status_code for part in ("2", "0", "01", "all", "x" * 60)] == [404] * 5
    assert client.get(file_url(image, "original")).status_code == 200
    for person in (cast.juniper, cast.hollis, cast.bram, cast.ines):
        assert as_user(person).get(file_url(image, "original")).status_code == 404


# To whom none of it exists ----------------------------------------------------------------------------------------------


@pytest.mark.clause("B.3.a/4")
def test_every_page_of_it_looks_missing_to_everybody_else(cast, as_user, profile):
    for person in (cast.hollis, cast.noor, cast.mateo, cast.bram, cast.ines, cast.rolf, cast.leona):
        client = as_user(person)
        missing = client.get(reverse("profile_detail", args=[uuid.uuid4()]))
        pages = [page("detail", profile), page("reveal", profile, "account"), *(page(name, profile) for name in ACTS)]
        for address in pages:
            for response in (client.get(address), client.post(address, {"version": 1})):
                if response.status_code != 405:
                    assert (response.status_code, response.content) == (404, missing.content), address


def test_the_former_supervisor_no_longer_knows(cast, as_user, profile):
    assert as_user(cast.beatrix).get(page("detail", profile)).status_code == 200
    cast.dana.reports_to = cast.noor
    cast.dana.save()

    assert as_user(cast.beatrix).get(page("detail", profile)).status_code == 404
    assert as_user(cast.noor).get(page("detail", profile)).status_code == 200


@pytest.mark.parametrize("opened", [[], ["account", "persona", "notes"]])
@pytest.mark.parametrize("who", ["dana", "beatrix", "priya"])
def test_the_page_asks_a_constant_number(cast, as_user, profile, image, at, opened, who, django_assert_max_num_queries):
    client = as_user(getattr(cast, who))
    make.reviewed(profile, by=cast.priya, at=at)
    for number in range(3):
        with acting_as(cast.dana):
            known = InvestigationProfile.objects.with_people().get(pk=profile.pk)
            profiles.change_persona(known, persona={"display_name": f"Robin {number}"}, actor=cast.dana, at=at)
    for group in opened:
        open_group(client, profile, group)
    client.get(page("detail", profile))

    with django_assert_max_num_queries(16 if opened else 14):  # four of them are those of the transaction
        assert client.get(page("detail", profile)).status_code == 200


# Legal's desk -----------------------------------------------------------------------------------------------------------


def desk(**query):
    return reverse("profile_desk", query=query or None)


def answers(profile, person, **changes):
    checks = {f"check_{check}": Answer.YES.value for check in ReviewCheck.values}
    return {"version": fresh(profile, person).version, "result": "concur", "conditions": ""} | checks | changes


def make_waiting(cast, at, count):
    """Profiles of Dana's, each due some business days before the one before it."""
    found = []
    for number in range(count):
        then = at - 4 * number * DAY
        found.append(
            make.profile_in_use(make.granted(cast.dana, cast.koa, at=then), at=then, handle=f"demo_waits_{number}")
        )
    return found


def test_only_legal_has_a_desk(cast, as_user, profile):
    for person in (cast.dana, cast.beatrix, cast.leona, cast.bram, cast.ines, cast.rolf):
        assert as_user(person).get(desk()).status_code == 404
        assert as_user(person).post(page("review", profile), answers(profile, cast.priya)).status_code == 404
    assert as_user(cast.priya).get(desk()).status_code == 200


def test_the_desk_opens_the_soonest_due_and_shows_nothing_sealed(cast, as_user, officers, at):
    later, sooner = make_waiting(cast, at, 2)

    shown = body(as_user(cast.priya).get(desk()))

    assert shown.index(str(sooner.public_id)) < shown.index(str(later.public_id))
    assert f'action="{page("review", sooner)}"' in shown
    assert "2 reviews, 0 overdue, 0 due today" in shown
    assert "demo_waits" not in shown and "Whereabouts since Sunday" not in shown


def test_the_desk_says_what_is_overdue_and_which_meeting_is_late(cast, as_user, officers, at):
    then = at - 60 * DAY
    make.profile_in_use(make.granted(cast.dana, cast.koa, at=then, interval=30), at=then)

    shown = body(as_user(cast.priya).get(desk()))

    assert "1 review, 1 overdue, 0 due today" in shown
    assert "B.3.b meeting 30 days late" in shown
    assert "not held." in shown and "The supervisor has not said that it is held." in shown


def test_groups_open_and_lead_back_to_the_desk(cast, as_user, profile):
    client = as_user(cast.priya)

    for group in ("account", "request"):
        response = open_group(client, profile, group, back="desk")
        assert response["Location"] == f"{desk(profile=profile.public_id)}#{group}"
    shown = body(client.get(desk(profile=profile.public_id)))

    assert "demo_quiet_heron" in shown and "Whereabouts since Sunday" in shown
    assert "Robin Heron" not in shown
    assert "Priya Lindqvist" in shown and "Account. Holding or checking the record." in shown


def test_a_review_is_recorded_and_the_next_opens(cast, as_user, officers, at):
    later, sooner = make_waiting(cast, at, 2)

    response = as_user(cast.priya).post(page("review", sooner), answers(sooner, cast.priya), follow=True)

    assert response.redirect_chain == [(desk(profile=later.public_id), 302)]
    with acting_as(cast.priya):
        row = ProfileReview.objects.get()
        assert (row.profile_id, row.reviewer_id, row.result) == (sooner.pk, cast.priya.pk, "concur")
    done = body(as_user(cast.priya).get(desk(show="done")))
    assert "First review" in done and "Done, last 90 days 1" in done
    assert "Reviewed by me before 1" in done
    assert str(later.public_id) not in body(as_user(cast.priya).get(desk(show="mine")))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"check_meetings": ""}, "check_meetings"),
        ({"check_scope": "perhaps"}, "check_scope"),
        ({"check_need": "unknown"}, "result"),
        ({"check_need": "no"}, "result"),
        ({"result": ""}, "result"),
        ({"result": "praise"}, "result"),
        ({"result": "conditions"}, "conditions"),
        ({"result": "suspend", "conditions": "  "}, "conditions"),
        ({"result": "close", "conditions": "x" * 4001}, "conditions"),
    ],
)
def test_a_review_that_is_not_complete_is_refused_at_the_field(cast, as_user, profile, changes, field):
    response = as_user(cast.priya).post(page("review", profile), answers(profile, cast.priya, **changes))

    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    with acting_as(cast.priya):
        assert not ProfileReview.objects.exists()


def test_suspending_is_carried_out_and_its_reason_stays_sealed(cast, as_user, leave, profile):
    typed = answers(profile, cast.priya, check_meetings="no", result="suspend", conditions="Hold the meeting first.")

    as_user(cast.priya).post(page("review", profile), typed)

    assert fresh(leave, cast.dana).state == State.SUSPENDED
    dana = as_user(cast.dana)
    assert "Hold the meeting first." not in body(dana.get(page("detail", profile)))
    open_group(dana, profile, "notes")
    assert "Hold the meeting first." in body(dana.get(page("detail", profile)))


def test_a_review_on_a_page_that_has_changed_is_stale(cast, as_user, profile):
    typed = answers(profile, cast.priya)
    send(as_user(cast.dana), "rest", profile, cast.dana)

    assert as_user(cast.priya).post(page("review", profile), typed).status_code == 409


def test_who_supervises_or_holds_it_is_not_offered_the_review(cast, as_user, at):
    mine = make.profile_in_use(make.granted(cast.leona, cast.koa, at=at), at=at)
    imogen, priya = as_user(cast.imogen), as_user(cast.priya)
    assert str(mine.public_id) in body(priya.get(desk()))
    assert "No profile waits for your review." in body(imogen.get(desk()))
    assert imogen.get(desk(profile=mine.public_id))["Location"] == mine.get_absolute_url()
    assert imogen.post(page("review", mine), answers(mine, cast.imogen)).status_code == 404

    send(imogen, "hand_over", mine, cast.imogen, person="Priya Lindqvist", reason="Leona is on leave.")

    assert "No profile waits for your review." in body(priya.get(desk()))
    assert priya.post(page("review", mine), answers(mine, cast.priya)).status_code == 404


def test_an_id_that_is_none_or_of_nothing_is_missing(cast, as_user, profile):
    priya = as_user(cast.priya)

    for public_id in ("x", "\0", str(uuid.uuid4())):
        assert priya.get(desk(profile=public_id)).status_code == 404
    assert priya.get(desk(profile=profile.public_id, show="<b>")).status_code == 200


def test_the_filters_say_their_numbers(cast, as_user, officers, at):
    first, second = make_waiting(cast, at, 2)
    make.reviewed(first, by=cast.priya, at=at)

    for show, listed in (("", 2), ("overdue", 0), ("mine", 1)):
        response = as_user(cast.priya).get(desk(show=show))
        assert len(response.context["rows"]) == listed
    assert response.context["counts"] == {"all": 2, "overdue": 0, "today": 0, "mine": 1, "done": 1}


@pytest.mark.parametrize("rows", [1, 30])
def test_the_desk_asks_the_same_whatever_its_length(cast, as_user, officers, at, rows, django_assert_max_num_queries):
    client = as_user(cast.priya)
    profile = make_waiting(cast, at, rows)[0]
    for group in ("account", "persona", "request"):
        open_group(client, profile, group)
    client.get(desk())

    for address in (desk(), desk(profile=profile.public_id), desk(show="done")):
        with django_assert_max_num_queries(MOST):
            assert client.get(address).status_code == 200
