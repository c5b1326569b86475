"""Foreign keys point down the house, as imports do; scripts/check holds the imports to the same list."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.architecture.house import layers

ORDER = layers()
FOREIGN_KEYS = """
    SELECT conname, conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'
"""


def _relations():
    for app in ORDER:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                if field.is_relation and not field.auto_created and field.related_model is not None:
                    yield f"{model._meta.label}.{field.name}", app, field.related_model._meta.app_label


def _climbs(app, target):
    return target not in ORDER or ORDER.index(target) < ORDER.index(app)


def test_the_settings_install_the_apps_in_the_order_of_the_house():
    assert settings.PORTAL_APPS == ORDER


def test_no_relation_points_up():
    climbing = [f"{name} to {target}" for name, app, target in _relations() if _climbs(app, target)]

    assert climbing == []
    assert len(list(_relations())) > 30, "the test looks at nothing"


@pytest.mark.django_db
def test_no_foreign_key_of_the_database_points_up():
    tables = {model._meta.db_table: model._meta.app_label for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS)
        keys = [(name, tables[table], tables[target]) for name, table, target in cursor.fetchall()]

    ours = [key for key in keys if key[1] in ORDER]

    assert [name for name, app, target in ours if _climbs(app, target)] == []
    assert "supervision_uses_own_account" in {name for name, _app, _target in ours}


@pytest.mark.parametrize("app", ["sealing", "workflow"])
def test_the_ground_has_no_tables(app):
    assert list(apps.get_app_config(app).get_models()) == []


def test_the_trail_depends_on_nobody():
    assert [name for name, app, _target in _relations() if app == "audit"] == []
