"""What every model keeps to: sealed values stay sealed, codes of events stay open, records have a life of moves."""

import ast
import inspect
import textwrap

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from audit.models import AuditEvent
from notifications.models import Notice, Obligation
from sealing.fields import DOTS, SealedField
from tests.architecture.house import layers
from workflow.models import Stateful
from workflow.moves import Moves

MODELS = [model for app in layers() for model in apps.get_app_config(app).get_models()]
SEALED = [model for model in MODELS if any(isinstance(field, SealedField) for field in model._meta.fields)]
STATEFUL = [model for model in MODELS if issubclass(model, Stateful)]


def _label(model):
    return model._meta.label


def _attributes_of(function):
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def _revealing(model):
    """Sealed fields, and the properties and methods that open them."""
    names = {field.name for field in model._meta.fields if isinstance(field, SealedField)}
    for name, member in vars(model).items():
        function = member.fget if isinstance(member, property) else member
        if inspect.isfunction(function) and "reveal" in _attributes_of(function):
            names.add(name)
    return names


@pytest.mark.parametrize("model", [model for model in MODELS if "__str__" in vars(model)], ids=_label)
def test_no_record_prints_what_is_sealed(model):
    of_others = {name for other in SEALED for name in _revealing(other)}
    revealing = _revealing(model) | (of_others - _own_names(model))

    assert _attributes_of(model.__str__) & (revealing | {"reveal"}) == set()


def _own_names(model):
    """Names that mean something plain here, though something sealed elsewhere."""
    return {field.name for field in model._meta.fields} | set(vars(model))


@pytest.mark.parametrize("model", SEALED, ids=_label)
def test_a_sealed_value_is_bound_to_its_row_and_shows_as_dots(model):
    sealed = [field for field in model._meta.fields if isinstance(field, SealedField)]

    assert model._meta.get_field("public_id").unique
    record = model(**{field.name: "MARKER" if field.plain_type is str else ["MARKER"] for field in sealed})
    for field in sealed:
        assert (str(getattr(record, field.name)), repr(getattr(record, field.name))) == (DOTS, DOTS)
        assert not field.db_index and not field.unique
    names = {field.name for field in sealed}
    assert not names & {part.lstrip("-") for part in model._meta.ordering if isinstance(part, str)}
    assert not names & {part for index in model._meta.indexes for part in index.fields}


@pytest.mark.parametrize("model", STATEFUL, ids=_label)
def test_what_has_a_state_has_its_moves(model):
    state = model._meta.get_field("state")
    known = set(dict(state.choices))

    assert isinstance(model.MOVES, Moves)
    assert {part for _act, before, after in model.MOVES.triples() for part in (before, after)} <= known
    assert state.default in known


def test_codes_of_events_are_open_lists():
    """A new part of the portal brings its own codes without a migration of the parts below."""
    for model, name in [(AuditEvent, "action"), (Notice, "kind"), (Obligation, "kind")]:
        assert not model._meta.get_field(name).choices


@pytest.mark.parametrize("model", MODELS, ids=_label)
def test_deleting_takes_nothing_else_along(model):
    """People, youth and records are kept: a reference protects what it points at."""
    cascading = [
        field.name
        for field in model._meta.fields
        if field.is_relation and field.remote_field.on_delete is models.CASCADE
    ]

    assert cascading == [] or _is_passing(model), cascading


def _is_passing(model):
    """Rows that are purged by the clock and are nobody's record."""
    return model._meta.label == "people.KeptForm"


def test_every_address_by_id_is_one_nobody_can_guess():
    for model in STATEFUL:
        assert isinstance(model._meta.get_field("public_id"), models.UUIDField)
    with pytest.raises(FieldDoesNotExist):
        AuditEvent._meta.get_field("public_id")
