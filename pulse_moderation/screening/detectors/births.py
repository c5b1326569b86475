"""Birth dates: a date by itself tells nothing, so a word before or after must say that somebody was born on it (B.1.e)."""

import re

from pulse_moderation.screening.detectors.base import Detector, Finding, last_of, owner, plain_value

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\.?"
)
_YEAR = r"(?:19\d\d|20[0-2]\d|'?\d\d)"
_DATE = re.compile(
    r"(?:(?<![\w.#/])(?<!\d-)(?<!\d,)|(?<=dob)|(?<=dob#))(?:"
    rf"(?:0?[1-9]|1[0-2])(?P<gap> ?[-/. ] ?)(?:0?[1-9]|[12]\d|3[01])(?P=gap){_YEAR}"
    rf"|(?:0?[1-9]|[12]\d|3[01])(?P<gap2> ?[-/.] ?)(?:0?[1-9]|1[0-2])(?P=gap2){_YEAR}"
    r"|(?:19\d\d|20[0-2]\d)(?P<gap3>[-/. ])(?:0?[1-9]|1[0-2])(?P=gap3)(?:0?[1-9]|[12]\d|3[01])"
    rf"|{_MONTH}[ -]?\d{{1,2}}(?:st|nd|rd|th)?(?:,? ?|[-/]){_YEAR}"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:(?: day)? of| de)?[ -/]?{_MONTH}(?:,?[ -/]?| de(?:l)? ){_YEAR}"
    rf"|(?:19\d\d|20[0-2]\d)[ -]{_MONTH}[ -]\d{{1,2}}"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r")(?![\w/]|[-.]\w)"
)
_SAID = r"d[./ -]?o[./ -]?b\.?|date[ -]?of[ -]?birth|birth[ -]?dates?|b-?date|bd(?=:)|(?:fecha de nac(?:imiento)?|data de nasc(?:imento)?|dat nesans)\b\.?"
_NO_PARTY = (
    r"(?! (?:part(?:y|ies)|presents?|lunch(?:eon)?|cakes?|celebrations?|cards?|lists?|week|month|wishes|potluck|breakfast|brunch|dinner|bash"
    r"|shout-?outs?|club|calendar|treats?|meal|donuts|balloons|banner|pizza|gifts?|fund|song|trip|weekend))"
)
_BORN = (
    rf"{_SAID}|(?:birth[ -]?|b-?)days?\b{_NO_PARTY}|born(?: on)?|birth certificate(?: (?:says|shows|lists|reads|has)|[,:]?(?=\s*$))|birth(?! certificates?\b)|b\. ?"
    r"|nacid[oa](?: el)?|nacio el|nascid[oa](?: em)?|(?<!agency )(?<!program )turn(?:s|ed|ing) \d{1,2} (?:today,? |tomorrow,? )?on"
)
_OTHER_DATE = (
    r"hired?|start(?:s|ed|ing)?|due|effective|expir\w*|exp|issued?|court|review(?:ed)?|posted|since|version|revised|revision"
    r"|meeting|training|founded|established|deadline|until|updated?|by|before|through|dated|printed|scheduled|party|held"
    r"|received|submitted|delivered|opened|closed|signed|completed?|filed|created|entered|corrected|verified|invoice|order(?:ed|s)?"
    r"|arriv\w+|mailed|requested|class|celebrat\w+|served|enlisted|married|joined|graduated|died|retired|worked|lunch|cake|cards?"
)
_DATED = re.compile(rf"\b(?:(?P<born>{_BORN})|(?P<other>{_OTHER_DATE}))(?![a-z])")
_ENTERED = re.compile(
    rf"((?:{_SAID})[^.;!?\n\d]{{0,20}}?) (?:entered|recorded|listed|corrected|verified|updated|filed|given)\b"
)
_ASIDE = re.compile(r"\([^()]*\)")  # "DOB (per court) 3/14/2009"
_THING = re.compile(
    r"\b(?:program|department|building|initiative|policy|idea|project|unit|office|center|portal|system|agency|tradition|pulse"
    r"|division|plan|it)\s+(?:was |were )?(?:born|turn)"
)
_WHOSE = r"(?:(?:the|a|his|her|my|their|your|the (?:\w+ )?(?:youth|kid|resident|client)'s|[a-z]+'s) )"
_AFTER = re.compile(
    rf"\s*[,(\[]?\s*(?:[-–=] ?)?(?:(?:is|was|are|as|for) )?{_WHOSE}?(?:{_SAID})(?![a-z])"
    rf"|[^.;!?\n\d]{{0,30}} as {_WHOSE}?(?:{_SAID})(?![a-z])"
    rf"|\s*(?:,?\s*(?:is|was|that's|it's|that is)|[-–,(=])\s*{_WHOSE}(?:birth[ -]?|b-?)day\b{_NO_PARTY}"
)


class BirthDates(Detector):
    codes = ("S-PII-OTHER", "S-PII-OWN")
    triggers = (
        r"(?:birth|b-?day|b-?date|\bbd:|born|d[./ -]?o[./ -]?b|\bb\.|\bnac|nasc|nesans)[^\x00]{0,60}\d",
        r"\d[^\x00]{0,40}(?:birth|b-?day|b-?date|d[./ -]?o[./ -]?b)",
        r"turn(?:s|ed|ing) \d{1,2} ",
    )

    def find(self, view, context, around):
        for found in _DATE.finditer(view.base):
            if _is_birth(view.base, *found.span()):
                code = owner(view, context, *found.span(), plain_value(found[0]))
                yield Finding(code, *found.span())


def _is_birth(base, start, end):
    before = _ASIDE.sub(lambda aside: " " * len(aside[0]), base[max(0, start - 50) : start])
    label = last_of(_DATED, _ENTERED.sub(r"\1", before))
    if label and label["born"]:
        return not _THING.search(before) and not re.search(r"\d", before[label.end() :])
    if label and re.fullmatch(rf"{_OTHER_DATE}", label[0]) and not re.search(r"[.;!?\n]", before[label.end() :]):
        return False
    return _AFTER.match(base, end) is not None
