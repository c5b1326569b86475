"""The access table: every address of the portal and who may enter. An address not listed here does not exist.

Which records a person then sees is decided by each record's `visible_to`.
"""

from people.roles import Role
from workflow.access import PUBLIC, SIGNED_IN, only

ACCESS = {
    # dys_social
    "healthz": PUBLIC,
    "help": SIGNED_IN,
    "my_work": SIGNED_IN,
    "trail_list": only(Role.LEGAL, Role.ADMIN, Role.AUDITOR),
    # people
    "sign_in": PUBLIC,
    "sign_out": SIGNED_IN,
}
