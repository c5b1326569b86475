from people.models.places import Provider, Region, Worksite
from people.models.relations import Delegation, ReportingLine, RoleGrant
from people.models.session import KeptForm
from people.models.user import User
from people.models.youth import Youth

__all__ = [
    "Delegation",
    "KeptForm",
    "Provider",
    "Region",
    "ReportingLine",
    "RoleGrant",
    "User",
    "Worksite",
    "Youth",
]
