"""Public content beside the programme: every write, of one row or many, makes the cached pages of its symposium stale."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agenda.models import FaqEntry, KeyFigure, NewsItem, Page, Statement, Symposium
from agenda.models.pages import PublicContent
from tests.factories import SymposiumFactory

TODAY = date(2022, 12, 14)
VALUES = {
    NewsItem: {"title_en": "News"},
    FaqEntry: {"question_en": "Who?", "answer_en": "You."},
    KeyFigure: {"value_en": "1", "label_en": "one", "source_en": "TRC", "as_of": TODAY},
    Statement: {"text_en": "So", "said_by_en": "He", "source_en": "TRC", "said_on": TODAY},
    Page: {"key": "about"},
}
TEXT = {NewsItem: "title_km", FaqEntry: "question_km", KeyFigure: "label_km", Statement: "text_km", Page: "body_km"}


@pytest.fixture
def symposium(db):
    return SymposiumFactory(published=False)


@pytest.fixture
def other(db):
    return SymposiumFactory(published=False)


def version_of(symposium):
    return Symposium.objects.get(pk=symposium.pk).public_version


def test_every_model_of_public_content_is_tested_here():
    assert set(PublicContent.__subclasses__()) == set(VALUES)


WRITES = {
    "save": lambda row, text: row.save(),
    "save of some fields": lambda row, text: row.save(update_fields=[text]),
    "delete": lambda row, text: row.delete(),
    "update of many": lambda row, text: type(row).objects.update(**{text: "ថ្មី"}),
    "delete of many": lambda row, text: type(row).objects.all().delete(),
    "bulk update": lambda row, text: type(row).objects.bulk_update([row], [text]),
    "bulk create": lambda row, text: (
        type(row).objects.all().delete(),
        type(row).objects.bulk_create([type(row)(symposium=row.symposium, **VALUES[type(row)])]),
    ),
    "get or create": lambda row, text: (row.delete(), type(row).objects.get_or_create(symposium=row.symposium, **VALUES[type(row)])),
    "update or create": lambda row, text: type(row).objects.update_or_create(pk=row.pk, defaults={text: "ថ្មី"}),
    "add to the symposium": lambda row, text: getattr(row.symposium, f"{row._meta.model_name}s").add(row),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("model", VALUES)
def test_each_kind_of_write_makes_the_pages_of_its_symposium_stale_and_of_no_other(symposium, other, model, write):
    row = model.objects.create(symposium=symposium, **VALUES[model])
    before, before_other = version_of(symposium), version_of(other)

    WRITES[write](row, TEXT[model])

    assert version_of(symposium) > before
    assert version_of(other) == before_other


MOVES = {
    "save": lambda row, other: (setattr(row, "symposium", other), row.save()),
    "update by row": lambda row, other: NewsItem.objects.update(symposium=other),
    "update by key": lambda row, other: NewsItem.objects.update(symposium_id=other.pk),
    "update by row's key": lambda row, other: NewsItem.objects.update(symposium=other.pk),
    "bulk update": lambda row, other: (setattr(row, "symposium", other), NewsItem.objects.bulk_update([row], ["symposium"])),
    "add": lambda row, other: other.newsitems.add(row),
}


@pytest.mark.parametrize("move", MOVES)
def test_row_moved_to_another_symposium_makes_the_pages_of_both_stale(symposium, other, move):
    row = NewsItem.objects.create(symposium=symposium, title_en="News")
    before, before_other = version_of(symposium), version_of(other)

    MOVES[move](row, other)

    assert NewsItem.objects.get().symposium == other
    assert version_of(symposium) > before
    assert version_of(other) > before_other


def test_write_that_is_rolled_back_leaves_the_pages_as_they_are(symposium):
    before = version_of(symposium)

    with pytest.raises(IntegrityError), transaction.atomic():
        NewsItem.objects.create(symposium=symposium)

    assert version_of(symposium) == before


@pytest.mark.parametrize(
    ("model", "field"),
    [(model, name) for model in VALUES if model is not Page for name in VALUES[model] if name.endswith("_en")],
)
def test_text_in_neither_language_is_refused_by_the_database(symposium, model, field):
    with pytest.raises(IntegrityError, match="written|CHECK"), transaction.atomic():
        model.objects.create(symposium=symposium, **{**VALUES[model], field: ""})


def test_page_is_there_once_in_a_symposium(symposium):
    Page.objects.create(symposium=symposium, key="about")

    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.create(symposium=symposium, key="about")


def test_published_news_is_what_has_a_time_that_has_come_newest_first(symposium):
    at = timezone.now()
    minute = timezone.timedelta(minutes=1)
    for title, moment in (("old", at - minute), ("new", at), ("later", at + minute), ("draft", None)):
        NewsItem.objects.create(symposium=symposium, title_en=title, published_at=moment)

    assert [item.title_en for item in NewsItem.objects.published(at)] == ["new", "old"]


def test_shown_leaves_out_what_is_hidden(symposium):
    shown = FaqEntry.objects.create(symposium=symposium, **VALUES[FaqEntry])
    FaqEntry.objects.create(symposium=symposium, is_shown=False, **VALUES[FaqEntry])

    assert list(FaqEntry.objects.shown()) == [shown]
