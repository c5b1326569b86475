"""The Postgres backend as tests use it: the owner creates and flushes the test database, the application uses it.

A portal whose tests ran as the owner would never notice a missing GRANT, nor a guard the application can lift.
"""

from contextlib import contextmanager
from unittest.mock import patch

from django.conf import settings
from django.db.backends.postgresql import base, creation, operations
from django.db.migrations.state import ProjectState


@contextmanager
def as_owner(connection):
    """Let `connection` speak as the owner of the tables for a while."""
    application = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    owner = settings.DATABASES["owner"]
    connection.close()
    connection.settings_dict.update(USER=owner["USER"], PASSWORD=owner["PASSWORD"])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(application)


def append_option(state, app_label, model_name, option, value):
    """Note an index or a constraint without building every related model anew, which is most of a migration's time.

    The statement it becomes needs the model's fields alone.
    """
    options = state.models[app_label, model_name].options
    options[option] = [*options[option], value]


class DatabaseCreation(creation.DatabaseCreation):
    def create_test_db(self, *args, **kwargs):
        with as_owner(self.connection), patch.object(ProjectState, "_append_option", append_option):
            return super().create_test_db(*args, **kwargs)

    def destroy_test_db(self, *args, **kwargs):
        with as_owner(self.connection):
            return super().destroy_test_db(*args, **kwargs)


class DatabaseOperations(operations.DatabaseOperations):
    def execute_sql_flush(self, sql_list):
        owner = self.connection.copy()
        with as_owner(owner):
            operations.DatabaseOperations(owner).execute_sql_flush(sql_list)


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations
