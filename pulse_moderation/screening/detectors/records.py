"""Law enforcement by name (C.2.d) and docket numbers (C.2.c)."""

import re

import re2

from pulse_moderation.screening.detectors.base import Detector, Finding
from pulse_moderation.screening.rules import Severity
from pulse_moderation.screening.view import NOT_NAMES, is_near

# Titles that only the police have, and those that others have, too: an officer, a captain or a chief may be our own.
_POLICE = (
    r"(?:police officer|patrol officer|police (?:sergeant|lieutenant|captain|detective|chief)|state police(?: trooper)?|trooper|special agent"
    r"|(?:atf|fbi|dea|dhs|hsi|ice|federal|undercover|narcotics|cia|irs|tsa)(?: special)? agent|detective|det\.|constable|patrolman"
    r"|(?:u\.?s\.? |deputy u\.?s\.? )marshal|(?:atf|fbi|dea)|deputy sheriff|police)"
)
_ANYBODY = r"(?:officer|agent|sergeant|sgt\.?|lieutenant|lt\.?|captain|capt\.?|deputy|sheriff|chief|marshal)"
_NAME = r"((?:[A-Z]\.\s?)?(?:O'|Mc|Mac|De|Di|La|Le|Van |St\. )?[A-Z][a-z]+(?:['-][A-Z][a-z]+)?(?:\s(?:[A-Z]\.\s)?(?:O'|Mc|Mac|De)?[A-Z][a-z]+(?:-[A-Z][a-z]+)?)?)"
_OFFICER = re2.compile(rf"\b(?:(?P<police>(?i:{_POLICE}))|(?P<anybody>(?i:{_ANYBODY})))\s+{_NAME}")
_NOT_PEOPLE = frozenset(
    """
    academy week association athletic league explorers memorial reform log cadets appreciation union activities barracks report chief
    chiefs fingerprint fingerprints forms form hats benevolent foundation blotter cars car details detail records radio scanner brutality
    stories story novel novels fiction movie books work
""".split()
)
_OUR_OWN = re.compile(
    r"\b(?:chief|executive|information|financial|operating|program|privacy|hearing|security|training|compliance|records|human resources"
    r"|affirmative action|corrections?|correctional|probation|parole|apprehension|resource|juvenile|transport(?:ation)?|intake|duty|field"
    r"|liaison|safety|grievance|review|loan|purchasing|insurance|real estate|estate|travel|change|ticket|booking|press|free|talent|sports"
    r"|leasing|team|fire|detention|warrant|petty|medical|development|public affairs|communications|admissions|diversity|budget|fiscal"
    r"|group|house|shift|line|co-|former|retired) $"
)
_AT_WORK = re.compile(
    r"\b(?:police(?! (?:memo|policy|report form))|pd|p\.d\.|troopers?|barracks|cruisers?|precinct|sheriff's|detectives?|fbi|atf|dea|swat|undercover|informants?"
    r"|raid(?:s|ed|ing)?|arrest(?:s|ed|ing)?|handcuffed|cuffed|busted|stakeout|surveillance|narcotics|drug unit|gang unit|warrant|tased|k-?9 unit"
    r"|pulled (?:me|us|him|her|them|over)|traffic stop|ticketed|badge number|crime scene|homicide|law enforcement|interrogat\w+|patrols? "
    r"|cops?|marshals|fugitive|sting|wire ?tap|frisked|searched (?:the|his|her|my|our) (?:car|house|home|apartment))\b"
)
NEAR = 70


class Officers(Detector):
    codes = ("S-LEO",)
    triggers = (
        r"\b(?:officer|trooper|agent|detective|sergeant|lieutenant|deputy|sheriff|constable|patrolman|atf|fbi|dea|police|captain|chief|marshal)\s+[a-z]",
        r"\b(?:det|sgt|lt|capt)\.?\s+[a-z]",
    )

    def find(self, view, context, around):
        for found in _OFFICER.finditer(view.cased):
            words = re.findall(r"[a-z']+", found[3].lower())
            if (
                not _NOT_PEOPLE.isdisjoint(words)
                or words[0] in NOT_NAMES
                or (words[-1] in NOT_NAMES and len(words) > 1)
            ):
                continue
            if _OUR_OWN.search(view.base[max(0, found.start() - 24) : found.start()]):
                continue
            is_told = bool(found["police"]) or self._is_police(found, view)
            yield Finding("S-LEO", *found.span(), Severity.HOLD if is_told and not context.press else Severity.INFO)

    def _is_police(self, found, view):
        """Whether the words around make a policeman of an officer, a sergeant or a chief."""
        before = view.base[max(0, found.start() - NEAR) : found.start()]
        return bool(_AT_WORK.search(before) or _AT_WORK.search(view.base[found.end() : found.end() + NEAR]))


# As the courts of Massachusetts write them: the year (and court), letters of the session, the number.
_COURT = re.compile(
    r"(?<![\w-])(?:(?:19|20)\d\d|[0-2]\d\d\d)[ -]?(?:cr|jv|dl|yo|crd|rd|del|cra|cp|dlh|ro|hc)[ -]?\d{3,6}(?![\w-])"
    r"|(?<![\w-])(?:[a-z]{2})?[0-2]\d[ -]?(?:jv|dl|yo|cr|cp|dlh)[ -]?\d{3,4}(?:[a-z]{2})?(?![\w-])"
)
_DOCKET = re.compile(
    r"\bdocket(?: (?:number|no|num|#))?\.?\s?(?:is|:|#|=)?\s?#?((?:[a-z]{0,4}[-\s]?)?\d{2,4}[a-z]{0,3}[-\s]?[a-z]{0,3}[-\s]?\d{2,6})\b"
)


class Dockets(Detector):
    codes = ("S-CORI",)
    triggers = (r"docket[^\n]{0,20}\d{2}", r"\d{2}[ -]?(?:cr|jv|dl|yo|crd|rd|del|cra|cp|dlh|ro|hc)[ -]?\d{3}")

    def find(self, view, context, around):
        for found in _COURT.finditer(view.base):
            yield Finding("S-CORI", *found.span(), Severity.CRITICAL)
        for found in _DOCKET.finditer(view.base):
            is_told = is_near(view.told, *found.span(), 2)
            yield Finding("S-CORI", *found.span(1), Severity.CRITICAL if is_told else Severity.INFO)
