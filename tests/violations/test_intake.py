"""What each clause needs to be reported, and by whom it can be (domain 2, A10)."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from people.models import Provider
from people.titles import EmploymentType
from policy.catalogue import catalogue
from tests.factories.people import UserFactory
from violations.choices import Answer, Basis, Direction, Mode, Relationship, Way
from violations.models import Allegation
from violations.rules.intake import CODE_OF_CONDUCT, NOT_SURE, asked, kept, missing, opened, reportable
from violations.services import file_report
from workflow.identity import acting_as_system

TEXT = "On Tuesday she posted a picture of two youth in the day room on her own page."
ANSWERS = {
    "during_work_hours": Answer.YES,
    "on_work_equipment": Answer.UNKNOWN,
    "ways": [Way.DISPLAYED, Way.TEXTED],
    "public_domain": Answer.YES,
    "relationship": Relationship.IMMEDIATE,
    "direction": Direction.SENT,
    "protected_basis": [Basis.DISABILITY],
    "setting": "At a home visit",
    "other_policy": CODE_OF_CONDUCT,
}
# Powers, notices and exceptions are no violations (domain 2, the note on the statement count).
NEVER = {"APP", "P.2", "A.1", "A.2", "A.3", "B.1.a", "B.1.c", "B.1.g", "B.3.d"}


def details_of(clause, **changed):
    return {name: ANSWERS[name] for name in asked(clause)} | changed


def test_what_can_be_reported_is_what_has_a_severity_and_a_route():
    clauses = catalogue().clauses

    assert reportable() == [id for id, row in clauses.items() if row.severity]
    assert NEVER & set(reportable()) == set()
    assert len(reportable()) == 33  # domain 6.4, without "not sure"


@pytest.mark.django_db
@pytest.mark.parametrize("clause", [*reportable(), NOT_SURE])
def test_staff_of_every_employment_type_report_each_clause(cast, now, clause):
    provider = Provider.objects.create(name="Lanternwood Youth Programs")
    for kind in EmploymentType.values:
        reporter = UserFactory(employment_type=kind, provider=provider if kind == EmploymentType.PROVIDER else None)

        report = file_report(
            reporter, mode=Mode.CONFIDENTIAL, form_key=uuid.uuid4(), alleged={clause: details_of(clause)},
            named=[cast.dana], narrative=TEXT, at=now,
        )  # fmt: skip

        with acting_as_system("intake"):
            allegation = Allegation.objects.get(report=report)
        assert (allegation.clause_id or NOT_SURE, allegation.as_filed) == (clause, True)
        assert (allegation.details.reveal() or {}) == details_of(clause)


@pytest.mark.parametrize(
    ("clause", "changed", "field"),
    [
        ("P.3", {"during_work_hours": Answer.NO}, "during_work_hours"),
        ("P.3", {"during_work_hours": ""}, "during_work_hours"),
        ("P.3", {"on_work_equipment": "maybe"}, "on_work_equipment"),
        ("C.1.a", {"ways": []}, "ways"),
        ("C.1.a", {"ways": ["whispered"]}, "ways"),
        ("C.1.a", {"ways": "displayed"}, "ways"),
        ("C.1.b", {"public_domain": None}, "public_domain"),
        ("C.2.e", {"relationship": ""}, "relationship"),
        ("C.2.e", {"direction": ""}, "direction"),
        ("C.2.f", {"relationship": Relationship.FAMILY}, "relationship"),
        ("C.2.g", {"other_policy": "  "}, "other_policy"),
        ("C.2.h", {"setting": ""}, "setting"),
        ("C.2.h", {"setting": "x" * 301}, "setting"),
        ("C.2.i", {"protected_basis": []}, "protected_basis"),
        ("P.2", {}, "clause"),
        ("Z.9", {}, "clause"),
    ],
)
def test_what_a_clause_needs_and_lacks_is_said_at_its_field(clause, changed, field):
    assert missing(clause, details_of(clause, **changed)).keys() == {field}


@pytest.mark.parametrize(
    ("clause", "changed"),
    [
        ("P.3", {"during_work_hours": Answer.UNKNOWN, "on_work_equipment": Answer.YES}),
        *[("C.1.a", {"ways": [way]}) for way in Way.values],
        *[("C.1.b", {"public_domain": answer}) for answer in Answer.values],
        ("C.2.e", {"relationship": Relationship.FAMILY}),
        ("C.2.f", {"direction": Direction.ACCEPTED}),
        ("C.2.h", {"setting": "A residential program"}),
        *[("C.2.i", {"protected_basis": [basis]}) for basis in Basis.values],
        (NOT_SURE, {}),
    ],
)
def test_what_a_clause_needs_is_enough(clause, changed):
    assert missing(clause, details_of(clause, **changed)) == {}


@pytest.mark.parametrize(
    ("clause", "changed", "open_"),
    [
        ("C.2.e", {"direction": Direction.SENT}, {"C.2.e"}),
        ("C.2.f", {"direction": Direction.ACCEPTED}, {"C.2.f"}),
        ("C.2.e", {"direction": Direction.UNKNOWN}, {"C.2.e", "C.2.f"}),
        ("C.2.f", {"direction": Direction.CONNECTED}, {"C.2.e", "C.2.f"}),
        ("C.2.e", {"direction": Direction.UNKNOWN, "relationship": Relationship.FAMILY}, {"C.2.e"}),
    ],
)
def test_when_nobody_knows_who_asked_whom_both_clauses_stay_open(clause, changed, open_):
    assert opened({clause: details_of(clause, **changed)}).keys() == open_


@pytest.mark.django_db
def test_what_the_portal_adds_is_told_from_what_was_filed(cast, now):
    alleged = {"C.2.e": details_of("C.2.e", direction=Direction.CONNECTED)}

    report = file_report(
        cast.mateo, mode=Mode.NAMED, form_key=uuid.uuid4(), alleged=alleged, named=[cast.dana], narrative=TEXT, at=now
    )

    with acting_as_system("intake"):
        found = dict(Allegation.objects.filter(report=report).values_list("clause", "as_filed"))
    assert found == {"C.2.e": True, "C.2.f": False}


def test_what_another_clause_asked_for_is_not_kept():
    assert kept("C.2.a", ANSWERS) == {}
    assert kept("C.2.h", ANSWERS) == {"setting": "At a home visit"}


@pytest.mark.django_db
@pytest.mark.parametrize(("alleged", "sentence"), [({}, "Choose what happened"), ({"C.1.a": {}}, "at least one")])
def test_a_report_says_what_happened(cast, now, alleged, sentence):
    with pytest.raises(ValidationError, match=sentence):
        file_report(
            cast.mateo, mode=Mode.NAMED, form_key=uuid.uuid4(), alleged=alleged, named=[cast.dana], narrative=TEXT,
            at=now,
        )  # fmt: skip
