"""Health, court and case words count where they are said of somebody; a log, a cart or a training is nobody's secret."""

import pytest

from tests.pulse_moderation.screens import flagged

HEALTH = (
    "He has asthma", "Her diagnosis came back", "My youth refused his Concerta", "Pat Lindgren has breast cancer",
    "They put him on Seroquel", "one of my residents is pregnant", "Treatment plan for Pat Lindgren: weekly groups",
    "T.J. is on suicide watch again", "My co-worker has HIV", "Resident was hospitalized last night",
)  # fmt: skip
COURT = (
    "He was arrested for larceny", "Pat Lindgren was convicted of OUI", "My client has pending gun charges",
    "They arrested him for shoplifting", "His CORI came back bad", "The kid on unit 3 is charged with armed robbery",
)  # fmt: skip
CASE = (
    "My youth has an intake on Monday", "she went AWOL from the group home", "K.M. ran from placement again",
    "The resident was restrained twice", "His placement fell through", "One of our kids got revoked",
)  # fmt: skip
NOBODY = (
    "Please send the medication log to Jorge before Friday",
    "Our new therapy dog is named Biscuit and he loves belly rubs",
    "He explained the new medication cart", "Her presentation on seizures was the best", "Stitches come out on Friday",
    "She is a licensed therapist and runs the sensory room", "Nurse Hale has the insulin log",
    "Dr. Feld was at the autism table",
    "Pat Lindgren prepared slides on depression", "He took the depression screening course",
    "Therapist caseloads are capped at twelve",
    "Mr. Pocock will cover intake", "We have 15 seats left for the case conference",
    "Send the restraint report to Coach Titus",
    "Her intake checklist is used at every site", "His placement of the cones saved an hour",
    "He was detained by traffic",
    "The caseworker of the month is Pat Lindgren", "She is committed to the kids",
    "The library has a copy of the discharge form",
    "One sentence is enough", "There is a charge of ten dollars", "She was charged with planning the picnic",
    "He has a strong conviction about fairness", "The clerk needs the arrest policy by noon",
    "The record was broken twice",
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        *(pytest.param("S-HEALTH", text, marks=pytest.mark.clause("C.2.b")) for text in HEALTH),
        *(pytest.param("S-CORI", text, marks=pytest.mark.clause("C.2.c")) for text in COURT),
        *(pytest.param("S-YOUTH", text, marks=pytest.mark.clause("B.1.h")) for text in CASE),
    ],
)
def test_what_is_told_of_somebody_is_held(rule, text):
    assert rule in flagged(text)


RULES = (
    "When a youth arrives at intake, offer water", "If a resident is restrained, file the report within an hour",
    "Each resident gets an intake packet", "A youth who is committed has the right to counsel",
    "The resident must sign the home pass",
    "Whenever a client has asthma, the plan goes in the binder", "A resident can refuse medication; write it in the log",
)  # fmt: skip


@pytest.mark.parametrize("text", RULES)
def test_a_rule_speaks_of_any_youth_and_tells_of_none(text):
    assert flagged(text) == {}


@pytest.mark.parametrize("text", NOBODY)
def test_work_is_spoken_of_without_anybody_being_told_of(text):
    assert flagged(text) == {}


@pytest.mark.parametrize(
    "text",
    ["The large stock pot went home", "The cocktail reception for donors was cancelled",
     "Drug court meets in the second session",
     "Flu shots are on Thursday", "He hammered the last nail", "Joint custody was discussed", "They were wasted hours",
     "Prices are so high that the menu changed", "The spice rack is full"],
)  # fmt: skip
def test_a_pot_a_shot_and_a_joint_are_mostly_something_else(text):
    assert flagged(text) == {}


@pytest.mark.parametrize(
    "text",
    ["Click the link in the e-mail to enroll", "Forward this message to your supervisor if you need a sub",
     "Please donate blood",
     "Please send this to all site managers", "Order now closes at three", "Ask the security team about crypto",
     "A free trial of the app"],
)  # fmt: skip
def test_what_is_asked_at_work_is_no_advertising(text):
    assert flagged(text) == {}


@pytest.mark.clause("B.1.d")
@pytest.mark.parametrize(
    "text",
    ["Click the link to claim your free gift card", "Send this to ten people you love or have bad luck",
     "Order now, limited offer",
     "Please donate to my fundraiser", "Invest in crypto and double your money"],
)  # fmt: skip
def test_the_same_words_with_a_pitch_are(text):
    assert "S-SPAM" in flagged(text)
