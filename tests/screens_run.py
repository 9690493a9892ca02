"""The demo's pages worth photographing, by the person who sees them."""

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - the apps have to be there first
from django.urls import reverse  # noqa: E402

from awards.models import Dossier  # noqa: E402
from wards.models import Assessment, Inspection, Period, State  # noqa: E402


def prepare() -> None:
    """Fill the empty database with the demo."""
    call_command("migrate", verbosity=0)
    call_command("messages", "--compile", verbosity=0)
    call_command("load_demo", verbosity=0)


def pages() -> dict[str, list[tuple[str, str]]]:
    """Person → (file name, path) in the order in which they would open them."""
    period = Period.objects.get(criteria_set__code="model-ward-2019", first_year=2019)
    own = Assessment.objects.get(period=period, ward__code="14767")

    sent = Dossier.objects.get(state=Dossier.State.FORWARDED)
    back = Dossier.objects.get(state=Dossier.State.RETURNED)
    shelf = Assessment.objects.get(period=period, ward__code="14785")

    def one(state: str) -> Assessment:
        return Assessment.objects.filter(period=period, state=state).order_by("ward__sort_key")[0]

    def to(name: str, *args: object) -> str:
        return reverse(f"wards:{name}", args=args)

    return {
        "": [("dang-nhap", reverse("login"))],
        "canbo.dienbien": [
            ("viec-cua-toi", to("task_list", own.pk)),
            ("tieu-chi-5", to("criterion", own.pk, "5")),
            ("kho-tai-lieu", to("evidence_list")),
            ("them-minh-chung", to("evidence_new", own.entries.get(indicator__code="5.2").pk)),
            ("bo-tieu-chi", to("catalogue_detail", "model-ward-2019")),
            ("lich-su", to("history", own.pk)),
        ],
        "canbo.dongson": [
            ("kho-tai-lieu-dong-son", to("evidence_list")),
            ("minh-chung-con-thieu", to("evidence_gaps")),
            ("tai-lieu", to("evidence_detail", shelf.ward.evidence.order_by("pk")[0].pk)),
            ("cau-hoi", to("questions", shelf.pk)),
            ("thong-bao", to("notice_list")),
        ],
        "lanhdao.dienbien": [
            ("phan-cong", to("assignments", own.pk)),
            ("kiem-tra-truoc-khi-nop", to("check_answers", own.pk)),
            ("van-ban", reverse("awards:papers", args=[own.pk])),
        ],
        "noivu.thanhhoa": [
            ("tong-quan", to("dashboard", period.pk)),
            ("tong-quan-tieu-chi-5", to("criterion_overview", period.pk, 5)),
            ("tong-quan-phuong", to("ward_overview", one(State.UNDER_REVIEW).pk)),
            ("cho-tham-dinh", to("review_queue")),
            ("so-lieu-co-ban", to("registry")),
            ("kiem-tra-thuc-te", to("inspection", Inspection.objects.order_by("pk")[0].pk)),
            ("ban-tham-dinh", to("desk", one(State.UNDER_REVIEW).pk)),
        ],
        "truongphong.thanhhoa": [
            ("da-tham-dinh", to("desk", one(State.REVIEWED).pk)),
            ("phien-hop", reverse("awards:meeting", args=[sent.meeting_id])),
            ("ho-so-trinh", reverse("awards:dossier", args=[back.pk])),
            ("van-ban-thanh-pho", reverse("awards:dossier_papers", args=[back.pk])),
            ("tap-ho-so", reverse("awards:dossier_binders", args=[back.pk])),
        ],
        "bantdkt.thanhhoa": [
            ("tiep-nhan", reverse("awards:received_list")),
            ("ho-so-tiep-nhan", reverse("awards:received", args=[sent.pk])),
            ("lich-su-khen-thuong", reverse("awards:grants")),
        ],
    }
