from django.apps import AppConfig


class VitalityConfig(AppConfig):
    name = "vitality"
    verbose_name = "基层工会活力建设项目"
