"""What participants are written: by kind, in their language, with nothing of what they typed taken for more than text."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from agenda.domain import release
from registrations.domain import lifecycle, tokens
from registrations.mail.compose import compose
from registrations.models import Registration
from tests.factories import DelegationFactory, OrganisationFactory, SymposiumFactory, an_entry, registered

pytestmark = pytest.mark.django_db

KINDS = [
    "received",
    "waiting",
    "already",
    "confirmed",
    "declined",
    "cancelled",
    "offered",
    "expired",
    "verify-address",
    "answer",
    "changes",
]


@pytest.fixture
def symposium():
    return SymposiumFactory(seats=1, slug="2022", starts_on=date(2030, 12, 14), registration_opens=timezone.now() - timedelta(days=1))


def mail(registration, kind):
    return registration.mails.get(kind=kind).email


def secret_in(text):
    return re.search(r"/registration/([\w-]+)/", text)[1]


def test_mail_after_sign_up_has_link_days_and_calendar(symposium):
    first = symposium.days.first()
    registration = registered(symposium, verified=False, email="dara@agency.example", days=[first])

    email = mail(registration, "received")

    assert email.to == ["dara@agency.example"]
    assert email.from_email == settings.DEFAULT_FROM_EMAIL
    assert email.subject == "Your registration: Digital Forensics Symposium"
    assert "Saturday 14 December 2030" in email.message
    assert "Sunday 15 December 2030" not in email.message
    assert registration.reference in email.message
    for text in (email.message, email.html_message):
        assert f"{settings.BASE_URL}/en/registration/" in text
        assert tokens.open_(secret_in(text)) == registration
    calendar = email.attachments.get()
    assert (calendar.name, calendar.mimetype) == ("symposium-2022.ics", "text/calendar; method=PUBLISH")
    with calendar.file.open() as file:
        [event] = Calendar.from_ical(file.read()).walk("VEVENT")
    assert event["UID"].startswith("2022-2030-12-14@")


def test_mail_is_in_the_participants_language(symposium):
    registration = registered(symposium, verified=False, language="km", name_khmer="សុខ ដារ៉ា")

    email = mail(registration, "received")

    assert "សន្និសីទស្ដីពីកោសល្យវិច័យឌីជីថល" in email.subject
    assert "សុខ ដារ៉ា" in email.message
    assert "ថ្ងៃសៅរ៍ ទី១៤ ខែធ្នូ ឆ្នាំ២០៣០" in email.message
    assert "/km/registration/" in email.message
    assert '<html lang="km">' in email.html_message
    assert "line-height:1.8" in email.html_message
    assert email.headers["Content-Language"] == "km"


def test_mail_to_who_waits_says_the_place_and_has_no_calendar(symposium):
    for _person in range(2):
        registered(symposium)
    registration = registered(symposium, verified=False)

    email = mail(registration, "waiting")

    assert "place 2." in email.message
    assert not email.attachments.exists()


def test_mail_of_an_offer_says_until_when(symposium):
    holder, registration = registered(symposium), registered(symposium)
    lifecycle.cancel(holder, at=datetime(2030, 11, 1, 3, 0, tzinfo=UTC))

    assert "Saturday 2 November 2030, 10:00" in mail(registration, "offered").message


def test_mail_shows_what_people_typed_as_text_only(symposium):
    typed = "A & B {{ 7|add:7 }} {% now 'Y' %} <b>bold</b>"
    registration = registered(symposium, other_agency=typed, name_latin="O'Neil & Sons")

    email = mail(registration, "received")

    assert f"Agency: {typed}" in email.message
    assert "Dear Mr O'Neil & Sons," in email.message
    assert "A &amp; B {{ 7|add:7 }} {% now &#x27;Y&#x27; %} &lt;b&gt;bold&lt;/b&gt;" in email.html_message
    assert "<b>bold" not in email.html_message


def test_subject_is_one_line_whatever_the_name(symposium):
    symposium.name_en = "A & B\r\nBcc: everybody@example.org\x07"
    symposium.save()
    release.publish(symposium)

    assert mail(registered(symposium), "received").subject == "Your registration: A & B Bcc: everybody@example.org"


def test_mail_tells_what_is_published_not_the_draft(symposium):
    delegation = DelegationFactory(symposium=symposium, seats=1, organisation=OrganisationFactory(name_en="Anti Cyber Crime Department"))
    symposium.venue_en = "A secret place"
    symposium.save()

    email = mail(registered(symposium, delegation=delegation), "received")

    assert "Cambodiana Hotel, Phnom Penh" in email.message
    assert "A secret place" not in email.message + email.html_message
    assert "Agency: Anti Cyber Crime Department" in email.message


def test_mail_goes_to_the_focal_point_of_who_has_no_address(symposium):
    delegation = DelegationFactory(
        symposium=symposium, seats=1, focal_name="CHAN Sophea", focal_email="focal@agency.example", focal_language="en"
    )

    registration = registered(
        symposium, verified=False, delegation=delegation, origin=Registration.Origin.FOCAL_POINT, email="", language="km"
    )

    email = mail(registration, "received")
    assert email.to == ["focal@agency.example"]
    assert "Dear CHAN Sophea," in email.message
    assert registration.name_latin in email.message
    assert "confirm that this address is yours" not in email.message


def test_mail_is_not_written_where_the_step_is_rolled_back(symposium):
    with pytest.raises(ValueError, match="days of its symposium"):
        lifecycle.register(symposium, entry=an_entry(symposium, days=[]))

    assert not Registration.objects.exists()


def test_mail_after_a_correction_goes_to_the_new_address(symposium):
    registration = registered(symposium)

    lifecycle.correct(registration, email="new@agency.example")

    email = mail(registration, "verify-address")
    assert tokens.open_(secret_in(email.message)) == registration
    assert email.to == ["new@agency.example"]


@pytest.mark.parametrize("offered", [True, False])
def test_mail_of_an_expiry_says_what_was_too_late(symposium, offered):
    now = timezone.now()
    holder, registration = registered(symposium, verified=offered, at=now), registered(symposium, at=now)
    if offered:
        lifecycle.cancel(holder, at=now)
    lifecycle.run_clocks(symposium, now + timedelta(hours=49))

    email = mail(registration if offered else holder, "expired")

    assert ("not taken in time" in email.message) == offered
    assert f"{settings.BASE_URL}/en/2022/register/" in email.message
    assert "/registration/" not in email.message


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_three_parts_in_each_language(symposium, kind, language):
    letter = compose(kind, {"link": "https://symposium.example/en/registration/x/", "name": "Dara"}, release.current(symposium), language)

    assert letter.subject.endswith(release.current(symposium).symposium.name.in_language(language))
    assert "\n\n\n" not in letter.text
    assert "&amp;" not in letter.text
    assert "https://symposium.example/en/registration/x/" in letter.text
    assert letter.html.startswith("<!doctype html>")
    assert f'lang="{language}"' in letter.html
    assert "max-width:600px" in letter.html
    for foreign in ("<img", "<script", "<link", "<style", "url("):
        assert foreign not in letter.html
