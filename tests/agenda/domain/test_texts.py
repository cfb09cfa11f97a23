"""Dates, times, digits, names and ranks as each language writes them (GLOSSARY)."""

from datetime import date, datetime, time

import pytest

from agenda import texts
from agenda.texts import Text

WEDNESDAY = date(2022, 12, 14)


def test_text_falls_back_to_the_other_language_and_says_in_which_it_is():
    assert Text("Hall", "សាល").best("km") == ("សាល", "km")
    assert Text("Hall", "").best("km") == ("Hall", "en")
    assert Text("", "សាល").best("en") == ("សាល", "km")
    assert Text("", "").best("en") == ("", "km")
    assert str(Text("", "សាល")) == "សាល"
    assert not Text()


def test_digits_are_khmer_in_khmer_unless_turned_off(settings):
    assert texts.digits(2022, "km") == "២០២២"
    assert texts.digits(2022, "en") == "2022"
    settings.KHMER_DIGITS = False
    assert texts.digits(2022, "km") == "2022"


def test_typed_khmer_digits_are_read():
    assert texts.latin_digits("០១២ 345 ៦៧៨៩") == "012 345 6789"


@pytest.mark.parametrize(
    ("written", "english", "khmer"),
    [
        (lambda language: texts.clock(time(9, 5), language), "09:05", "០៩:០៥"),
        (lambda language: texts.weekday(WEDNESDAY, language), "Wednesday", "ថ្ងៃពុធ"),
        (lambda language: texts.day_and_month(WEDNESDAY, language), "14 December", "ទី១៤ ខែធ្នូ"),
        (lambda language: texts.date_in_words(WEDNESDAY, language), "Wednesday 14 December 2022", "ថ្ងៃពុធ ទី១៤ ខែធ្នូ ឆ្នាំ២០២២"),
        (lambda language: texts.plain_date(WEDNESDAY, language), "14 December 2022", "ថ្ងៃទី១៤ ខែធ្នូ ឆ្នាំ២០២២"),
        (
            lambda language: texts.moment_in_words(datetime(2022, 12, 14, 17, 0), language),
            "Wednesday 14 December 2022, 17:00",
            "ថ្ងៃពុធ ទី១៤ ខែធ្នូ ឆ្នាំ២០២២ ម៉ោង ១៧:០០",
        ),
    ],
    ids=["clock", "weekday", "day and month", "date in words", "plain date", "moment"],
)
def test_moments_are_written_as_each_language_does(written, english, khmer):
    assert written("en") == english
    assert written("km") == khmer


@pytest.mark.parametrize(
    ("last", "english", "khmer"),
    [
        (date(2022, 12, 14), "14 December 2022", "ថ្ងៃទី១៤ ខែធ្នូ ឆ្នាំ២០២២"),
        (date(2022, 12, 15), "14–15 December 2022", "ថ្ងៃទី១៤–១៥ ខែធ្នូ ឆ្នាំ២០២២"),
        (date(2023, 1, 2), "14 December 2022 – 2 January 2023", "ថ្ងៃទី១៤ ខែធ្នូ ឆ្នាំ២០២២ – ថ្ងៃទី២ ខែមករា ឆ្នាំ២០២៣"),
    ],
)
def test_range_of_days_says_as_little_as_possible_twice(last, english, khmer):
    assert texts.date_range(WEDNESDAY, last, "en") == english
    assert texts.date_range(WEDNESDAY, last, "km") == khmer


def test_range_over_two_months_names_the_year_once():
    assert texts.date_range(date(2022, 11, 30), date(2022, 12, 1), "en") == "30 November – 1 December 2022"


@pytest.mark.parametrize("rank", list(texts.RANKS))
def test_known_rank_is_shown_in_khmer_and_back(rank):
    khmer = texts.rank_in_language(rank, "km")

    assert khmer != rank
    assert texts.RANKS[texts.rank_in_language(khmer, "en")] == khmer


def test_unknown_rank_stays_as_it_was_typed():
    assert texts.rank_in_language("Inspector", "km") == "Inspector"


def test_person_is_named_in_the_letters_of_the_language():
    assert texts.person_name("Mr", "", "SOK Dara", "សុខ ដារ៉ា", "en") == "Mr SOK Dara"
    assert texts.person_name("", "Police General", "NETH Savoeun", "នេត សាវឿន", "km") == f"{texts.RANKS['Police General']} នេត សាវឿន"
    assert texts.person_name("", "", "Laszlo Barta", "", "km") == "Laszlo Barta"
