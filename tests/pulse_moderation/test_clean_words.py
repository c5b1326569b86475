"""What is no offence: places and people, phrases of the work, good prose. Of 92 phrases at most three are flagged."""

import pytest

from pulse_moderation.screening.own_corpus import own_screen
from pulse_moderation.screening.rules import Severity

PHRASES = """
Scunthorpe
Penistone
Massachusetts
Essex County
Middlesex County
Sussex Street
Cockburn Hall
Hancock Street
Hitchcock Center
Cocktail Cove Road
Cummington
Cumberland Farms
Dickinson House
Dixville Notch
Mr. Dickerson
Dick's Sporting Goods
Van Dyke Avenue
Assabet Valley
Assonet Bay
Assinippi
Titicut Street
Wankinquoah
Lake Chargoggagogg
Buttonwood Park
Butts County
Bangkok
Shitake Ridge
Kitson Bay
Niger and Nigeria
Effingham
Horniman Museum
Clitheroe
Lightwater
Sexton Brook
Peabody
Middleborough assembly
sex offender registry
registered sex offender notification procedure
sexual harassment training
sexual assault response team
PREA audit
same-sex pat search policy
strip search procedure
problem sexual behavior treatment
sexual orientation and gender identity
human trafficking task force
commercial sexual exploitation of children
substance abuse counselor
drug and alcohol testing policy
Narcan training
naloxone kit
medication administration program
suicide prevention
overdose prevention
methadone clinic referral process
smartwatch
basement flood
night shift assignment
assess the risk assessment
class passes
classic bass assembly
sheet metal
spreadsheet
shirt sizes
analysis of the annals
peacock feathers
cockpit
cocktail dress
shuttlecock
titration
title search
constitution
institution
compassionate
embarrassed
harassment prevention
ambassador
passenger van
grass seed
glasses
document
circumstances
accumulate
cucumber salad
scrap paper
therapist
grape juice
drapes
raccoon
flame retardant
chicken breast sandwich
penetration testing
""".strip().splitlines()

PROSE = """
The regional office will be closed on Monday for the holiday, and the duty phone will be answered by the on-call manager.
Please assess each bed sheet before laundry day and pass what is torn to the storekeeper in the basement.
Thank you to everybody who stayed late on Thursday to finish the assessment of the new intake building.
The analysis of last year's incidents shows fewer injuries on the evening shift, which had two more people.
Mentors meet in the library on the first Tuesday of the month. Bring your own lunch; coffee and fruit are provided.
A reminder from Facilities: the passenger elevator is being inspected, so use the stairs or the freight lift until noon.
Our classes in carpentry have two open places. Staff who would like to observe may write to the education coordinator.
The compass and the map from the hiking trip were returned; one left glove is still looking for its owner.
Congratulations to the graduates of the basic training academy, who start at their worksites next week.
The committee considered fourteen proposals and chose three to pilot: peer support, quiet rooms and a shared calendar.
If you use the state pool car, write down the mileage, refuel it above half a tank and hang the key on its hook.
New radios have been assigned to each post. Charge them in the cradle at the end of your shift, not on the desk.
The kitchen asks for your opinion of the spring menu; the survey takes two minutes and is anonymous.
Snow is expected overnight. Those who can should arrive early and park on the upper lot so that the plow can pass.
The union and management agreed on the dates for shift bidding; the list is posted beside the time clock.
We hosted visitors from four counties who wanted to see how the garden project is run, and they left with seedlings.
The document retention schedule was revised. Records officers should circulate the summary to their units.
An external auditor will sit with the finance team for a week. Please answer their questions promptly and kindly.
The choir rehearses in the assembly hall at half past four, and anyone may come and listen from the balcony.
There is a new form for travel reimbursement; the old one is accepted until the end of the quarter.
Interpreters are available by phone at any hour in more than two hundred languages; the access code is at the front desk.
Supervisors are asked to close out annual evaluations by the fifteenth so that increases are paid on time.
The dental van returns in October, and consent forms should be with the nurse a week before.
Water will be turned off in the east wing on Saturday while the main valve is replaced.
Volunteers assembled sixty backpacks with notebooks, pencils and a calculator for the first day of school.
The shipping clerk found a box of unclaimed fleece jackets; they are free to whoever fits them.
Fire drills are held each month at a time nobody knows. Walk, do not run, and meet at the flagpole.
The cook retires after thirty-one years. There will be cake in the dining hall and a book to sign.
We are hiring for the overnight shift at three locations; ask a colleague who likes working with teenagers to apply.
The steering group will hash out the remaining details of the schedule before the holidays.
""".strip().splitlines()


def flagged(texts):
    return [
        (text, hit.rule, text[hit.start : hit.end])
        for text in texts
        for hit in own_screen().hits(text)
        if hit.severity != Severity.INFO
    ]


def test_there_are_92_phrases():
    assert len(set(PHRASES)) == 92


@pytest.mark.clause("B.1.i.i")
def test_at_most_three_phrases_of_place_and_work_are_flagged():
    found = flagged(PHRASES)

    assert len({text for text, _rule, _words in found}) <= 3, found


def test_no_phrase_of_place_or_work_is_flagged_in_a_sentence():
    found = flagged(f"The meeting about {phrase} is on Tuesday in room 12." for phrase in PHRASES)

    assert len({text for text, _rule, _words in found}) <= 3, found


def test_good_prose_is_left_alone():
    assert flagged(PROSE) == []


@pytest.mark.parametrize(
    "text", ["assess the sheet", "passes and classes", "annals of the analyst", "shoot the moon", "good peeps"]
)
def test_doubled_letters_do_not_make_another_word(text):
    assert flagged([text]) == []
