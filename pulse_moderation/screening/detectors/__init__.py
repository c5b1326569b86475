"""What no list of words finds: numbers, contacts, links, names, floods. Each says what makes it worth asking."""

from pulse_moderation.screening.detectors.accounts import Accounts
from pulse_moderation.screening.detectors.addresses import Addresses
from pulse_moderation.screening.detectors.base import Finding, Surroundings
from pulse_moderation.screening.detectors.births import BirthDates
from pulse_moderation.screening.detectors.contacts import Emails, Phones
from pulse_moderation.screening.detectors.credentials import Credentials
from pulse_moderation.screening.detectors.flooding import Flooding
from pulse_moderation.screening.detectors.identity import IdentityNumbers
from pulse_moderation.screening.detectors.investigations import Handles, Investigations
from pulse_moderation.screening.detectors.links import Links
from pulse_moderation.screening.detectors.records import Dockets, Officers
from pulse_moderation.screening.detectors.youth import YouthNames

__all__ = ["ALL", "Finding", "Surroundings"]

ALL = (
    IdentityNumbers(), Accounts(), BirthDates(), Phones(), Emails(), Addresses(), Credentials(), Links(), Flooding(),
    YouthNames(), Officers(), Dockets(), Investigations(), Handles(),
)  # fmt: skip
