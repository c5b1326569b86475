"""Of whom a text tells something: a youth or client, or one person of whom the words around say what he is, has or does.

A name beside a word of health or court tells nothing ("send the medication log to Jorge"); what counts is that the word
is said of somebody: "he has asthma", "her diagnosis", "Jane Roe was arrested". And a word that only says which log, cart
or training is meant speaks of that thing.
"""

import re

_THING = (
    r"(?:logs?|carts?|keys?|schedules?|scheduling|calendars?|forms?|reports?|templates?|checklists?|binders?|polic(?:y|ies)|protocols?"
    r"|procedures?|manuals?|trainings?|trainers?|class(?:es)?|courses?|workshops?|webinars?|modules?|curriculum|curricula|presentations?"
    r"|slides?|handouts?|brochures?|posters?|lectures?|seminars?|dogs?|animals?|hors(?:e|es)|rooms?|areas?|offices?|desks?|clerks?"
    r"|technicians?|techs?|teams?|coordinators?|directors?|specialists?|positions?|jobs?|departments?|committees?|conferences?|codes?"
    r"|data|statistics|numbers|counts?|audits?|lists?|budgets?|supplies|orders?|kits?|packets?|folders?|files?|trackers?|spreadsheets?"
    r"|dashboards?|software|systems?|apps?|caseloads?|research|stud(?:y|ies)|awareness|licens\w+|insurance"
    r"|benefits?|guidelines?|guides?|standards?|boards?|staffing|workers?|supervisors?|managers?|refreshers?|recertification"
    r"|certification|exams?|books?|films?|videos?|podcasts?|articles?|newsletter|summar(?:y|ies)|inventory"
    r"|equipment|machines?|cabinets?|fridge|refrigerator|closets?|storage|shelf|shelves|boxes|bins?|pens?|passes|pass"
    r"|coverage|providers?|vendors?|contracts?|grants?|funding|funds?|internships?|degrees?)"
)
_NO_NOUN = (
    r"(?:the|a|an|of|to|for|with|on|in|at|by|from|about|after|before|during|and|or|but|his|her|their|my|our|your|its|is|was|are|were"
    r"|be|been|has|had|have|having|got|gets|takes?|took|needs?|needed|refus\w+|that|this|who|which|because|when|while|as|not|no|new|he|she|it)"
)
_MEANT = re.compile(rf"\b(?:(?!{_NO_NOUN}\b)[a-z0-9']+[ -])?(?!{_NO_NOUN}\b)[a-z0-9']+[ -](?={_THING}\b)")

_ONES = r"(?:youth|resident|client|kid|detainee|ward)"
_NO_YOUTH = (
    r"(?! (?:groups?|services?|programs?|art|work|council|center|workers?|advis\w+|handbook|leaders?|leadership|ministry|league|choir|sports?"
    r"|soccer|hockey|basketball|voice|day|conference|engagement|development|theater|orchestra|room|reviews?|opportunity|led|grievance|rights|art))"
)
# "When a youth arrives", "a resident may", "a client who": a rule speaks of any of them, and tells of none.
_NO_RULE = r"(?<!when )(?<!if )(?<!whenever )(?<!unless )(?<!once )(?<!where )(?<!how )(?<!whether )(?<!time )"
_ANY_OF_THEM = r"(?! (?:may|must|can|cannot|should|shall|has (?:the|a) right|have|who (?:may|must|can|is|has|are|wants|needs)|is (?:to|entitled|expected|asked)\b))"
_YOUTH = re.compile(
    rf"\b(?:my|one|another|his|her) (?:\w+ )?{_ONES}(?:'s)?\b{_NO_YOUTH}"
    rf"|{_NO_RULE}\b(?:our|this|that) (?:\w+ )?{_ONES}(?:'s)?\b{_NO_YOUTH}{_ANY_OF_THEM}"
    rf"|{_NO_RULE}\b(?:the|a) (?:resident|client|detainee)(?:'s)?\b{_NO_YOUTH}{_ANY_OF_THEM}"
    r"|\bone of (?:my|our|the) (?:youth|residents|clients|kids|boys|girls)\b"
    rf"|{_NO_RULE}\b(?:the|my|a|that|this) (?:youth|kid|boy|girl)(?:'s (?!s\b)|\b{_NO_YOUTH}{_ANY_OF_THEM})"
    rf"|(?:^|[.!?\n:;] ?)(?:resident|client|youth|kid|boy|girl) (?:in|on|from|was|is|has|had|got|refus\w+|went|needs|ran|lost|took|cut|tried)\b"
    r"|\b(?:youth|resident|client) [a-z]\.? ?[a-z]\.|\b(?:kid|youth|boy|girl) (?:on|in) (?:my |our |the )?(?:unit|room|program)\b"
)
_INITIALS = re.compile(
    r"(?<![A-Za-z.])(?!U\.? ?S\.|D\. ?C\.|A\. ?M\.|P\. ?M\.|B\. ?A\.|R\. ?N\.|J\. ?D\.? degree|G\. ?L\.|M\. ?D\.)[A-Z]\. ?[A-Z]\.(?! ?[A-Z]\.)(?! [A-Z][a-z])"
)
_STATE = (
    r"(?:(?:also|now|just|still|already|again|never|always|only|really|even|finally|allegedly|reportedly|recently|currently|probably|once|"
    r"then|both|all|later|actually|apparently|who|that) )*"
    r"(?:is|was|isn't|wasn't|has|had|hasn't|hadn't|got|gets|getting|been|be|needs?|needed|takes?|took|went|goes|refus(?:es|ed|ing)"
    r"|tests|tested|overdosed|cuts?|tried|attempted|ran (?:from|off|away)|(?:came|comes) (?:back|up)|did|does|doesn't|didn't|may|might|could"
    r"|must|pled|pleaded|violated|lost|broke|suffers?|suffered|struggles|started|starts|stopped|quit|served|caught|picked|hears?|returned from"
    r"|escaped from|confessed|admitted|will (?:be|have|need|get|go|start)|won't|would|beat|faces|faced|confided|sees|left (?:rehab|detox|treatment)"
    r"|skipped|missed (?:his|her)|stole|sold|robbed|punched|miscarried|relapsed|self[- ]harm\w*|received|posted|jumped|skip\w*|spent|goes)"
)
_SUBJECT = re.compile(
    rf"\b(?:(?:he|she)(?:'s\b|'d\b| {_STATE}\b)|(?:(?:my|our|his|her|[a-z]+'s) (?:co-?worker|colleague|supervisor|boss|mother|mom|father|dad|brother"
    rf"|sister|son|daughter|cousin|wife|husband|girlfriend|boyfriend|partner|uncle|aunt|roommate|neighbor)|somebody|someone on my \w+) {_STATE}\b)"
)
_OF_THEM = re.compile(
    r"\b(?:his|her|(?:my|our|his|her) (?:co-?worker|colleague|supervisor|boss|mother|mom|father|dad|brother|sister|son|daughter|cousin)'s)"
    r" (?=[a-z0-9])(?!own (?:words|pace)|presentation|training|lecture|talk|class|course|group)"
)
_TO_THEM = re.compile(
    r"\b(?:gave|give|giving|put|prescribed|diagnosed|sent|sending|took|taking|sectioned|found|arrested|charged|detained|restrained"
    r"|committed|revoked|placed|moved|transported|got|keep|kept|had|convicted|sentenced|indicted|arraigned|booked|picked|caught|held) (?:him|her)\b"
)
_TITLES = frozenset(
    """
    dr doctor nurse officer captain capt sergeant sgt lieutenant lt chief detective trooper agent judge coach attorney director commissioner
    superintendent supervisor deputy attorney atty clerk magistrate administrator manager specialist professor prof rev reverend chaplain senator representative mayor principal
    sheriff marshal major counselor therapist clinician caseworker
""".split()
)
# Who teaches, leads or writes about it is told to do so, and nothing else.
_AT_WORK = re.compile(
    r"\b(?:teach\w*|train(?:ed|er|ers|ing|ings|s)|present(?:s|ing|ed|er)|lead(?:s|ing)?|led|certified|licensed|speak(?:s|ing|er)|instructor"
    r"|facilitat\w+|expert|host(?:s|ed|ing)?|writ(?:es|ing|ten)|attend\w*|workshop|webinar|conference|polic(?:y|ies)|course|class|curriculum"
    r"|in-service|degree|major(?:ed|ing|s)? in|diploma|certificate|cover(?:s|ed|ing)|handl(?:es|ed|ing)|represent\w*|prosecut\w*|hired|graduat\w+|promoted|stud(?:ies|ied|ying)|research\w*)\b"
)
_AFTER_NAME = re.compile(rf"(?:,[^,.;!?\n]{{1,30}},)?\s*(?:(?:'s)\b|{_STATE}\b|(?:\s?[:(–-])\s)")
_FOR_NAME = re.compile(r"[^.,;:!?\n]{0,30}\b(?:for|of|on|about) $")
_END = re.compile(r"[.;!?\n](?=\s|$)|\n")
CLAUSE, OWNED, NEXT = 80, 3, 40


def is_staff(cased, start, end):
    """Whether a name has the title of somebody at work: "Dr.", "Attorney", also where the name begins after it."""
    words = [*cased[max(0, start - 20) : start].split()[-1:], cased[start:end].split()[0]]
    return any(word.rstrip(".").casefold() in _TITLES for word in words)


def youth_spans(view):
    """The sentences, and a little around, that speak of a youth or client; cut where a word only says which thing is meant."""
    found = [m.span() for m in _YOUTH.finditer(view.base)] + [m.span() for m in _INITIALS.finditer(view.cased)]
    found += [(s, e) for s, e, what in view.youth if what != "number" and (what != "first" or view.cased[s].isupper())]
    return _cut(view.base, [_sentence(view.base, start, end) for start, end in found])


def told_spans(view):
    """What is said of one person, clause by clause."""
    base = view.base
    found = [_to_end(base, m.start()) for m in _SUBJECT.finditer(base)]
    found += [_to_end(base, m.start()) for m in _TO_THEM.finditer(base)]
    found += [span for m in _OF_THEM.finditer(base) if (span := _owned(base, m.end()))]
    for start, end in {*view.names, *((s, e) for s, e, what in view.staff if what == "full")}:
        if is_staff(view.cased, start, end):
            continue
        if after := _AFTER_NAME.match(base, end):
            owned = after[0].endswith("'s")
            found.append(_owned(base, after.end() + 1) if owned else _to_end(base, after.start()))
        if before := _FOR_NAME.search(base[max(0, start - 36) : start]):
            found.append((start - len(before[0]), start))
    found = [span for span in found if span and not _AT_WORK.search(base, *span)]
    return youth_spans(view) + _cut(base, found)


def _sentence(base, start, end):
    first = max((m.end() for m in _END.finditer(base, max(0, start - 160), start)), default=max(0, start - 160))
    return max(0, first - NEXT), _to_end(base, end, 160)[1] + NEXT


def _to_end(base, start, most=CLAUSE):
    end = _END.search(base, start, start + most)
    return start, end.start() if end else min(len(base), start + most)


def _owned(base, start):
    """The few words that follow "his" or "her": none where they name a thing of work ("her intake checklist")."""
    words = re.compile(rf"(?:[a-z0-9'/-]+ ){{0,{OWNED}}}[a-z0-9'/-]+").match(base, start)
    if words is None:
        return None
    head = re.match(rf"(?:(?!{_NO_NOUN}\b)[a-z0-9'-]+[ ]){{0,3}}?{_THING}\b", words[0])
    return None if head else words.span()


def _cut(base, spans):
    """The spans without the words before a thing's name."""
    meant = [m.span() for m in _MEANT.finditer(base)] if spans else ()
    pieces = []
    for start, end in spans:
        for first, last in meant:
            if start < last and first < end:
                if start < first - 2:
                    pieces.append((start, first - 2))
                start = last
        if start < end:
            pieces.append((start, end))
    return pieces
