from django.urls import path

from awards.views import papers

app_name = "awards"
urlpatterns = [
    path("van-ban/<int:pk>/", papers.paper_list, name="papers"),
    path("van-ban/<int:pk>/tao/", papers.paper_request, name="papers_request"),
    path("van-ban/bien-ban/<int:visit>/tao/", papers.minutes_request, name="minutes_request"),
    path("van-ban/tai/<int:pk>/", papers.paper_file, name="paper_file"),
]
