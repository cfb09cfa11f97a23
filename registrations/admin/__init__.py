"""The registrars' desk: delegations, registrations, visitors' questions and the outbox in Django's admin."""

from registrations.admin import delegation, door_list, outbox, question, registration, start, symposium

__all__ = ["delegation", "door_list", "outbox", "question", "registration", "start", "symposium"]
