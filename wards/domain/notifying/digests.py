"""One e-mail a day to each person who wants it: what happened, and which deadlines are near.

A digest is claimed before it is sent: its row is unique for person and day, and carries what it tells. So two workers
never send it twice, and one that is killed while sending sends no second. What the server certainly refused is tried
again at the next run of the same day; what it may have taken is not.
"""

import datetime as dt
import logging
from collections.abc import Sequence
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation.templatetags.vietnamese import day, deadline
from wards.domain.notifying import deadlines
from wards.domain.notifying.deadlines import Due
from wards.domain.notifying.notice_words import sentence
from wards.domain.notifying.notices import known_to
from wards.models import Mailing, Notice, Officer

LANGUAGE = "vi"  # of the offices; nobody chooses one for e-mails
REFUSED = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError)  # certainly not sent
State = Mailing.State

logger = logging.getLogger(__name__)


class NoServer(Exception):
    """The mail server cannot be reached: nobody else needs to be tried now."""


def send_all(*, now: dt.datetime | None = None) -> int:
    """Send today's digests once the hour has come; returns how many were sent. May run at any time, any number."""
    now = now or timezone.now()
    if not settings.MAIL_DIGESTS or timezone.localtime(now).time() < settings.DIGEST_AT:
        return 0
    sent = 0
    for officer in list(_waiting(timezone.localtime(now).date())):
        mailing = claim(officer=officer, now=now)
        if mailing is None:
            continue
        try:
            sent += _send(mailing)
        except NoServer:
            break
    return sent


def _waiting(today: dt.date) -> QuerySet[Officer]:
    """Who has something to be told today and was not written to yet."""
    settled = Mailing.objects.filter(officer=OuterRef("pk"), day=today).exclude(state=State.FAILED)
    something = _untold().filter(officer=OuterRef("pk"))
    return Officer.objects.filter(Exists(something), ~Exists(settled), is_active=True).exclude(email="").order_by("pk")


def _untold(among: QuerySet[Notice] | None = None) -> QuerySet[Notice]:
    """What no e-mail told yet and nobody has read on the page meanwhile."""
    return (Notice.objects.all() if among is None else among).filter(
        Q(mailing=None) | Q(mailing__state=State.FAILED), by_mail=True, read_at=None
    )


def claim(*, officer: Officer, now: dt.datetime) -> Mailing | None:
    """Take this person's digest of the day, for the caller alone to send; None if it is taken or there is nothing."""
    today = timezone.localtime(now).date()
    with transaction.atomic(), translation.override(LANGUAGE):
        # One claim at a time, also of two days: else a run over midnight and the next one tell the same.
        officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
        found = _untold(known_to(officer)).select_related("assessment__ward__office", "assessment__period")
        notices = list(found.order_by("pk"))
        if not notices:
            return None
        mailing = _take(officer, today, now)
        if mailing is None:
            return None
        mailing.subject, mailing.body = subject(notices, today), body(officer, notices, now)
        mailing.address = officer.email
        mailing.save(update_fields=["subject", "body", "address"])
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailing=mailing)
    return mailing


def _take(officer: Officer, today: dt.date, now: dt.datetime) -> Mailing | None:
    """The first claim of the day makes its row, a later one takes over what failed; the database lets one win."""
    try:
        with transaction.atomic():
            return Mailing.objects.create(officer=officer, day=today, address=officer.email, at=now)
    except IntegrityError:
        failed = Mailing.objects.filter(officer=officer, day=today, state=State.FAILED)
        taken = failed.update(state=State.SENDING, at=now)
        return Mailing.objects.get(officer=officer, day=today) if taken else None


def _send(mailing: Mailing) -> bool:
    """Send what was claimed and write down what became of it. Raises NoServer when nothing can be sent now."""
    link = get_connection()
    try:
        link.open()
    except OSError as error:  # every failure of smtplib is one too
        _close(mailing, State.FAILED)
        logger.warning("The mail server cannot be reached: %s", error)
        raise NoServer from error
    try:
        return _deliver(mailing, link)
    finally:
        link.close()


def _deliver(mailing: Mailing, link: BaseEmailBackend) -> bool:
    message = EmailMessage(mailing.subject, mailing.body, to=[mailing.address], connection=link)
    try:
        message.send()
    except REFUSED as refusal:
        _close(mailing, State.FAILED)
        logger.warning("E-mail %d was refused: %s", mailing.pk, refusal)
    except OSError as error:  # the line broke: it may have been taken, and must not come twice
        logger.warning("E-mail %d may or may not have been sent: %s", mailing.pk, error)
    else:
        _close(mailing, State.SENT)
        return True
    return False


def _close(mailing: Mailing, state: State) -> None:
    sent_at = timezone.now() if state == State.SENT else None
    Mailing.objects.filter(pk=mailing.pk, state=State.SENDING).update(state=state, sent_at=sent_at)


def subject(notices: Sequence[Notice], today: dt.date) -> str:
    """What stands in the list of a mailbox."""
    told = ngettext(
        "Emulation and commendation: %(count)d notice, %(day)s",
        "Emulation and commendation: %(count)d notices, %(day)s",
        len(notices),
    )
    return told % {"count": len(notices), "day": day(today)}


def body(officer: Officer, notices: Sequence[Notice], now: dt.datetime) -> str:
    """The plain text: what happened, each with its address, then the deadlines, then how to be told otherwise."""
    site, parts = settings.SITE_URL, [_("Dear %(name)s,") % {"name": officer.full_name}, _("What is new:")]
    for number, notice in enumerate(notices, 1):
        parts.append(f"{number}. {sentence(notice)}\n   {site}{reverse('wards:notice_open', args=[notice.pk])}")
    dues = deadlines.near(officer, now=now)
    if dues:
        parts += [_("Deadlines:"), *(f"- {_due(due)}\n  {site}{due.path}" for due in dues)]
    parts.append(
        _("This e-mail was written by the system; please do not answer it. How you are told: %(url)s")
        % {"url": site + reverse("wards:notice_choices")}
    )
    return "\n\n".join(parts) + "\n"


def _due(due: Due) -> str:
    told = {
        "hand_in": _("%(ward)s, “%(period)s”: hand in before %(when)s"),
        "completion": _("%(ward)s, “%(period)s”: complete what was asked for before %(when)s"),
        "appraisal": ngettext(
            "“%(period)s”: appraise %(count)d self-assessment before %(when)s",
            "“%(period)s”: appraise %(count)d self-assessments before %(when)s",
            due.count,
        ),
    }[due.of]
    names = {"ward": due.assessment.ward, "period": due.assessment.period.title, "count": due.count}
    return told % {**names, "when": deadline(due.when)}


def sent_to(officer: Officer) -> QuerySet[Mailing]:
    """What was written to this person, the newest first."""
    return Mailing.objects.filter(officer=officer).order_by("-day")
