"""The programme as files."""

import pytest
from django.urls import get_resolver
from icalendar import Calendar

from agenda.domain.release import publish
from agenda.exports import EXPORTS
from tests.factories import SessionFactory, SymposiumFactory

pytestmark = pytest.mark.django_db


def test_calendar_holds_the_published_sessions_in_the_language_of_the_address(client):
    symposium = SymposiumFactory(published=False)
    SessionFactory(symposium=symposium, title_en="Opening", title_km="ពិធីបើក")
    publish(symposium)

    response = client.get(f"/km/{symposium.slug}/agenda.ics")

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'inline; filename="{symposium.slug}-agenda-km.ics"'
    assert [str(event["SUMMARY"]) for event in Calendar.from_ical(response.content).walk("VEVENT")] == ["ពិធីបើក"]


def test_calendar_is_kept_in_memory_like_a_page(client, django_assert_num_queries):
    address = f"/en/{SymposiumFactory().slug}/agenda.ics"
    first = client.get(address)

    with django_assert_num_queries(1):  # the version
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_every_registered_format_has_an_address():
    urls = [pattern for entry in get_resolver().url_patterns for pattern in getattr(entry, "url_patterns", [])]
    agenda = next(entry for entry in urls if getattr(entry, "namespace", "") == "agenda")

    assert {pattern.default_args["name"] for pattern in agenda.url_patterns if "name" in pattern.default_args} == set(EXPORTS)
