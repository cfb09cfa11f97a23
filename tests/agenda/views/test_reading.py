"""What every public page says of its age, and how it answers a reader who has it already."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from agenda.models import NewsItem
from symposium import middleware
from tests.factories import SymposiumFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposium():
    symposium = SymposiumFactory(registration_opens=timezone.now() + timedelta(days=2))
    NewsItem.objects.create(symposium=symposium, title_en="Later", body_en="Text", published_at=timezone.now() + timedelta(days=1))
    symposium.refresh_from_db()
    return symposium


def modified(client, symposium) -> int:
    return parse_http_date(client.get(f"/en/{symposium.slug}/agenda/").headers["Last-Modified"])


def test_page_says_when_it_changed_last(client, symposium):
    assert modified(client, symposium) == int(symposium.public_changed_at.timestamp())


@pytest.mark.parametrize("days", [1, 2])
def test_page_is_newer_when_the_clock_has_changed_it(client, symposium, days):
    then = timezone.now() + timedelta(days=days, minutes=1)

    with time_machine.travel(then):
        middleware.versions.forget()
        assert int((then - timedelta(minutes=5)).timestamp()) < modified(client, symposium) <= int(then.timestamp())


def test_page_is_newer_after_each_change(client, symposium):
    before = modified(client, symposium)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        symposium.newsitems.all().delete()
        middleware.versions.forget()
        assert modified(client, symposium) > before


@pytest.mark.parametrize("address", ["agenda/", "agenda/?q=nothing", "agenda.ics"])
def test_reader_who_has_the_page_gets_no_body(client, symposium, address):
    first = client.get(f"/en/{symposium.slug}/{address}")

    by_tag = client.get(f"/en/{symposium.slug}/{address}", headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(f"/en/{symposium.slug}/{address}", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    by_earlier_date = client.get(f"/en/{symposium.slug}/{address}", headers={"If-Modified-Since": http_date(0)})
    by_other_tag = client.get(
        f"/en/{symposium.slug}/{address}", headers={"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]}
    )

    assert [response.status_code for response in (by_tag, by_date, by_earlier_date, by_other_tag)] == [304, 304, 200, 200]
    assert by_tag.content == by_date.content == b""
    assert by_other_tag.content == first.content
