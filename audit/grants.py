"""What the application role may do with the tables the owner made.

Run by the owner after every migration. The application reads and writes rows; it never truncates, never changes the
schema, can only add to and read the trail, what people agreed to, captured files
with their custody, and who was called when, and can only read the chain.
"""

from django.conf import settings
from django.db import connections

APPEND_ONLY = [
    "audit_event",
    "policy_acknowledgement",
    "policy_wording",
    "evidence_storedfile",
    "evidence_custodyentry",
    "notifications_urgentturn",
]
READ_ONLY = ["audit_seal", "audit_head", "django_migrations"]


def grant_to_application(*, using, **kwargs):
    """Grant, as the owner. Does nothing when the connection is the application's own (a flush, not a migration)."""
    connection = connections[using]
    quote = connection.ops.quote_name
    role = settings.APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT tableowner FROM pg_tables WHERE tablename = 'audit_event')")
        current, owner = cursor.fetchone()
        if current != owner or owner == role:
            return
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(role)}")
        for table in sorted(tables):
            if table in APPEND_ONLY:
                rights = "SELECT, INSERT"
            elif table in READ_ONLY:
                rights = "SELECT"
            else:
                rights = "SELECT, INSERT, UPDATE, DELETE"
            cursor.execute(f"REVOKE ALL ON {quote(table)} FROM {quote(role)}")
            cursor.execute(f"GRANT {rights} ON {quote(table)} TO {quote(role)}")
