"""A text in English and Khmer, the way of writing dates, times, digits and names in each, and known ranks."""

from dataclasses import dataclass
from datetime import date, datetime, time

from babel.dates import get_day_names, get_month_names
from django.conf import settings
from django.utils.translation import gettext, override

TO_KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
TO_LATIN_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")

# Ranks that a person may hold, written in English; shown in Khmer on Khmer pages (GLOSSARY).
RANKS = {
    "Police General": "នាយឧត្តមសេនីយ៍",
    "General": "នាយឧត្តមសេនីយ៍",
    "Lieutenant General": "ឧត្តមសេនីយ៍ឯក",
    "Major General": "ឧត្តមសេនីយ៍ទោ",
    "Brigadier General": "ឧត្តមសេនីយ៍ត្រី",
    "Colonel": "វរសេនីយ៍ឯក",
    "Lieutenant Colonel": "វរសេនីយ៍ទោ",
    "Major": "វរសេនីយ៍ត្រី",
    "Captain": "អនុសេនីយ៍ឯក",
    "Lieutenant": "អនុសេនីយ៍ទោ",
    "Second Lieutenant": "អនុសេនីយ៍ត្រី",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages, either of which may be empty."""

    en: str = ""
    km: str = ""

    def __bool__(self):
        return bool(self.en or self.km)

    def __str__(self):
        return self.en or self.km

    def best(self, language: str) -> tuple[str, str]:
        """Return the text and the language it is in: the wanted one, or else the other."""
        wanted, other = ("km", "en") if language == "km" else ("en", "km")
        return (getattr(self, wanted), wanted) if getattr(self, wanted) else (getattr(self, other), other)

    def in_language(self, language: str) -> str:
        """Return the text in the wanted language, or else in the other."""
        return self.best(language)[0]

    @classmethod
    def of(cls, row, name: str) -> "Text":
        """Return the bilingual field `name` of a row of the database."""
        return cls(getattr(row, f"{name}_en"), getattr(row, f"{name}_km"))


def digits(text: object, language: str) -> str:
    """Return `text` with Khmer digits for Khmer, unless the setting KHMER_DIGITS turns them off."""
    return str(text).translate(TO_KHMER_DIGITS) if language == "km" and settings.KHMER_DIGITS else str(text)


def latin_digits(text: str) -> str:
    """Return typed text with Khmer digits turned into Latin ones."""
    return text.translate(TO_LATIN_DIGITS)


def clock(moment: time | datetime, language: str) -> str:
    """Return hours and minutes: 09:30, ០៩:៣០."""
    return digits(f"{moment:%H:%M}", language)


def weekday(day: date, language: str) -> str:
    """Return Wednesday, ថ្ងៃពុធ."""
    name = get_day_names("wide", locale=language)[day.weekday()]
    name = {"ច័ន្ទ": "ចន្ទ"}.get(name, name)  # CLDR's spelling of Monday is not the dictionary's (GLOSSARY)
    return f"ថ្ងៃ{name}" if language == "km" else name


def _month(day: date, language: str) -> str:
    return get_month_names("wide", locale=language)[day.month]


def day_and_month(day: date, language: str) -> str:
    """Return 14 December, ទី១៤ ខែធ្នូ."""
    month = _month(day, language)
    return digits(f"ទី{day.day} ខែ{month}", language) if language == "km" else f"{day.day} {month}"


def date_in_words(day: date, language: str) -> str:
    """Return Wednesday 14 December 2022, ថ្ងៃពុធ ទី១៤ ខែធ្នូ ឆ្នាំ២០២២."""
    year = digits(f"ឆ្នាំ{day.year}", language) if language == "km" else day.year
    return f"{weekday(day, language)} {day_and_month(day, language)} {year}"


def plain_date(day: date, language: str) -> str:
    """Return 14 December 2022, ថ្ងៃទី១៤ ខែធ្នូ ឆ្នាំ២០២២."""
    return date_range(day, day, language)


def date_range(first: date, last: date, language: str) -> str:
    """Return 14–15 December 2022, ថ្ងៃទី១៤–១៥ ខែធ្នូ ឆ្នាំ២០២២; as little as possible is said twice."""
    khmer = language == "km"

    def written(day: date, *, month: bool, year: bool) -> str:
        if khmer:
            return f"ថ្ងៃទី{day.day}" + (f" ខែ{_month(day, language)}" if month else "") + (f" ឆ្នាំ{day.year}" if year else "")
        return f"{day.day}" + (f" {_month(day, language)}" if month else "") + (f" {day.year}" if year else "")

    if first == last:
        text = written(first, month=True, year=True)
    elif (first.year, first.month) == (last.year, last.month):
        end = written(last, month=True, year=True)
        text = f"{written(first, month=False, year=False)}–{end.removeprefix('ថ្ងៃទី')}"
    else:
        text = f"{written(first, month=True, year=first.year != last.year)} – {written(last, month=True, year=True)}"
    return digits(text, language)


def moment_in_words(moment: datetime, language: str) -> str:
    """Return Wednesday 7 December 2022, 17:00; `moment` is already in the zone to be shown."""
    at = " ម៉ោង " if language == "km" else ", "
    return f"{date_in_words(moment.date(), language)}{at}{clock(moment, language)}"


def rank_in_language(rank: str, language: str) -> str:
    """Return a known rank in the wanted language, any other as it was typed."""
    if language == "km":
        return RANKS.get(rank, rank)
    return next((english for english, khmer in reversed(RANKS.items()) if khmer == rank), rank)


def person_name(honorific: str, rank: str, name_latin: str, name_khmer: str, language: str) -> str:
    """Return how a person is named and addressed: Mr Laszlo Barta, លោក Laszlo Barta. `honorific` is its English label or empty."""
    with override(language):
        addressed = gettext(honorific) if honorific else ""
    name = name_khmer if language == "km" and name_khmer else name_latin
    return " ".join(filter(None, [addressed, rank_in_language(rank, language), name]))
