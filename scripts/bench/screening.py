"""What screening costs: posts per second of one processor's time, all rules and detectors on.

Posts have 300 characters, put together from twenty sentences, one in twenty with something in it; 700 youth are on the
roster. A plain reference runs by turns with it over the same posts: one alternation of 500 words in Python's own `re`,
which knows no disguise, no detector, no roster and no context.

The automaton grows with the text it meets, and twenty sentences it soon knows: the first pass, beside, shows what text
that is new costs, and posts full of figures and signs, which may be disguises, cost several times as much as these.
"""

import argparse
import random
import re
import time

from django.conf import settings

settings.configure(USE_I18N=False)

from pulse_moderation.screening import Known, Person, Screen, shipped_rules  # noqa: E402
from pulse_moderation.screening.fold import fold  # noqa: E402
from scripts.bench.figures import show  # noqa: E402

WORDS, GOAL, ROUNDS = 500, 30_000, 5
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
FIRST = [
    "Jayden",
    "Malik",
    "Luis",
    "Aaliyah",
    "Tiana",
    "Marcus",
    "Dante",
    "Zoe",
    "Kiara",
    "Elijah",
    "Omar",
    "Nadia",
    "Xavier",
    "Mateo",
    "Imani",
    "Jordan",
    "Devin",
    "Ruben",
]
LAST = [
    "Alder",
    "Brook",
    "Quill",
    "Marsh",
    "Teague",
    "Lorne",
    "Vance",
    "Pryor",
    "Salas",
    "Nunez",
    "Okoye",
    "Baptiste",
    "Rourke",
    "Delgado",
    "Fenn",
    "Hobbs",
    "Ibarra",
]


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench/run screening", description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=20_000)
    options = parser.parse_args()
    posts = made(options.posts)
    rules = shipped_rules()
    screen = Screen(rules, youth=roster())
    terms = [word for rule in rules for group in rule.terms for word in group["words"]]
    reference = re.compile(r"\b(?:" + "|".join(re.escape(word) for word in terms[:WORDS]) + r")\b", re.IGNORECASE)
    few = posts[: max(len(posts) // 20, 1)]
    screened, referred = [], []
    for _round in range(ROUNDS):
        screened.append(len(posts) / cpu(lambda: [screen.hits(post) for post in posts]))
        referred.append(len(few) / cpu(lambda: [reference.search(post) for post in few]))
    hit = sum(bool(screen.hits(post)) for post in posts)
    rows = [
        [
            f"all rules, {len(terms):,} words, all detectors",
            f"{max(screened):,.0f}",
            f"{max(screened) / max(referred):.1f}",
        ],
        ["the same, first pass", f"{screened[0]:,.0f}", f"{screened[0] / referred[0]:.1f}"],
        [f"reference: {WORDS} words in one pattern of re", f"{max(referred):,.0f}", "1.0"],
    ]
    show(f"{len(posts):,} posts, {hit / len(posts):.1%} with a hit", ["", "posts / CPU s", "times reference"], rows)
    print(f"  goal {GOAL:,}: {'ok' if max(screened) >= GOAL else 'MISSED'}")


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


def roster():
    chance = random.Random(700)
    names = {
        (chance.choice(FIRST), chance.choice(LAST) + chance.choice(("", "son", "well", "ford", "-Reyes")))
        for _ in range(2000)
    }
    people = [Person(first, last, (), (f"BENCH-{n:06}",)) for n, (first, last) in enumerate(sorted(names)[:699])]
    return Known([*people, Person("Zephyr", "Alderbrook")], fold=fold)


def cpu(act):
    began = time.process_time()
    act()
    return time.process_time() - began


if __name__ == "__main__":
    main()
