from django.urls import path

from awards.views import ballots, councils, issuing, meetings, papers, provisions, texts

app_name = "awards"
urlpatterns = [
    path("van-ban/<int:pk>/", papers.paper_list, name="papers"),
    path("van-ban/<int:pk>/tao/", papers.paper_request, name="papers_request"),
    path("van-ban/bien-ban/<int:visit>/tao/", papers.minutes_request, name="minutes_request"),
    path("van-ban/tai/<int:pk>/", papers.paper_file, name="paper_file"),
    path("van-ban/<int:pk>/chot/", papers.paper_finalise, name="papers_finalise"),
    path("van-ban/<int:pk>/loi-van/<slug:kind>/", texts.paper_texts, name="paper_texts"),
    path("van-ban/ho-so/<int:pk>/", papers.dossier_papers, name="dossier_papers"),
    path("van-ban/ho-so/<int:pk>/tao/", papers.dossier_request, name="dossier_papers_request"),
    path("van-ban/ho-so/<int:pk>/chot/", papers.dossier_finalise, name="dossier_papers_finalise"),
    path("van-ban/ho-so/<int:pk>/loi-van/<slug:kind>/", texts.dossier_texts, name="dossier_texts"),
    path("van-ban/vao-so/<int:pk>/", issuing.paper_register, name="paper_register"),
    path("van-ban/huy-so/<int:pk>/", issuing.issue_cancel, name="issue_cancel"),
    path("van-ban/ban-quet/<int:pk>/", issuing.paper_scan, name="paper_scan"),
    path("van-ban/ban-quet/tai/<int:pk>/", issuing.scan_file, name="scan_file"),
    # Councils: who sits in them, their meetings, the votes; and the numbers they go by
    path("hoi-dong/", councils.council_list, name="councils"),
    path("hoi-dong/phuong/<int:ward>/moi/", councils.council_new_ward, name="council_new_ward"),
    path("hoi-dong/co-quan/<int:office>/moi/", councils.council_new_office, name="council_new_office"),
    path("hoi-dong/<int:pk>/", councils.council, name="council"),
    path("hoi-dong/<int:pk>/sua/", councils.council_edit, name="council_edit"),
    path("hoi-dong/<int:council>/phien-hop/moi/", meetings.meeting_new, name="meeting_new"),
    path("hoi-dong/phien-hop/<int:pk>/", meetings.meeting, name="meeting"),
    path("hoi-dong/phien-hop/<int:pk>/sua/", meetings.meeting_edit, name="meeting_edit"),
    path("hoi-dong/phien-hop/<int:pk>/diem-danh/", meetings.attendance, name="meeting_attendance"),
    path("hoi-dong/phien-hop/<int:pk>/phuong/", meetings.meeting_wards, name="meeting_wards"),
    path("hoi-dong/phien-hop/<int:pk>/xoa/", meetings.meeting_remove, name="meeting_remove"),
    path("hoi-dong/phien-hop/<int:pk>/chot/", ballots.meeting_close, name="meeting_close"),
    path("hoi-dong/bo-phieu/<int:pk>/", ballots.ballot, name="ballot"),
    path("hoi-dong/bo-phieu/<int:pk>/khong-bo-phieu/", ballots.recuse, name="ballot_recuse"),
    path("quy-dinh/", provisions.provision_list, name="provisions"),
    path("quy-dinh/ghi/", provisions.provision_new, name="provision_new"),
]
