"""Addresses of the screening rules."""

from django.urls import path

from pulse_moderation.views import rule_pages

ONE = "pulse/rules/<uuid:public_id>/"

urlpatterns = [
    path("pulse/rules/", rule_pages.rule_list, name="rule_list"),
    path(ONE, rule_pages.rule_detail, name="rule_detail"),
    path(f"{ONE}test/", rule_pages.rule_test, name="rule_test"),
    path(f"{ONE}exceptions/", rule_pages.rule_except, name="rule_except"),
]
