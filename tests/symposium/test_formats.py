"""Dates in forms and in the admin."""

from datetime import date, datetime, time

import pytest
from django.forms import DateField, TimeField
from django.utils import formats, translation


@pytest.mark.parametrize("language", ["en", "km"])
def test_dates_and_times_are_typed_in_iso_or_day_first(language):
    with translation.override(language):
        assert DateField().clean("2022-12-14") == date(2022, 12, 14)
        assert DateField().clean("14/12/2022") == date(2022, 12, 14)
        assert TimeField().clean("08:30") == time(8, 30)


@pytest.mark.parametrize("language", ["en", "km"])
def test_week_begins_on_monday(language):
    assert formats.get_format("FIRST_DAY_OF_WEEK", lang=language) == 1


def test_admin_writes_british_dates_and_the_24_hour_clock():
    assert formats.date_format(datetime(2022, 12, 14, 16, 5), "DATETIME_FORMAT") == "14 December 2022, 16:05"
