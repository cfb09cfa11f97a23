"""Texts in cells are no formulas and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.sheets.cells import from_xml, neutral, plain, to_xml

TEXTS = st.one_of(st.text(), st.text("'=+-@\t\r\n _x00Dក\u200b＝"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", " =1", "＝1", "'=1", "''@x"])
def test_what_might_be_a_formula_begins_with_an_apostrophe(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Opening", "'Opening'", "1+1", "ពិធីបើក", "a=b", "'"])
def test_other_texts_are_left_alone(text):
    assert neutral(text) == plain(text) == text


@given(TEXTS)
def test_neutral_text_comes_back(text):
    assert plain(neutral(text)) == text
    assert neutral(text).lstrip()[:1] not in tuple("=+-@")


@given(TEXTS)
def test_text_comes_back_from_xml(text):
    assert from_xml(to_xml(text)) == text
    assert "\r" not in to_xml(text)
