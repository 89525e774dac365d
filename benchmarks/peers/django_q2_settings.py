"""django-q2 at its best: connections that stay, results that are not counted, a short poll, tasks taken by fifty."""

import os

SECRET_KEY = "only-for-a-benchmark"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django_q"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **{name: os.environ[f"PG{variable}"] for name, variable in
           {"NAME": "DATABASE", "USER": "USER", "PASSWORD": "PASSWORD", "HOST": "HOST", "PORT": "PORT"}.items()},
        "CONN_MAX_AGE": None,
    }
}  # fmt: skip
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
Q_CLUSTER = {
    "name": "bench",
    "orm": "default",
    "workers": 2,
    "bulk": 50,
    "queue_limit": 100,
    "poll": 0.05,
    "timeout": 60,
    "retry": 300,
    "save_limit": 0,
    "catch_up": False,
    "log_level": "WARNING",
    "recycle": 1_000_000,
}
