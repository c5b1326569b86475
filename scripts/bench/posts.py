"""Posts as staff write them, for the benches: one in twenty has something in it that a rule finds."""

import random

SENTENCES = """The leadership team meets on Tuesday at 10 in the large conference room.
Please sign up for CPR renewal before Friday; seats are limited.
Thanks to everyone who helped with the coat drive at Harborview last week!
Parking in the east lot is closed until the paving is finished.
Our basketball team won 48-42 against Westborough, great game.
Human Resources will hold open office hours about the new leave policy.
The kitchen is looking for volunteers for the Thanksgiving meal.
Don't forget to submit your timesheets by noon on Thursday.
Congratulations to Maria Santos and Devon Clarke on their promotions.
New laptops arrive in January; IT will send a schedule by region.
It's flu season again, so please wash your hands and stay home when you're ill.
The training on trauma-informed care had to move to Room 214.
A reminder: badges are to be worn where they can be seen at all times.
Check the shared calendar for the dates of the regional meetings.
We are proud of the mural that the art program finished this month.
The second shift needs two people to cover Saturday from 3pm to 11pm.
Safety drill on Wednesday morning; follow the instructions of the floor captain.
The library of the Worcester office has new books on restorative practice.
Lost: a set of keys with a blue ring, near the front desk.
Many thanks to Jordan in Payroll for fixing the direct deposit so quickly.""".splitlines()
FOUND = (
    "What the f.u.c.k is this.", "This sh1t again.", "my password is Harbor-Gull-77", "Follow me @kit_w on insta.",
    "SSN 219-09-4432 is hers.", "Call her cell 617-555-0142.", "so drunk last night", "Zephyr Alderbrook has court.",
    "Forward this to 10 friends.", "Officer Ruiz was there.",
)  # fmt: skip


def made(count):
    """Posts of 300 characters; the same every time."""
    chance = random.Random(300)
    return [post(chance, n) for n in range(count)]


def post(chance, n):
    text = " ".join(chance.sample(SENTENCES, 7))[:300]
    if n % 20 == 0:
        words = chance.choice(FOUND)
        at = chance.randrange(0, 300 - len(words))
        text = f"{text[:at]} {words} {text[at + len(words) + 2 :]}"
    return text
