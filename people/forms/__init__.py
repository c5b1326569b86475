"""What people pages send back."""

from people.forms.sign_in import SignInForm
from people.forms.staff import (
    DelegationForm,
    NewPersonForm,
    PeopleFilterForm,
    PersonForm,
    PlaceForm,
    RoleForm,
    StatusForm,
    SupervisorForm,
)
from people.forms.youth import LookUpForm, NewYouthForm, YouthForm

__all__ = [
    "DelegationForm",
    "LookUpForm",
    "NewPersonForm",
    "NewYouthForm",
    "PeopleFilterForm",
    "PersonForm",
    "PlaceForm",
    "RoleForm",
    "SignInForm",
    "StatusForm",
    "SupervisorForm",
    "YouthForm",
]
