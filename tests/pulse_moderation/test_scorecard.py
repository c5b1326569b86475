"""Recall and precision over labelled texts, the project's own and those of others."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pulse_moderation.screening.labelled import Unreadable, read_labelled
from pulse_moderation.screening.own_corpus import make_context, own_screen
from pulse_moderation.screening.scorecard import ANY, RULES, Example, by_label, by_rule, meaning


def card(*args, **options):
    out = StringIO()
    call_command("screening_scorecard", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def write(tmp_path):
    def written(name, data):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return str(path)

    return written


@pytest.mark.parametrize(
    ("label", "rules"),
    [
        ("0", ()),
        (0, ()),
        (0.0, ()),
        (False, ()),
        ("ham", ()),
        ("Clean", ()),
        ("PERSON", ()),
        ("1", (ANY,)),
        (True, (ANY,)),
        ("1.0", (ANY,)),
        ("toxic", (ANY,)),
        ("s-prof", ("S-PROF",)),
        ("C.2.b", ("S-HEALTH",)),
        ("C2b", ("S-HEALTH",)),
        ("B.1.i.i", ("S-PROF",)),
        ("US_SSN", ("S-PII-OTHER", "S-PII-OWN")),
        ("Phone Number", ("S-PII-OTHER", "S-PII-OWN")),
        ("Profanity", ("S-PROF", "S-SEX", "S-HARASS")),
        ("spam", ("S-SPAM",)),
        ("something else", None),
        ("2", None),
    ],
)
def test_a_label_is_taken_for_what_it_says(label, rules):
    assert meaning(label) == rules


def test_a_label_nobody_knows_may_be_explained():
    assert meaning("2", {"2": "clean"}) == ()
    assert meaning("2") is None


def test_recall_and_precision_are_reckoned_by_rule():
    examples = [
        Example("this is bullshit", {"S-PROF": ("S-PROF",)}, "S-PROF"),
        Example("a quiet morning", {"S-PROF": ("S-PROF",)}, "S-PROF"),
        Example("what an asshole", {}, "S-PROF"),
        Example("a quiet evening", {}, "S-PROF"),
    ]

    score = by_rule(own_screen(), examples, make_context)["S-PROF"]

    assert (score.recall, score.precision) == (0.5, 0.5)
    assert (score.missed, score.wrong) == (["a quiet morning"], ["what an asshole"])


def test_a_rule_without_texts_has_neither():
    score = by_rule(own_screen(), [], make_context)["S-LINK"]

    assert (score.recall, score.precision) == (None, None)


def test_a_text_labelled_with_something_else_is_no_false_alarm_of_its_own_rule():
    phone = Example("call Caleb Stroud at home, 413-555-0119", {"phone": ("S-PII-OTHER",)})
    mail = Example("his e-mail is caleb.s@yahoo.com", {"email": ("S-PII-OTHER",)})

    scores, _spoke = by_label(own_screen(), [phone, mail], make_context)

    assert {label: (score.found, score.false_alarms) for label, score in scores.items()} == {
        "phone": (1, 0),
        "email": (1, 0),
    }


def test_csv_and_json_lines_and_an_array_say_the_same():
    rows = [("this is bullshit", "1"), ("a quiet morning", "0")]
    table = "text,label\n" + "".join(f"{text},{label}\n" for text, label in rows)
    lines = "".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in rows)
    array = json.dumps([{"text": text, "label": label} for text, label in rows])

    readings = [read_labelled(data.encode()) for data in (table, lines, array)]

    assert [reading.examples for reading in readings] == [readings[0].examples] * 3
    assert [example.text for example in readings[0].examples] == [text for text, _label in rows]


def test_spans_of_personal_data_are_labels():
    data = [{"full_text": "SSN 219-09-9999", "spans": [{"entity_type": "US_SSN"}]}, {"full_text": "Hello", "spans": []}]

    reading = read_labelled(json.dumps(data).encode())

    assert [list(example.expected) for example in reading.examples] == [["US_SSN"], []]


def test_other_names_of_the_fields_may_be_given():
    reading = read_labelled(b"what;not,verdict\nx,zz\nwords,spam\n", text_field="what;not", label_field="VERDICT")

    assert [example.text for example in reading.examples] == ["words"]
    assert reading.unknown == {"zz": 1}


def test_a_broken_line_is_reported_and_the_rest_counts():
    reading = read_labelled(
        b'{"text": "one", "label": 0}\n{"text": \n[1]\n{"text": "", "label": 0}\n{"text": "two", "label": 1}\n'
    )

    assert [example.text for example in reading.examples] == ["one", "two"]
    assert [line for line, _why in reading.broken] == [2, 3, 4]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n ",
        b"[1, 2",
        b"\xff\xfe\x00",
        b'"' * 9,
        b"text,label\n",
        b"{" * 10_000,
        b"[" * 100_000,
        b"a\x00b,c\x00\nd",
    ],
)
def test_no_file_is_too_strange(data):
    try:
        reading = read_labelled(data)
    except Unreadable as why:
        assert str(why)
    else:
        assert reading.examples == []
        assert reading.broken


def test_the_command_prints_every_rule():
    printed = card()

    assert [code for code in RULES if f"\n{code} " not in printed] == []


def test_the_command_reckons_over_a_file(write):
    path = write("texts.csv", 'text,label\n"this is bullshit",profanity\nquiet morning,clean\nsome text,mystery\n')

    printed = card(texts=path)

    assert '"profanity" (1) taken as S-PROF or S-SEX or S-HARASS' in printed
    assert '"mystery" (1) means nothing here' in printed
    assert "profanity         1      1   1.000       1             0      1.000" in printed
    assert "Found in the 1 clean texts, by rule: none" in printed


@pytest.mark.parametrize(
    "options", [{"texts": "/no/such/file"}, {"texts": "x", "means": ["2"]}, {"texts": "x", "rules": "S-NONE"}]
)
def test_the_command_says_what_is_wrong(options):
    with pytest.raises(CommandError):
        card(**options)
