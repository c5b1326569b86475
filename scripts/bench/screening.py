"""What screening costs: posts per second of one processor's time, all rules and detectors on.

Posts have 300 characters, put together from twenty sentences, one in twenty with something in it; 700 youth are on the
roster. A plain reference runs by turns with it over the same posts: one alternation of 500 words in Python's own `re`,
which knows no disguise, no detector, no roster and no context.

The automaton grows with the text it meets, and twenty sentences it soon knows: beside stand the first pass, and the
first pass over the guides of this portal cut in pieces: text never seen, with as many figures and signs as a manual has.
"""

import argparse
import random
import re
import time
from pathlib import Path

from django.conf import settings

settings.configure(USE_I18N=False)

from pulse_moderation.screening import Known, Person, Screen, shipped_rules  # noqa: E402
from pulse_moderation.screening.fold import fold  # noqa: E402
from scripts.bench.figures import show  # noqa: E402
from scripts.bench.posts import made  # noqa: E402

WORDS, GOAL, ROUNDS = 500, 30_000, 5
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
    unseen, fresh = guides(), Screen(rules, youth=roster())
    running = len(unseen) / cpu(lambda: [fresh.hits(post) for post in unseen])
    rows = [
        [
            f"all rules, {len(terms):,} words, all detectors",
            f"{max(screened):,.0f}",
            f"{max(screened) / max(referred):.1f}",
        ],
        ["the same, first pass", f"{screened[0]:,.0f}", f"{screened[0] / referred[0]:.1f}"],
        ["the guides, full of signs and code", f"{running:,.0f}", f"{running / max(referred):.1f}"],
        [f"reference: {WORDS} words in one pattern of re", f"{max(referred):,.0f}", "1.0"],
    ]
    show(f"{len(posts):,} posts, {hit / len(posts):.1%} with a hit", ["", "posts / CPU s", "times reference"], rows)
    print(f"  goal {GOAL:,}: {'ok' if max(screened) >= GOAL else 'MISSED'}")


def guides():
    """The guides as posts of 300 characters: text full of signs, which may be disguises, costs most."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(Path("docs").rglob("*.md")))
    return [text[at : at + 300] for at in range(0, len(text), 300)]


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
