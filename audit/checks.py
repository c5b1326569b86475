"""The portal refuses to start with a database role that could change the trail: neither superuser nor owner."""

from django.core.checks import Error, Tags, register
from django.db import connection

MIGHT_REWRITE = """
SELECT rolsuper OR rolbypassrls OR pg_has_role(current_user, relowner, 'MEMBER')
FROM pg_roles, pg_class WHERE rolname = current_user AND pg_class.oid = to_regclass('audit_event')
"""


@register(Tags.database)
def application_owns_nothing(app_configs, databases, **kwargs):
    """Asked only where the database is named: `manage.py check --database default`."""
    if "default" not in (databases or ()):
        return []
    with connection.cursor() as cursor:
        cursor.execute(MIGHT_REWRITE)
        found = cursor.fetchone()
    if found is None or not found[0]:
        return []
    return [
        Error("DATABASE_URL names a role that could rewrite the audit trail. Use the application's.", id="audit.E001")
    ]
