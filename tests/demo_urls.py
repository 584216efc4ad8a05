"""The addresses of a demonstration, for tests: the settings of a test run are not one."""

from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("demo/", include("poshtyar.demo.urls")), *urlpatterns]
