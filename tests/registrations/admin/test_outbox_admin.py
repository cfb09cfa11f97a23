"""The outbox at the desk."""

import re

import pytest
from post_office.models import STATUS, Email, Log

from registrations.models import Registration
from tests.factories import registered

LIST = "/admin/post_office/email/"


@pytest.fixture
def mail(symposium) -> Email:
    return registered(symposium, verified=False).mails.get().email


def test_list_shows_why_a_mail_failed(registrar_client, mail):
    Email.objects.update(status=STATUS.failed)
    Log.objects.create(email=mail, status=STATUS.failed, exception_type="SMTPRecipientsRefused", message="no such user")
    text = registrar_client.get(LIST, {"status__exact": STATUS.failed}).content.decode()
    assert mail.to[0] in text
    assert "SMTPRecipientsRefused: no such user" in text


@pytest.mark.parametrize("count", [10, 200])
def test_list_costs_the_same_queries_for_ten_and_for_two_hundred(registrar_client, mail, count, django_assert_num_queries):
    Email.objects.bulk_create(Email(from_email="a@b.example", to=["c@d.example"], subject="S", status=STATUS.sent) for _n in range(count))
    registrar_client.get(LIST)
    with django_assert_num_queries(9):
        assert registrar_client.get(LIST).status_code == 200


def test_page_shows_the_text_without_the_private_link(registrar_client, mail):
    text = registrar_client.get(f"{LIST}{mail.pk}/change/").content.decode()
    secret = re.search(r"/registration/([\w-]{20,})/", mail.message).group(1)
    assert Registration.objects.get().name_latin in text
    assert secret not in text


def test_send_again_takes_failed_mails_only(organiser_client, mail):
    sent = Email.objects.create(from_email="a@b.example", to=["c@d.example"], subject="S", status=STATUS.sent)
    Email.objects.filter(pk=mail.pk).update(status=STATUS.failed)
    action = {"action": "send_again", "_selected_action": [mail.pk, sent.pk], "index": 0}
    text = organiser_client.post(LIST, action, follow=True).content.decode()
    assert "1 failed mail will be sent again" in text
    assert "1 not touched" in text
    assert dict(Email.objects.values_list("pk", "status")) == {mail.pk: STATUS.queued, sent.pk: STATUS.sent}


def test_send_again_by_a_registrar_who_may_only_look_changes_nothing(registrar_client, mail):
    Email.objects.update(status=STATUS.failed)
    registrar_client.post(LIST, {"action": "send_again", "_selected_action": [mail.pk], "index": 0})
    mail.refresh_from_db()
    assert mail.status == STATUS.failed


def test_mail_is_never_edited_added_or_deleted(organiser_client, mail):
    assert organiser_client.post(f"{LIST}{mail.pk}/change/", {"subject": "Other"}).status_code == 403
    assert organiser_client.get(f"{LIST}add/").status_code == 403
    assert organiser_client.post(f"{LIST}{mail.pk}/delete/", {"post": "yes"}).status_code == 403
