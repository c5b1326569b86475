"""The chips: solid for the policy, dashed for what is ours."""

import pytest
from django.template import Context, Template

from policy.catalogue import UnknownClause, catalogue


def draw(source, **context):
    return Template("{% load citations %}" + source).render(Context(context))


def test_a_citation_links_to_its_clause_and_says_what_it_is_about():
    chip = draw('{% cite "B.2.c" %}')

    assert chip == '<a class="chip" href="/policy/B.2.c/" title="Note in the youth&#x27;s JJEMS record">B.2.c</a>'


def test_a_statement_links_to_the_clause_it_belongs_to():
    assert 'href="/policy/B.2.a/"' in draw('{% cite "B.2.a/2" %}')


@pytest.mark.parametrize("id", [*catalogue().clauses, *catalogue().statements])
def test_everything_of_the_policy_can_be_cited_without_the_database(id):
    assert f">{id}</a>" in draw("{% cite id %}", id=id)


def test_nothing_is_drawn_for_no_clause():
    assert draw("{% cite clause %}", clause="") == ""


def test_an_unknown_clause_raises_here():
    with pytest.raises(UnknownClause):
        draw('{% cite "B.9" %}')


def test_an_unknown_clause_is_plain_text_in_production(settings):
    settings.PRODUCTION = True

    assert draw("{% cite id %}", id="<B.9>") == '<span class="chip">&lt;B.9&gt;</span>'


def test_what_is_ours_is_dashed_and_escaped():
    assert draw("{% ours text %}", text="DYS target & not policy") == (
        '<span class="chip chip-ours">DYS target &amp; not policy</span>'
    )


@pytest.mark.clause("A.1")
@pytest.mark.parametrize("term", [row.term for row in catalogue().definitions])
def test_every_term_of_the_glossary_leads_to_its_meaning(term):
    link = draw("{% term name %}", name=term)

    assert 'href="/policy/#' in link
    assert term in link


def test_a_term_the_policy_does_not_define_raises():
    with pytest.raises(UnknownClause):
        draw('{% term "Influencer" %}')
