"""Routes of jobs, notices, files and the event log."""

from django.urls import path

from office.views import events, files, jobs, notices

app_name = "office"

urlpatterns = [
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job_detail"),
    path("jobs/<int:pk>/progress/", jobs.job_progress, name="job_progress"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job_retry"),
    path("jobs/<int:pk>/result/", jobs.job_result, name="job_result"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/mail/", notices.notice_mail, name="notice_mail"),
    path("notices/<int:pk>/", notices.notice_open, name="notice_open"),
    path("files/<int:pk>/", files.file_download, name="file_download"),
    path("events/", events.event_list, name="event_list"),
    path("events/export/", events.event_export, name="event_export"),
    path("events/verify/", events.event_verify, name="event_verify"),
]
