"""A folded text as detectors and contexts look at it: what is costly is found once, and only when somebody asks."""

import re
from functools import cached_property

from pulse_moderation.screening import told
from pulse_moderation.screening.known import words_of

_WORD = re.compile(r"[a-z0-9]+")
_NAME = r"(?:[A-Z](?:[a-z]+|\.)(?:[A-Z][a-z]+)?(?:['-][A-Z]?[a-z]+)?)"
_PAIR = re.compile(rf"\b(?:{_NAME}\s(?:[A-Z]\.?\s)?)[A-Z](?:[a-z]+|')(?:[A-Z][a-z]+)?(?:-[A-Z][a-z]+)?\b")
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Officer|Trooper|Detective|Sergeant|Sgt|Lieutenant|Lt|Captain|Capt|Chief|Agent|Judge|Coach"
    r"|Nurse|Sister|Father|Brother|Rev|Reverend|Chaplain|Rabbi|Imam|Senator|Representative|Governor|Mayor|Commissioner|Director|Superintendent"
    r"|Supervisor|Deputy|Librarian|Attorney|Principal|Teacher|Counselor)"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Officer|Trooper|Detective|Sergeant|Agent|Judge|Coach)\.?\s[A-Z][a-z]+")
_BY_TITLE = re.compile(rf"\b{_TITLE}\.?\s(?:[A-Z][a-z]+\s)?$")
_OF_A_PLACE = re.compile(
    r"(?:'s)?,?\s(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Court|Square|Hill|Hills|Creek|River|Lake|Pond|Bay|Beach|Island|County|Bridge|Trail"
    r"|Park|School|House|Hall|Center|Award|Family|Foundation|Georgia|Oklahoma|Massachusetts|Texas|Ohio|Maine|Vermont|Connecticut|Florida"
    r"|California|Virginia|Pennsylvania|New [A-Z][a-z]+|North [A-Z][a-z]+|South [A-Z][a-z]+|[A-Z]{2}\b|facility|campus|entrance|office)"
)
# Capitalized words that are of no person's name: places, parts of the department, days, how sentences begin.
NOT_NAMES = frozenset(
    """
    a about after all an and annual any april are area as ask assistant at august author avenue award bay before
    behavioral best big black blue board book boston bring building bureau business call camp campus center central
    check childcare children christmas church city clinical club college come commissioner committee commonwealth
    community conference contact council county court cove creek day dear december department deputy desk
    development director district division do drive dys east eastern education emergency employee every executive
    fall family february federal first fair for free friday from fund garden general go good grand great group hall
    happy harbor health help here high hill holiday home hospital hotel house how human i if in independence inn
    institute island it its january join july june juvenile keep kids labor lake last library lunch main management
    map march mass massachusetts may medical meet memorial mental merry metro middle monday more mountain my
    national new next night no north northeast northern november now october of office officer on open orientation
    our park parole plan please point police policy pond post president prison private probation professional
    program programs project public quarterly quick regional region registry remember reminder residential review
    river road room safety saturday school search second secretary section see senior september services session
    shelter sheriff show so social solution south southeast southern spring st staff start state station street
    student summer sunday super superior supervisor support team tech thank thanks thanksgiving that the there these
    they this thursday today tomorrow town training treatment trial tuesday two union unit united university up
    valley veterans victory view village virtual visit volunteer way we wednesday week weekly welcome west western
    what when where who why will winter with work workshop worksite year year's you young your youth zone case
    manager worker group director legal counsel human resources gateway pulse jjems microsoft teams excel outlook
    zoom word narcan red cross black history pride hispanic heritage month awareness substance sexual harassment
    abuse prevention mental first aid cpr district attorney american english spanish latin art arts music band choir
    basketball football team soccer celtics bruins patriots sox yankees garden common square commons plaza mall
    library worcester springfield lowell cambridge essex middlesex suffolk norfolk plymouth bristol barnstable
    berkshire franklin hampden hampshire dukes nantucket brockton lynn quincy taunton westborough weymouth
    dorchester roxbury chelsea revere salem medford malden everett new england york jersey hampshire bedford fall
    haven god lord jesus bible
""".split()
)
_PERSON = re.compile(
    r"\b(?:my|our|this|that|one|another|his|her) (?:\w+ )?(?:youth|resident|client|kid|detainee|ward)\b(?! (?:services|programs?|art"
    r"|work|council|center|worker))"
    r"|\b(?:the|a|this|that|each) (?:resident|client|detainee)\b(?! (?:services|programs?|handbook|council|advis))"
    r"|\bone of (?:my|our|the) (?:youth|residents|clients|kids)\b|\b(?:a|this|that) youth (?:on|in|at|from|of|who|was|is|has|had|named)\b"
    r"|\b(?:the|my|our) (?:youth|kid|boy|girl) (?:was|is|has|had|who|said|told|named|went|got|just)\b"
    r"|\b(?:youth|resident|client) [a-z]\.? ?[a-z]\.|\b(?:he|she|him|her|his)(?:'s|'d)?\b|\b(?:my|our) (?:co-?worker|coworker|colleague|supervisor|boss)\b"
)
_INITIALS = re.compile(
    r"(?<![A-Za-z.])(?!U\.? ?S\.|D\. ?C\.|A\. ?M\.|P\. ?M\.|B\. ?A\.|R\. ?N\.|J\. ?D\.? degree)[A-Z]\. ?[A-Z]\.(?! ?[A-Z]\.)"
)
_YOU = re.compile(r"\b(?:you|your|yours|u|ur|you're|youre)\b")

_OF = {
    "@person": "persons", "@told": "told", "@youth": "clients", "@employee": "coworkers", "@name": "names", "@you": "you",
}  # fmt: skip


class View:
    """One text, folded; `known` names are those of youth and of co-workers."""

    def __init__(self, folded, low, *, youth, staff):
        self.folded, self.low = folded, low
        self.base, self.cased = folded.base, folded.cased
        self._youth, self._staff = youth, staff
        self._found = {}

    def cached(self, key, find):
        if key not in self._found:
            self._found[key] = find()
        return self._found[key]

    @cached_property
    def lower(self):
        """As `base`, with underscores: for addresses and handles."""
        return self.cased.lower()

    @cached_property
    def words(self):
        return words_of(self.low)

    @cached_property
    def places(self):
        """Where each of the words stands."""
        return [found.span() for found in _WORD.finditer(self.base)]

    @cached_property
    def youth(self):
        """[(start, end, what)] of youth."""
        return self._seen(self._youth)

    @cached_property
    def staff(self):
        return self._seen(self._staff)

    def _seen(self, known):
        if not known or not known.is_near(self.words):
            return []
        places = self.places
        return [(places[seen.first][0], places[seen.last][1], seen.what) for seen in known.find(self.words)]

    @cached_property
    def names(self):
        """[(start, end)] of what is written like a person's full name, and of titles with a name."""
        found = [m.span() for m in _TITLED.finditer(self.cased)]
        at = 0
        while m := _PAIR.search(self.cased, at):
            parts = re.findall(r"[a-z']+", m[0].lower())
            if NOT_NAMES.isdisjoint(parts):
                found.append(m.span())
                at = m.end()
            else:
                at = m.start() + len(re.match(r"\S+", m[0])[0])
        return found

    @cached_property
    def coworkers(self):
        """Names of co-workers: of the list where there is one, else whatever is written like a name."""
        full = [(start, end) for start, end, what in self.staff if what in ("full", "initial")]
        return full or ([] if self._staff else self.names)

    def is_named(self, start, end, strict):
        """Whether a word is part of a name as it is written: first, or after a title; not `strict`, as any part of it."""
        if not self.cased[start:end].istitle():
            return False
        if not strict and self.cased.strip(" .") == self.cased[start:end]:
            return True  # a name by itself
        if self.is_surname(start, end) or _OF_A_PLACE.match(self.cased, end):
            return True
        around = [span for span in self.names if span[0] <= start and end <= span[1]]
        return any(not strict or s == start or _TITLED.match(self.cased, s) for s, _end in around)

    def is_surname(self, start, end):
        """Whether a word stands where a surname does: capitalized, after a title and perhaps a first name."""
        return self.cased[start:end].istitle() and bool(_BY_TITLE.search(self.cased, max(0, start - 40), start))

    @cached_property
    def persons(self):
        """[(start, end)] of references to one person."""
        found = [m.span() for m in _PERSON.finditer(self.base)]
        found += [m.span() for m in _INITIALS.finditer(self.cased)]
        found += [(start, end) for start, end, what in self.youth if what != "number"]
        return found + [(s, e) for s, e, what in self.staff if what == "full"] + self.names

    @cached_property
    def told(self):
        """[(start, end)] of what is said of one person."""
        return told.told_spans(self)

    @cached_property
    def clients(self):
        """[(start, end)] of what speaks of a youth or client."""
        return told.youth_spans(self)

    @cached_property
    def you(self):
        return [m.span() for m in _YOU.finditer(self.base)]

    def of(self, name):
        """The spans of a context of the engine's own."""
        return _OF.get(name)


def is_near(spans, start, end, within):
    """Whether one of the spans stands within so many letters of start to end, or anywhere when `within` is 0."""
    return any(not within or (s < end + within and start - within < e) for s, e in spans)
