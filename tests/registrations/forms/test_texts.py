"""What the fields make of what people type."""

import pytest
from django.core.exceptions import ValidationError

from registrations.forms.phone import PhoneField, readable
from registrations.forms.texts import AddressField, KhmerNameField, LatinNameField, LineField, ParagraphField


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (LineField(), "  Head of unit\ufeff ", "Head of unit"),
        (LineField(), "cafe\u0301", "café"),
        (LineField(), "ភាសា\u200bខ្មែរ", "ភាសា\u200bខ្មែរ"),
        (LineField(required=False), "\u200b \u200b", ""),
        (ParagraphField(), "one\r\ntwo", "one\ntwo"),
        (LatinNameField(), "  Jean\u200b-Luc   O’Neil Jr. ", "Jean-Luc O’Neil Jr."),
        (LatinNameField(), "Nguyễn Thị Đào", "Nguyễn Thị Đào"),
        (LatinNameField(), "Jean\u2011Luc", "Jean-Luc"),
        (KhmerNameField(), "សុខ\u200b ដារ៉ា", "សុខ ដារ៉ា"),
        (AddressField(), " Dara.SOK@Agency.Gov.KH\u200b", "dara.sok@agency.gov.kh"),
    ],
)
def test_field_brings_a_text_into_its_form(field, typed, kept):
    assert field.clean(typed) == kept


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        (LineField(), "a\x00b", "control"),
        (LineField(), "a\nb", "control"),
        (LineField(), "a\u2028b", "control"),
        (LineField(), "a\u202eb", "control"),
        (ParagraphField(), "a\x1bb", "control"),
        (LineField(), "\u200b", "required"),
        (LatinNameField(), "Dara 2", "script"),
        (LatinNameField(), "-.-", "script"),
        (LatinNameField(), "Дара", "script"),
        (KhmerNameField(), "ដារ៉ា២", "script"),
        (KhmerNameField(), " - ", "script"),
        (AddressField(), "dara@agency", "invalid"),
        (AddressField(), "dara@agency.example\r\nBcc: x@agency.example", "invalid"),
        (AddressField(), f"{'d' * 64}@{'a' * 63}.{'a' * 63}.{'a' * 63}.example", "max_length"),
    ],
)
def test_field_refuses_what_is_no_such_text(field, typed, code):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    assert [error.code for error in refused.value.error_list] == [code]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("012 345 678", "+85512345678"),
        ("០១២ ៣៤៥ ៦៧៨", "+85512345678"),
        ("012345678", "+85512345678"),
        ("+855 12 345 678", "+85512345678"),
        ("00855 12-345-678", "+85512345678"),
        ("(023) 426 001", "+85523426001"),
        ("+44 20 7946 0958", "+442079460958"),
        ("＋８５５ 12345678", "+85512345678"),
    ],
)
def test_phone_is_kept_in_international_form(typed, kept):
    assert PhoneField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["12", "call me", "+999 12 345 678", "012 345 678 ext. 5", "0" * 41, "\x00"])
def test_phone_that_nobody_could_call_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        PhoneField().clean(typed)
    assert refused.value.code == "invalid"


@pytest.mark.parametrize(("kept", "shown"), [("+85512345678", "012 345 678"), ("+442079460958", "+44 20 7946 0958"), ("", "")])
def test_phone_is_shown_as_people_write_it(kept, shown):
    assert readable(kept) == shown
