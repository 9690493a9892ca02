"""Pages of wards and of their offices."""

from django.urls import path

from wards.views import (
    assessment,
    catalogue,
    citations,
    dashboard,
    evidence,
    files,
    hand_in,
    home,
    queue,
    review,
    review_steps,
    viewer,
)

app_name = "wards"

urlpatterns = [
    path("", home.home, name="home"),
    path("viec-cua-toi/", home.my_work, name="my_work"),
    # The ward's assessment
    path("ban-tu-danh-gia/<int:pk>/", assessment.task_list, name="task_list"),
    path("ban-tu-danh-gia/<int:pk>/diem/", assessment.score_summary, name="score_summary"),
    path("ban-tu-danh-gia/<int:pk>/phan-cong/", assessment.assignments, name="assignments"),
    path("ban-tu-danh-gia/<int:pk>/tieu-chi/<str:number>/", assessment.criterion, name="criterion"),
    path("so-lieu/<int:pk>/", assessment.entry_save, name="entry_save"),
    path("so-lieu/<int:pk>/vi-sao/", assessment.entry_why, name="entry_why"),
    # From ward to office
    path("ban-tu-danh-gia/<int:pk>/kiem-tra/", hand_in.check_answers, name="check_answers"),
    path("ban-tu-danh-gia/<int:pk>/trinh-lanh-dao/", hand_in.submit, name="submit"),
    path("ban-tu-danh-gia/<int:pk>/lay-lai/", hand_in.take_back, name="take_back"),
    path("ban-tu-danh-gia/<int:pk>/nop/", hand_in.hand_in, name="hand_in"),
    path("ban-tu-danh-gia/<int:pk>/rut-lai/", hand_in.recall, name="recall"),
    path("ban-tu-danh-gia/<int:pk>/lich-su/", hand_in.history, name="history"),
    path("lan-nop/<int:pk>/", hand_in.hand_in_detail, name="hand_in_detail"),
    # Evidence
    path("minh-chung/", evidence.evidence_list, name="evidence_list"),
    path("minh-chung/<int:pk>/", evidence.evidence_detail, name="evidence_detail"),
    path("minh-chung/<int:pk>/tep/", files.evidence_upload, name="evidence_upload"),
    path("minh-chung/tep/<int:pk>/", files.file_download, name="file_download"),
    path("minh-chung/tep/<int:pk>/bo/", files.file_remove, name="file_remove"),
    path("so-lieu/<int:entry>/minh-chung/", citations.cite, name="cite"),
    path("so-lieu/<int:entry>/minh-chung/moi/", files.evidence_new, name="evidence_new"),
    path("trich-dan/<int:pk>/", citations.citation_edit, name="citation_edit"),
    path("trich-dan/<int:pk>/bo/", citations.citation_remove, name="citation_remove"),
    path("trich-dan/<int:pk>/xem/", viewer.citation_view, name="citation_view"),
    path("minh-chung/tep/<int:pk>/trang/<int:page>/", viewer.file_image, name="file_image"),
    path("lan-nop/<int:hand_in>/chi-tieu/<int:entry>/tai-lieu/<int:position>/", viewer.handed_page, name="handed_page"),
    path("lan-nop/<int:hand_in>/tep/<str:sha256>/", viewer.handed_file, name="handed_file"),
    path("lan-nop/<int:hand_in>/tep/<str:sha256>/trang/<int:page>/", viewer.handed_image, name="handed_image"),
    # Appraisal
    path("tham-dinh/", queue.review_queue, name="review_queue"),
    path("tham-dinh/<int:pk>/", review.desk, name="desk"),
    path("tham-dinh/<int:pk>/bat-dau/", review_steps.start_review, name="start_review"),
    path("tham-dinh/<int:pk>/yeu-cau-bo-sung/", review_steps.ask_completion, name="ask_completion"),
    path("tham-dinh/<int:pk>/hoan-thanh/", review_steps.complete, name="complete"),
    path("tham-dinh/<int:pk>/mo-lai/", review_steps.reopen, name="reopen"),
    path("tham-dinh/chi-tieu/<int:entry>/", review.judge, name="judge"),
    # Overview
    path("tong-quan/", dashboard.overview, name="overview"),
    path("tong-quan/<int:pk>/", dashboard.dashboard, name="dashboard"),
    # Criteria sets
    path("bo-tieu-chi/", catalogue.catalogue_list, name="catalogue_list"),
    path("bo-tieu-chi/<slug:code>/", catalogue.catalogue_detail, name="catalogue_detail"),
]
