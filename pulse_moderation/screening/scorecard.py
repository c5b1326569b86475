"""How well the screens do, reckoned over labelled texts: recall and precision by rule (A11). Pure: no database."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from pulse_moderation.screening.rules import Severity

CLEAN = "clean"
ANY = "any"
RULES = (
    *("S-LINK", "S-SPAM", "S-PII-OWN", "S-PII-OTHER", "S-CRED", "S-YOUTH", "S-HEALTH", "S-CORI"),
    *("S-LEO", "S-PROF", "S-SUBST", "S-SEX", "S-HARASS", "S-IMG", "S-REL", "S-CONF"),
)
CLAUSES = {
    "B.1.b": "S-LINK",
    "B.1.d": "S-SPAM",
    "B.1.e": "S-PII-OWN S-PII-OTHER",
    "B.1.f": "S-CRED",
    "B.1.h": "S-YOUTH S-REL S-IMG",
    "B.1.i": "S-PROF S-SUBST S-SEX S-IMG",
    "B.1.i.i": "S-PROF",
    "B.1.i.ii": "S-SUBST S-IMG",
    "B.1.i.iii": "S-SEX S-IMG",
    "B.3.a": "S-CONF",
    "C.2.a": "S-YOUTH",
    "C.2.b": "S-HEALTH",
    "C.2.c": "S-CORI",
    "C.2.d": "S-LEO",
    "C.2.g": "S-CONF",
    "C.2.i": "S-HARASS S-PROF S-SEX",
}
WORDS = {
    CLEAN: "0 false no n clean none ok ham neither negative nontoxic not-toxic safe normal benign neutral acceptable "
    "approve o",
    ANY: "1 true yes y hit any toxic positive flag flagged violation bad unsafe hold reject",
    "S-PII-OTHER S-PII-OWN": "ssn us-ssn social-security social-security-number dob date-of-birth birth-date birthdate "
    "phone phone-number telephone email e-mail email-address personal-email address street-address home-address pii "
    "personal personal-data personal-information license drivers-license us-driver-license credit-card card "
    "account account-number bank-account us-bank-number iban iban-code us-itin us-passport",
    "S-LINK": "link links social social-link social-media handle",
    "S-SPAM": "spam advertising advertisement ad ads junk chain chain-letter scam promotion mlm fundraiser",
    "S-CRED": "password passwords credential credentials login pin secret",
    "S-YOUTH": "youth youth-name case case-information roster jjems",
    "S-HEALTH": "health medical hipaa phi diagnosis medication",
    "S-CORI": "cori criminal criminal-record arrest docket",
    "S-LEO": "leo officer police law-enforcement trooper",
    "S-PROF S-SEX S-HARASS": "profanity profane swear swearing obscene obscenity curse vulgar offensive "
    "offensive-language insult",
    "S-SUBST": "alcohol drug drugs substance substances drunk",
    "S-SEX S-PROF": "sexual sex explicit sexually-explicit sexual-explicit porn nudity nsfw",
    "S-HARASS S-PROF S-SEX": "slur slurs hate hateful hate-speech harassment harass threat threats identity-hate "
    "identity-attack severe-toxic severe-toxicity racism racist sexist sexism bullying abuse abusive",
    "S-IMG": "image images",
    "S-REL": "release",
    "S-CONF": "confidential investigation",
    # What others label and these screens do not look for by itself.
    "": "url urls domain domain-name person organization org gpe location nrp title prefix age date-time date zip-code ip-address city country "
    "state nationality",
}
MEANS = {word: tuple(rules.split()) for rules, words in WORDS.items() for word in words.split()}


@dataclass(frozen=True)
class Example:
    """A text and what should be found in it: one tuple of rules (any of them will do) for each thing expected."""

    text: str
    expected: dict = field(default_factory=dict)  # the label as written → rules
    rule: str = ""  # of a clean text: the rule it is meant to tempt
    context: dict = field(default_factory=dict)


@dataclass
class Score:
    expected: int = 0
    found: int = 0
    clean: int = 0
    false_alarms: int = 0
    missed: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    @property
    def recall(self):
        return self.found / self.expected if self.expected else None

    @property
    def precision(self):
        named = self.found + self.false_alarms
        return self.found / named if named else None


def meaning(label, own=None):
    """The rules a label stands for: () for clean or for what is not screened, (ANY,), or None where nobody can say.

    `own` maps labels to labels this module knows, as the person who asks wrote them.
    """
    text = " ".join(str(label).split())
    text = (own or {}).get(text, text)
    if text.upper() in RULES:
        return (text.upper(),)
    for clause in CLAUSES:
        if text.casefold() in (clause.casefold(), clause.replace(".", "").casefold()):
            return tuple(CLAUSES[clause].split())
    word = "-".join(text.casefold().replace("_", " ").replace("-", " ").replace("/", " ").split())
    if word in MEANS:
        rules = MEANS[word]
        return () if rules == (CLEAN,) else rules
    try:
        return (ANY,) if float(word) == 1 else () if float(word) == 0 else None
    except ValueError:
        return None


def found_rules(screen, example, make_context, least):
    """The codes of the rules that found something of at least this severity."""
    hits = screen.hits(example.text, make_context(example.context))
    return {hit.rule for hit in hits if Severity(hit.severity).rank >= least.rank}


def by_rule(screen, examples, make_context, least=Severity.CAUTION):
    """Score by rule over the project's own corpus: each text belongs to the one rule it proves or tempts."""
    scores = {code: Score() for code in RULES}
    for example in examples:
        score = scores[example.rule]
        found = example.rule in found_rules(screen, example, make_context, least)
        _count(score, example.text, expected=bool(example.expected), found=found)
    return scores


def by_label(screen, examples, make_context, least=Severity.CAUTION, only=()):
    """(score by label, how often each rule spoke in a clean text) over texts that somebody else labelled.

    A text is a false alarm of a label when none of what it is labelled with is looked for by the same rules. `only`
    names the rules to which everything is held; without it any rule will do.
    """
    wanted = set(only or RULES)
    texts = []
    spoke_in_clean = Counter()
    rules_of = {}
    for example in examples:
        found = found_rules(screen, example, make_context, least) & wanted
        expected = {
            label: wanted if rules == (ANY,) else set(rules) for label, rules in example.expected.items() if rules
        }
        rules_of.update(expected)
        texts.append((example.text, expected, found))
        if not expected:
            spoke_in_clean.update(found)
    scores = defaultdict(Score)
    for text, expected, found in texts:
        for label, rules in rules_of.items():
            if label in expected:
                _count(scores[label], text, expected=True, found=bool(found & rules))
            elif not any(rules & others for others in expected.values()):
                _count(scores[label], text, expected=False, found=bool(found & rules))
    return dict(scores), spoke_in_clean


def _count(score, text, *, expected, found):
    if expected:
        score.expected += 1
        score.found += found
        if not found:
            score.missed.append(text)
    else:
        score.clean += 1
        score.false_alarms += found
        if found:
            score.wrong.append(text)
