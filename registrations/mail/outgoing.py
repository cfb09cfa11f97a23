"""Putting a letter into the outbox, in the transaction of the change that it tells of. domain/outbox.py sends it.

post_office's own `send` and `create` are not used: they would render our text once more, as a template, with all that people typed in it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import make_msgid

from django.conf import settings
from django.core.files.base import ContentFile
from post_office.models import PRIORITY, STATUS, Attachment, Email

from registrations.mail.compose import Letter


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    content: bytes
    mime_type: str


def put_into_outbox(letter: Letter, *, to: str, reply_to: str, enclosures: Iterable[Enclosure] = ()) -> Email:
    """Write the letter into the outbox, to be sent once the transaction is committed."""
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": letter.language}
    if reply_to:
        headers["Reply-To"] = reply_to
    email = Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        subject=letter.subject,
        message=letter.text,
        html_message=letter.html,
        status=STATUS.queued,
        priority=PRIORITY.medium,
        message_id=make_msgid(domain=settings.POST_OFFICE["MESSAGE_ID_FQDN"]),
        headers=headers,
    )
    if attached := [_attachment(enclosure) for enclosure in enclosures]:
        email.attachments.add(*attached)
    return email


def _attachment(enclosure: Enclosure) -> Attachment:
    """Return the one stored copy of a file: named for its content, so that a thousand participants share it."""
    digest = hashlib.sha256(enclosure.content).hexdigest()
    file_name = f"mail/{digest}-{enclosure.name}"
    stored = Attachment.objects.filter(file=file_name, mimetype=enclosure.mime_type).first()
    attachment = stored or Attachment(file=file_name, name=enclosure.name, mimetype=enclosure.mime_type)
    storage = attachment.file.storage
    if not storage.exists(file_name):
        storage.save(file_name, ContentFile(enclosure.content))
    if not stored:
        attachment.save()
    return attachment
