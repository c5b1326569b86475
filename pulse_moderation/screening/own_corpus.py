"""The project's labelled texts and a screen that knows whom they speak of. Everybody in them is invented."""

import json
import tomllib
from functools import cache
from pathlib import Path

from pulse_moderation.screening.context import Context
from pulse_moderation.screening.engine import Screen
from pulse_moderation.screening.fold import fold
from pulse_moderation.screening.known import Known, Person
from pulse_moderation.screening.scorecard import Example
from pulse_moderation.screening.shipped import shipped_rules

CORPUS = Path(__file__).resolve().parent / "corpus"


def own_corpus():
    """The project's labelled texts, rule by rule."""
    rows = [
        json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    return [
        Example(
            text=row["text"],
            expected={row["rule"]: (row["rule"],)} if row["label"] == "hit" else {},
            rule=row["rule"],
            context=row.get("context", {}),
        )
        for row in rows
    ]


@cache
def own_screen():
    """The shipped rules, with the youth, co-workers and handles of the labelled texts."""
    people = tomllib.loads((CORPUS / "people.toml").read_text("utf-8"))
    return Screen(
        shipped_rules(),
        youth=Known([Person(one["first"], one["last"], numbers=(one["jjems"],)) for one in people["youth"]], fold=fold),
        staff=Known([Person(*name.split(" ", 1)) for name in people["coworkers"]], fold=fold),
        confidential=frozenset(people["handles"]),
        handle_keys=lambda handle: (handle,),
    )


def make_context(values):
    """A Context of what stands beside a labelled text."""
    return Context(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
