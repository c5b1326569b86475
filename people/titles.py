"""Titles, employment and youth statuses: the words of the policy and of domain 4.2 and 5.2."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EmploymentType(TextChoices):
    """Whom the policy covers (APP)."""

    STATE = "state", _("State employee")
    INDIVIDUAL_CONTRACT = "individual_contract", _("State employee with individual contract")
    PROVIDER = "provider", _("Contracted-provider employee")


class EmploymentStatus(TextChoices):
    ACTIVE = "active", _("Active")
    ON_LEAVE = "on_leave", _("On leave")
    SEPARATED = "separated", _("Separated")


class Unit(TextChoices):
    LEGAL = "legal", _("Legal Unit")
    INVESTIGATION = "investigation", _("Investigation Unit")
    COMMUNITY = "community", _("Community Services")
    RESIDENTIAL = "residential", _("Residential")
    ADMINISTRATION = "administration", _("Administration")


class Reach(TextChoices):
    """Whose youth a title may choose for supervision, besides one's own caseload."""

    CASELOAD = "caseload", _("own caseload")
    WORKSITE = "worksite", _("own caseload and worksite")
    REGION = "region", _("own caseload and region")


class JobTitle(TextChoices):
    CASEWORKER = "caseworker", _("Caseworker")
    APPREHENSION_OFFICER = "apprehension_officer", _("Apprehension Officer")
    CLINICAL_DIRECTOR = "clinical_director", _("Clinical Director")
    PROGRAM_DIRECTOR = "program_director", _("Program Director")
    ASSISTANT_PROGRAM_DIRECTOR = "assistant_program_director", _("Assistant Program Director")
    DISTRICT_MANAGER = "district_manager", _("District Manager")
    REGIONAL_DIRECTOR = "regional_director", _("Regional Director")
    CLINICAL_COORDINATOR = "clinical_coordinator", _("Community Clinical Coordinator")
    PROVIDER_CASEWORK = "provider_casework", _("Provider Casework Support")
    PROVIDER_CONTRACT_MANAGER = "provider_contract_manager", _("Provider Contract Manager")
    DIRECT_CARE = "direct_care", _("Direct Care Worker")
    INVESTIGATOR = "investigator", _("Investigator")
    DIRECTOR_OF_INVESTIGATIONS = "director_of_investigations", _("Director of Investigations")
    ASSISTANT_GENERAL_COUNSEL = "assistant_general_counsel", _("Assistant General Counsel")
    PARALEGAL = "paralegal", _("Paralegal")
    LEGAL_SUPPORT = "legal_support", _("Legal Administrative Support")
    GENERAL_COUNSEL = "general_counsel", _("General Counsel")
    DEPUTY_COMMISSIONER = "deputy_commissioner", _("Deputy Commissioner")
    COMMISSIONER = "commissioner", _("Commissioner")
    HUMAN_RESOURCES = "human_resources", _("Human Resources")
    IT_SYSTEMS = "it_systems", _("IT/Systems")
    OTHER = "other", _("Other")


REACH_BY_TITLE = {
    JobTitle.CASEWORKER: Reach.WORKSITE,
    JobTitle.PROVIDER_CASEWORK: Reach.WORKSITE,
    JobTitle.CLINICAL_DIRECTOR: Reach.WORKSITE,
    JobTitle.PROGRAM_DIRECTOR: Reach.WORKSITE,
    JobTitle.ASSISTANT_PROGRAM_DIRECTOR: Reach.WORKSITE,
    JobTitle.DIRECT_CARE: Reach.WORKSITE,
    JobTitle.APPREHENSION_OFFICER: Reach.REGION,
    JobTitle.CLINICAL_COORDINATOR: Reach.REGION,
    JobTitle.DISTRICT_MANAGER: Reach.REGION,
    JobTitle.REGIONAL_DIRECTOR: Reach.REGION,
}


def reach_of(job_title):
    """How far beyond the caseload a title reaches; titles that do not work with youth reach no further than it."""
    return REACH_BY_TITLE.get(job_title, Reach.CASELOAD)


class YouthStatus(TextChoices):
    DETAINED = "detained", _("Pre-trial, detained")
    COMMITTED_RESIDENTIAL = "committed_residential", _("Committed, residential")
    COMMITTED_COMMUNITY = "committed_community", _("Committed, in the community")
    YOUTHFUL_OFFENDER = "youthful_offender", _("Youthful offender, committed")
    YES_VOLUNTARY = "yes_voluntary", _("YES, voluntary")
    DISCHARGED = "discharged", _("Discharged")


class CustodyNote(TextChoices):
    GUARDIAN = "guardian", _("Parent or guardian")
    DCF = "dcf", _("DCF custody")
    OTHER = "other", _("Other")
