"""Every event that the code records can be said in words."""

import ast
import re
import string

import pytest
from django.apps import apps

from audit.sentences import SENTENCES
from tests.architecture.house import modules
from workflow.models import Stateful

CODE = re.compile(r"^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$")
RECORDERS = {"record", "record_outside", "_record"}


def _stateful():
    return [model for model in apps.get_models() if issubclass(model, Stateful)]


def _written_codes():
    """Codes that stand in the source: the first argument of a recorder, the "action" of record_many()."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in RECORDERS and node.args:
                yield from ((path, code) for code in _codes_in(node.args[0]))
            elif isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                yield from ((path, code) for key, value in pairs if _is_action(key) for code in _codes_in(value))


def _name(function):
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_action(key):
    return isinstance(key, ast.Constant) and key.value == "action"


def _codes_in(expression):
    constants = (one.value for one in ast.walk(expression) if isinstance(one, ast.Constant))
    return [value for value in constants if isinstance(value, str) and CODE.match(value)]


def _moved_codes():
    return {f"{model.EVENT_PREFIX}.{act}" for model in _stateful() for act in model.MOVES}


def test_every_recorded_event_has_a_sentence():
    unspoken = {f"{code} ({path})" for path, code in _written_codes() if code not in SENTENCES}

    assert unspoken == set()
    assert len(set(_written_codes())) > 30, "the search finds nothing"


def test_every_move_has_a_sentence():
    assert _moved_codes() - set(SENTENCES) == set()


def test_no_sentence_speaks_of_what_nobody_records():
    recorded = {code for _path, code in _written_codes()} | _moved_codes()

    assert set(SENTENCES) - recorded == set()


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_codes_are_verbs_of_a_subject_and_sentences_are_whole(code):
    text = str(SENTENCES[code])
    names = {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}

    assert CODE.match(code)
    assert text[0].isupper() or text[0] == "{"
    assert not text.endswith(".")
    assert all(name.isidentifier() for name in names)


def test_each_kind_of_record_has_its_own_prefix():
    prefixes = [model.EVENT_PREFIX for model in _stateful()]

    assert all(prefixes)
    assert len(set(prefixes)) == len(prefixes)
