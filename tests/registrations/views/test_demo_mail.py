"""The demo's mail box."""

import os

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import RequestFactory, override_settings

from registrations.views.demo_mail import demo_mail


@pytest.fixture
def folder(tmp_path):
    with override_settings(EMAIL_FILE_PATH=str(tmp_path), BASE_URL="http://127.0.0.1:8000"):
        yield tmp_path


def page(query: str = ""):
    return demo_mail(RequestFactory().get(f"/demo/mail/?{query}"))


def send(subject: str, text: str, html: str = "") -> None:
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend")
    mail = EmailMultiAlternatives(subject, text, "desk@symposium.example", ["dara@agency.example"], connection=connection)
    if html:
        mail.attach_alternative(html, "text/html")
    mail.attach("symposium.ics", b"BEGIN:VCALENDAR", "text/calendar")
    mail.send()


def test_demo_mail_shows_mails_with_our_links_only(folder):
    send("ការចុះឈ្មោះ", "<b> Open http://127.0.0.1:8000/en/registration/secret/ not https://elsewhere.example/x")
    text = page().content.decode()
    assert "ការចុះឈ្មោះ" in text
    assert '<a href="http://127.0.0.1:8000/en/registration/secret/">' in text
    assert 'href="https://elsewhere' not in text
    assert "&lt;b&gt;" in text
    assert "symposium.ics" in text


def test_demo_mail_shows_the_newest_first(folder):
    send("of yesterday", "one")
    only = next(folder.iterdir()).rename(folder / "zzz.log")
    os.utime(only, (1_000_000_000, 1_000_000_000))
    send("of today", "two")
    text = page().content.decode()
    assert text.index("of today") < text.index("of yesterday")


def test_demo_mail_shows_html_under_a_policy_of_its_own(folder):
    send("styled", "plain", '<p style="color:red">styled</p>')
    key = page().content.decode().partition("?html=")[2].partition('"')[0]
    answer = page(f"html={key}")
    assert b"color:red" in answer.content
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_demo_mail_without_files_says_what_to_do(folder):
    folder.rmdir()
    assert "No mail yet." in page().content.decode()
