"""The rules the portal ships: the table in rules.toml, and the words of each in lexicons/."""

import tomllib
from functools import cache
from pathlib import Path

from pulse_moderation.screening.rules import Kind, Mode, Rule, Severity

HERE = Path(__file__).parent
VERSION = 1


@cache
def shipped_rules():
    """Every rule of domain 8, as shipped, in the order of the table."""
    table = tomllib.loads((HERE / "rules.toml").read_text("utf-8"))["rules"]
    lexicons = {}
    for path in sorted((HERE / "lexicons").glob("*.toml")):
        lexicon = tomllib.loads(path.read_text("utf-8"))
        lexicons.setdefault(lexicon["lexicon"]["rule"], []).append(lexicon)
    return tuple(_rule(row, lexicons.get(row["code"], [])) for row in table)


@cache
def titles():
    """{code: what the rule is called}"""
    table = tomllib.loads((HERE / "rules.toml").read_text("utf-8"))["rules"]
    return {row["code"]: row["title"] for row in table}


def _rule(row, lexicons):
    terms, exceptions, contexts = [], [], {}
    heads = [lexicon["lexicon"] for lexicon in lexicons]
    for lexicon, head in zip(lexicons, heads, strict=True):
        exceptions += head.get("exceptions", [])
        contexts |= {name: tuple(group["words"] if isinstance(group, dict) else group)
                     for name, group in lexicon.get("contexts", {}).items()}  # fmt: skip
        default = head.get("severity", row["severity"])
        terms += [{"severity": default} | group for group in lexicon.get("terms", [])]
    return Rule(
        code=row["code"],
        version=VERSION,
        clause=row["clause"],
        kind=Kind(row.get("kind", Kind.WORDS)),
        severity=Severity(row["severity"]),
        mode=Mode(next((head["mode"] for head in heads if "mode" in head), row.get("mode", Mode.HOLD))),
        terms=tuple(terms),
        exceptions=tuple(exceptions),
        options={"contexts": contexts} | row.get("options", {}),
    )
