"""What docs/ says of the code is what the code does."""

import pytest

from dys_social.documents import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_drawn_from_the_code_is_up_to_date(name):
    written = (FOLDER / name).read_text(encoding="utf-8")

    assert written == PAGES[name](), "run manage.py write_docs"
