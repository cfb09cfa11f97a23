"""Delegations out to a sheet and back: seats that fit, the focal point, the waiting list after it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registrations.models import Delegation, Registration
from registrations.sheets.delegations import DelegationSheet
from tests.agenda.sheets.sheets import csv_file, differences, exported, imported, told
from tests.factories import OrganisationFactory, registered

HEAD = ["Organisation", "Seats", "Focal point", "Focal point's e-mail", "Focal point's language", "Deadline", "Policy"]
IMPORT = "/admin/registrations/delegation/import/"


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_export_imported_again_changes_nothing(symposium, agency_a, agency_b, file_format):
    Delegation.objects.filter(pk=agency_a.pk).update(deadline=datetime(2030, 1, 2, 10, 0, 30, 5, tzinfo=ZoneInfo("UTC")))

    outcome = imported(DelegationSheet, exported(DelegationSheet, file_format, symposium=symposium), symposium=symposium)

    assert (outcome.troubles, outcome.changes, outcome.unchanged) == ([], [], 2)


def test_delegation_is_added_and_another_changed(symposium, agency_a):
    OrganisationFactory(slug="customs")
    content = csv_file(
        HEAD,
        ["agency-a", "12", "CHAN Sophea", "sophea@agency-a.example", "en", "2030-01-02 17:00", "confirm"],
        ["customs", "5", "", "", "", "", ""],
    )

    outcome = imported(DelegationSheet, content, symposium=symposium)

    assert told(outcome) == []
    assert (outcome.added, outcome.changed) == (1, 1)
    assert (2, "Seats", "10", "12") in differences(outcome)
    agency_a.refresh_from_db()
    assert agency_a.deadline == datetime(2030, 1, 2, 17, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
    assert (agency_a.policy, agency_a.focal_language) == ("confirm", "en")
    made = symposium.delegations.get(organisation__slug="customs")
    assert (made.seats, made.policy, made.focal_language) == (5, "vet", "km")


def test_seats_are_checked_when_all_rows_are_written(symposium, agency_a, agency_b):
    moved = csv_file(HEAD[:2], ["agency-a", "95"], ["agency-b", "5"])
    too_many = csv_file(HEAD[:2], ["agency-a", "95"], ["agency-b", "10"])

    outcome = imported(DelegationSheet, too_many, symposium=symposium)
    assert told(outcome) == [(2, "Seats", "The days have room for 90 seats beside what others keep or hold: give it 90 or fewer.")]
    assert set(Delegation.objects.values_list("seats", flat=True)) == {10}
    assert told(imported(DelegationSheet, moved, symposium=symposium)) == []
    assert sorted(Delegation.objects.values_list("seats", flat=True)) == [5, 95]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (["agency-a", ""], "Seats", "This field cannot be null."),
        (["agency-a", "many"], "Seats", "Write a whole number"),
        (["", "5"], "Organisation", "This cell may not be empty."),
        (["nobody", "5"], "Organisation", "There is no organisation “nobody”."),
        (["agency-a", "5", "x" * 121], "Focal point", "Ensure this value has at most 120 characters"),
        (["agency-a", "5", "", "no address"], "Focal point's e-mail", "Enter a valid email address."),
        (["agency-a", "5", "", "", "fr"], "Focal point's language", "Write one of: en, km."),
        (["agency-a", "5", "", "", "en", "soon"], "Deadline", "Write a day and a time such as"),
        (["agency-a", "5", "", "", "en", "", "open"], "Policy", "Write one of: confirm, vet."),
    ],
)
def test_what_is_wrong_is_told(symposium, agency_a, row, column, reason):
    [(number, where, why)] = told(imported(DelegationSheet, csv_file(HEAD[: len(row)], row), symposium=symposium))

    assert (number, where) == (2, column)
    assert why.startswith(reason)


def test_seats_that_an_import_adds_go_to_the_waiting_list(organiser_client, symposium, agency_a):
    Delegation.objects.filter(pk=agency_a.pk).update(seats=0, policy="confirm")
    waiting = registered(symposium, delegation=agency_a)
    assert waiting.state == Registration.State.WAITLISTED
    file = SimpleUploadedFile("seats.csv", csv_file(HEAD[:2], ["agency-a", "1"]))

    preview = organiser_client.post(IMPORT, {"file": file, "symposium": symposium.pk})
    fields = {"token": preview.context["token"], "fingerprint": preview.context["outcome"].fingerprint, "symposium": symposium.pk}
    organiser_client.post(IMPORT, fields)

    waiting.refresh_from_db()
    assert waiting.state != Registration.State.WAITLISTED
