"""Browsers in which English was chosen: the house itself speaks Portuguese."""

from typing import Any

from django.conf import settings
from django.test import Client


class EnglishBrowser(Client):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
