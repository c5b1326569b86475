"""Capturing on the pages: gate, form, files, filing, notifications; and to whom none of it exists (B.2.f)."""

import datetime

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from authorizations.choices import DutyKind, Relevance
from authorizations.models import EvidenceItem
from authorizations.states import DutyState, ItemState
from evidence.models import StoredFile
from tests.evidence import pictures
from tests.factories.authorizations import granted
from tests.factories.evidence import drafted, gated, logged
from tests.queries import MOST

pytestmark = pytest.mark.usefixtures("vault")


@pytest.fixture
def leave(cast):
    return granted(cast.dana, cast.koa, at=timezone.now() - datetime.timedelta(days=2))


@pytest.fixture
def item(leave):
    return logged(leave, at=timezone.now())


def moment(name, at):
    return {name: f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"}


def answers(item, **changes):
    return {
        "version": item.version,
        "platform": "x",
        "source_account": "demo_koa",
        "access_basis": "public",
        "attribution": ["youth_told"],
        "confidence": "probable",
        "relevance": ["progress"],
        "relevance_text": "The diploma.",
        "has_third_parties": "no",
        "save": "1",
        **moment("captured_at", timezone.now() - datetime.timedelta(hours=1)),
    } | changes


def shot(name="shot.png", content=None):
    return SimpleUploadedFile(name, content or pictures.screenshot(), content_type="text/html")


def page(client, name, *args):
    return client.get(reverse(name, args=args))


# The gate -------------------------------------------------------------------------------------------------------------


def test_the_gate_comes_first_and_offers_no_file(cast, as_user, leave):
    body = page(as_user(cast.dana), "evidence_new", leave.public_id).content.decode()

    assert "sexual images of a person who may be under 18" in body
    assert 'type="file"' not in body
    assert "This portal is not a 51A report" in body


def test_no_leads_to_the_form_and_twice_to_the_same_draft(cast, as_user, leave):
    dana, address = as_user(cast.dana), reverse("evidence_new", args=[leave.public_id])
    sent = {"shows_minor": "no", "form_key": "5" * 32}

    first, second = (dana.post(address, sent) for _click in range(2))

    draft = EvidenceItem.objects.get()
    assert first["Location"] == second["Location"] == reverse("evidence_edit", args=[draft.public_id])


def test_yes_ends_in_the_instructions_and_keeps_words_only(cast, as_user, leave):
    dana = as_user(cast.dana)
    sent = {"shows_minor": "yes", "form_key": "5" * 32, "source_account": "demo_someone", "platform": "x"}

    response = dana.post(reverse("evidence_new", args=[leave.public_id]), sent, follow=True)

    body = response.content.decode()
    gated = EvidenceItem.objects.get()
    assert gated.state == ItemState.GATED
    assert "Stop here: no picture is taken or kept" in body and "demo_someone" in body
    assert 'type="file"' not in body
    assert StoredFile.objects.count() == 0


def test_without_an_answer_nothing_begins(cast, as_user, leave):
    response = as_user(cast.dana).post(reverse("evidence_new", args=[leave.public_id]), {})

    assert response.status_code == 400
    assert "Answer this question first." in response.content.decode()
    assert not EvidenceItem.objects.exists()


def test_nobody_else_finds_the_gate(cast, as_user, leave):
    for person in (cast.beatrix, cast.mateo, cast.priya, cast.bram):
        assert page(as_user(person), "evidence_new", leave.public_id).status_code == 404


# The form -------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.2.f/1")
def test_a_file_and_its_facts_go_on_record(cast, as_user, leave):
    item = drafted(leave, at=timezone.now(), files=0)

    response = as_user(cast.dana).post(
        reverse("evidence_edit", args=[item.public_id]), answers(item, files=[shot(), shot("second.png")]), follow=True
    )

    item.refresh_from_db()
    assert (item.state, item.files.count()) == (ItemState.LOGGED, 2)
    assert f"{item.number} is on record." in response.content.decode()


def test_a_refused_file_is_said_at_the_field_and_the_rest_is_kept(cast, as_user, leave):
    item = drafted(leave, at=timezone.now(), files=0)
    files = [shot(), shot("evil.png", b"<svg/>")]

    response = as_user(cast.dana).post(reverse("evidence_edit", args=[item.public_id]), answers(item, files=files))

    body = response.content.decode()
    item.refresh_from_db()
    assert (response.status_code, item.state, item.files.count()) == (400, ItemState.DRAFT, 1)
    assert "evil.png: This is not a picture or PDF the portal takes." in body
    assert "The diploma." in body


def test_without_a_file_it_says_so_at_the_field(cast, as_user, leave):
    item = drafted(leave, at=timezone.now(), files=0)

    body = as_user(cast.dana).post(reverse("evidence_edit", args=[item.public_id]), answers(item)).content.decode()

    assert 'href="#id_files">Screenshot — Add the screenshot.' in body


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"platform": ""}, "Choose the site."),
        ({"platform": "other"}, "Name the site."),
        ({"attribution": ["other"]}, "Say what confirms that the account is the youth"),
        ({"relevance": []}, "Tick at least one."),
        ({"has_third_parties": ""}, "Say whether it shows other people."),
        ({"captured_at": ""}, "Enter the day and the time."),
        ({"captured_at": "2026-11-31T25:00"}, "Enter the day and the time."),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"captured_at": "2199-01-01T10:00"}, "This moment has not come yet."),
        ({"posted_at": "2199-01-01T10:00"}, "This is after the screenshot."),
        ({"source_account": "a\x00b"}, "characters"),
    ],
)
def test_wrong_answers_are_said_at_the_field(cast, as_user, leave, change, said):
    item = drafted(leave, at=timezone.now())

    response = as_user(cast.dana).post(reverse("evidence_edit", args=[item.public_id]), answers(item, **change))

    item.refresh_from_db()
    assert (response.status_code, item.state) == (400, ItemState.DRAFT)
    assert said in response.content.decode()


def test_what_was_typed_is_there_after_saving_for_later(cast, as_user, leave):
    item, dana = drafted(leave, at=timezone.now()), as_user(cast.dana)
    sent = answers(item, relevance=[])
    del sent["save"]

    dana.post(reverse("evidence_edit", args=[item.public_id]), sent | {"later": "1"})

    body = page(dana, "evidence_edit", item.public_id).content.decode()
    assert "The diploma." in body and "demo_koa" in body


def test_a_second_click_leads_to_the_item(cast, as_user, leave):
    item, dana = drafted(leave, at=timezone.now()), as_user(cast.dana)
    address, sent = reverse("evidence_edit", args=[item.public_id]), answers(item)

    dana.post(address, sent)
    response = dana.post(address, sent)

    assert response["Location"] == reverse("evidence_detail", args=[item.public_id])
    assert EvidenceItem.objects.on_record().count() == 1


# Files sent by the page -----------------------------------------------------------------------------------------------


def test_a_file_sent_by_the_page_comes_back_in_the_list(cast, as_user, leave):
    item = drafted(leave, at=timezone.now(), files=0)

    response = as_user(cast.dana).post(reverse("evidence_upload", args=[item.public_id]), {"files": shot("mine.png")})

    assert response.status_code == 200
    assert "mine.png" in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"files": b"GIF89a"}, "not a picture or PDF"), ({}, "No file arrived"), ({"files": b""}, "empty")],
)
def test_a_refused_file_sent_by_the_page_says_what_to_do(cast, as_user, leave, sent, said):
    item = drafted(leave, at=timezone.now(), files=0)
    files = {name: SimpleUploadedFile("a.png", content) for name, content in sent.items()}

    response = as_user(cast.dana).post(reverse("evidence_upload", args=[item.public_id]), files)

    assert (response.status_code, response["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert said in response.content.decode()


def test_a_file_can_be_left_out_of_a_draft(cast, as_user, leave):
    item = drafted(leave, at=timezone.now())
    file_id = item.files.get().file.public_id

    as_user(cast.dana).post(reverse("evidence_leave_out", args=[item.public_id, file_id]))

    assert (item.files.count(), StoredFile.objects.count()) == (0, 1)


# Whom it exists for ---------------------------------------------------------------------------------------------------


def test_a_second_employee_gets_404_for_the_files_address(cast, as_user, item):
    file_id = item.files.get().file.public_id

    for name, *more in [("evidence_original",), ("evidence_page", 1)]:
        address = reverse(name, args=[item.public_id, file_id, *more])
        assert as_user(cast.dana).get(address).status_code == 200
        for person in (cast.mateo, cast.juniper, cast.noor, cast.bram, cast.lucinda, cast.ottilie, cast.ines):
            assert as_user(person).get(address).status_code == 404
    assert set(item.files.get().file.custody.values_list("actor__username", flat=True)) == {"dana"}


def test_a_file_is_reached_through_its_own_item_only(cast, as_user, item, leave):
    other = logged(granted(cast.mateo, cast.koa, at=timezone.now()), at=timezone.now())
    file_id = other.files.get().file.public_id

    assert page(as_user(cast.dana), "evidence_original", item.public_id, file_id).status_code == 404


@pytest.mark.parametrize("number", [0, 2, 99999])
def test_a_page_that_is_not_there_is_missing(cast, as_user, item, number):
    assert (
        page(as_user(cast.dana), "evidence_page", item.public_id, item.files.get().file.public_id, number).status_code
        == 404
    )


def test_who_opens_the_item(cast, as_user, item):
    for person in (cast.dana, cast.beatrix, cast.hollis, cast.priya, cast.leona, cast.ines):
        assert as_user(person).get(item.get_absolute_url()).status_code == 200, person
    for person in (cast.mateo, cast.juniper, cast.noor, cast.bram, cast.lucinda, cast.ottilie):
        assert as_user(person).get(item.get_absolute_url()).status_code == 404, person


def test_the_auditor_reads_facts_and_no_picture(cast, as_user, item):
    body = as_user(cast.ines).get(item.get_absolute_url()).content.decode()

    assert item.files.get().file.sha256 in body
    assert "<img" not in body and "/original/" not in body
    assert page(as_user(cast.beatrix), "evidence_detail", item.public_id).content.decode().count("<img") == 1


def test_a_draft_leads_nobody_else_anywhere(cast, as_user, leave):
    item = drafted(leave, at=timezone.now())

    for person in (cast.beatrix, cast.priya, cast.mateo):
        client = as_user(person)
        for name in ("evidence_detail", "evidence_edit", "evidence_correct"):
            assert page(client, name, item.public_id).status_code == 404
        assert client.post(reverse("evidence_upload", args=[item.public_id]), {"files": shot()}).status_code == 404


# Filing and telling ---------------------------------------------------------------------------------------------------


def test_it_is_filed_on_its_page(cast, as_user, item):
    sent = {"version": item.version, "filed_on": f"{timezone.localdate():%Y-%m-%d}", "reference": "Folder 7"}

    body = as_user(cast.dana).post(reverse("evidence_file", args=[item.public_id]), sent, follow=True).content.decode()

    assert "Folder 7" in body and "Filed in the youth&#x27;s file" in body


def test_filing_without_a_place_asks_for_it(cast, as_user, item):
    sent = {"version": item.version, "filed_on": "2026-01-01", "reference": ""}

    response = as_user(cast.dana).post(reverse("evidence_file", args=[item.public_id]), sent)

    assert response.status_code == 400
    assert "Say where in the file it is" in response.content.decode()


def test_the_supervisor_reads_and_does_not_file(cast, as_user, item):
    beatrix = as_user(cast.beatrix)

    assert "It is filed" not in beatrix.get(item.get_absolute_url()).content.decode()
    assert beatrix.post(reverse("evidence_file", args=[item.public_id]), {}).status_code == 404


@pytest.mark.clause("B.2.f/2")
def test_a_51a_report_is_recorded_in_time(cast, as_user, leave):
    item = logged(leave, at=timezone.now(), relevance=[Relevance.ABUSE])
    duty = item.duties.get(kind=DutyKind.DCF_ORAL)
    sent = {
        "version": duty.version,
        "outcome": "made",
        "method": "telephone",
        "recipient": "The hotline",
        **moment("made_at", timezone.now()),
    }

    dana = as_user(cast.dana)
    body = dana.get(item.get_absolute_url()).content.decode()
    assert "Now, by telephone" in body and "47 hours left" in body
    dana.post(
        reverse("duty_record", args=[duty.public_id]), {f"d{duty.pk}-{name}": value for name, value in sent.items()}
    )

    duty.refresh_from_db()
    assert (duty.state, duty.recipient.reveal(), duty.is_late) == (DutyState.DONE, "The hotline", False)


def test_a_notification_half_told_is_asked_for_at_the_field(cast, as_user, item):
    duty = item.duties.get(kind=DutyKind.SUPERVISOR)
    sent = {f"d{duty.pk}-version": duty.version, f"d{duty.pk}-outcome": "made"}

    response = as_user(cast.dana).post(reverse("duty_record", args=[duty.public_id]), sent)

    body = response.content.decode()
    assert response.status_code == 400
    assert "Say how you told them." in body and "Say whom you told." in body
    assert "<details open>" in body


def test_a_notification_of_a_hidden_item_does_not_exist(cast, as_user, item):
    duty = item.duties.first()

    assert as_user(cast.mateo).post(reverse("duty_record", args=[duty.public_id]), {}).status_code == 404


def test_a_correction_begins_with_its_reason_and_the_same_answers(cast, as_user, item):
    dana, address = as_user(cast.dana), reverse("evidence_correct", args=[item.public_id])

    assert dana.post(address, {"version": item.version, "reason": ""}).status_code == 400
    response = dana.post(address, {"version": item.version, "reason": "Wrong name.", "form_key": "5" * 32}, follow=True)

    body = response.content.decode()
    assert f"Correct {item.number}" in body and "demo_koa" in body


# Lists ----------------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_still_needs_something(cast, as_user, item):
    body = page(as_user(cast.dana), "evidence_list").content.decode()

    assert item.number in body and "1 open" in body
    assert item.number not in page(as_user(cast.mateo), "evidence_list").content.decode()


def test_the_record_shows_its_evidence(cast, as_user, item, leave):
    dana = as_user(cast.dana).get(leave.get_absolute_url()).content.decode()
    assert "Positive progress" in dana and "Capture evidence" in dana

    ines = as_user(cast.ines).get(leave.get_absolute_url()).content.decode()
    assert "Positive progress" in ines and "<img" not in ines and "Capture evidence" not in ines


def test_a_caseload_alone_shows_no_evidence_on_the_record(cast, as_user):
    leave = granted(cast.mateo, cast.koa, at=timezone.now())
    item = logged(leave, at=timezone.now())

    body = as_user(cast.dana).get(leave.get_absolute_url()).content.decode()  # Koa's caseworker
    assert leave.number in body
    assert "Positive progress" not in body and str(item.public_id) not in body
    assert "Positive progress" in as_user(cast.beatrix).get(leave.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["list", "detail", "record", "edit"])
def test_pages_ask_the_same_number_of_questions(cast, as_user, leave, name, django_assert_max_num_queries):
    first = logged(leave, at=timezone.now(), relevance=list(Relevance))
    for _time in range(6):
        logged(leave, at=timezone.now())
    addresses = {
        "list": reverse("evidence_list") + "?show=all",
        "detail": first.get_absolute_url(),
        "record": leave.get_absolute_url(),
        "edit": reverse("evidence_edit", args=[drafted(leave, at=timezone.now(), files=3).public_id]),
    }
    client = as_user(cast.beatrix if name != "edit" else cast.dana)

    client.get(addresses[name])  # the first request of a session writes it

    with django_assert_max_num_queries(MOST):
        assert client.get(addresses[name]).status_code == 200


def test_a_gated_item_shows_legal_what_to_do(cast, as_user, leave):
    item = gated(leave, at=timezone.now())

    body = as_user(cast.priya).get(item.get_absolute_url()).content.decode()
    assert "CyberTipline" in body and "demo_koa" in body and "Record it" in body


# The sheet ------------------------------------------------------------------------------------------------------------


def sheet(client, item):
    return client.post(reverse("evidence_sheet", args=[item.public_id]))


def words_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_the_sheet_holds_picture_fingerprint_circumstances_and_custody(cast, as_user, leave):
    item = logged(leave, at=timezone.now(), relevance_text='#eval(read("/etc/passwd")) *not bold* <b>')

    response = sheet(as_user(cast.dana), item)

    text, file = words_of(response.content), item.files.get().file
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/pdf",
        f'attachment; filename="{item.number}-sheet.pdf"',
    )
    for part in (item.number, "Koa", "DEMO-100002", "demo_koa", "The youth told staff", "Exported", "Dana Okafor-Lane"):
        assert part in text, part
    assert file.sha256 in text.replace(" ", "")
    assert '#eval(read("/etc/passwd")) *not bold* <b>' in text
    assert b"/StructTreeRoot" in response.content
    assert list(file.custody.values_list("act", flat=True)) == ["received", "exported"]


def test_letters_no_font_has_make_a_sheet_all_the_same(cast, as_user, leave):
    item = logged(leave, at=timezone.now(), relevance_text="\U0001f525 \u4f60\u597d \u0645\u0631\u062d\u0628\u0627")

    assert sheet(as_user(cast.dana), item).content.startswith(b"%PDF-")


def test_a_damaged_file_makes_no_sheet_and_says_so(cast, as_user, item, vault):
    (vault / item.files.get().file.stored_as(1)).unlink()

    response = as_user(cast.dana).post(reverse("evidence_sheet", args=[item.public_id]), follow=True)

    assert "The sheet could not be made." in response.content.decode()
    assert item.files.get().file.custody.count() == 1


def test_who_makes_a_sheet(cast, as_user, item, leave):
    assert sheet(as_user(cast.beatrix), item).status_code == 200
    for person in (cast.mateo, cast.ines, cast.bram):
        assert sheet(as_user(person), item).status_code == 404
    assert sheet(as_user(cast.dana), gated(leave, at=timezone.now())).status_code == 404
