"""The demo's mail box: what was "sent" to files on one's own computer, so that a private link can be followed without a mail server."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

BETWEEN_MESSAGES = re.compile(rb"^-{79}\r?\n", re.MULTILINE)  # as Django's backend for files writes them
MOST_SHOWN = 100
# The HTML part is shown as a mail program shows it: with its own styles, and with nothing that runs or comes from elsewhere.
POLICY_OF_A_MAIL = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True)
class ShownMail:
    """A mail as the page shows it; `key` finds it again."""

    key: str
    sent_at: datetime | None
    to: str
    subject: str
    text: str
    html: str
    attachments: tuple[str, ...]


@require_safe
@never_cache
def demo_mail(request: HttpRequest) -> HttpResponse:
    """List the mails that were written to files, the newest first; `?html=` shows one's HTML part."""
    mails = sent_mails(Path(getattr(settings, "EMAIL_FILE_PATH", "") or "var/mail"))
    if wanted := request.GET.get("html"):
        return html_part(mails, wanted)
    with override("en"):
        return render(request, "registrations/demo_mail.html", {"mails": mails[:MOST_SHOWN], "count": len(mails), "shown": MOST_SHOWN})


def html_part(mails: list[ShownMail], key: str) -> HttpResponse:
    """Answer with a mail's HTML part, under a policy of its own."""
    html = next((mail.html for mail in mails if mail.key == key), "")
    if not html:
        raise Http404
    return HttpResponse(html, headers={"Content-Security-Policy": POLICY_OF_A_MAIL})


def sent_mails(folder: Path) -> list[ShownMail]:
    """Read all mails of a folder, the newest first."""
    files = sorted(folder.glob("*.log"), key=lambda path: (path.stat().st_mtime_ns, path.name)) if folder.is_dir() else []
    mails = [
        shown(message_from_bytes(part, policy=default), f"{path.stem}.{number}")
        for path in files
        for number, part in enumerate(BETWEEN_MESSAGES.split(path.read_bytes()))
        if part.strip()
    ]
    return mails[::-1]


def shown(message: EmailMessage, key: str) -> ShownMail:
    """Return what the page shows of a mail."""
    text, html = (message.get_body(preferencelist=(kind,)) for kind in ("plain", "html"))
    return ShownMail(
        key=key,
        sent_at=parsedate_to_datetime(message["Date"]) if message["Date"] else None,
        to=message["To"] or "",
        subject=message["Subject"] or "",
        text=with_links(text.get_content() if text else ""),
        html=html.get_content() if html else "",
        attachments=tuple(part.get_filename("file") for part in message.iter_attachments()),
    )


def with_links(text: str) -> str:
    """Return the text for HTML, addresses of this site as links."""
    pieces = re.split(rf"({re.escape(settings.BASE_URL)}/[^\s<>\"]*)", text)
    return format_html_join(
        "", "{}", ((format_html('<a href="{0}">{0}</a>', piece) if at % 2 else piece,) for at, piece in enumerate(pieces))
    )
