"""The desk: what every room's ``admin.py`` builds on. ``nessos/web/WHY.md`` has an example."""

from nessos.web.admin.actions import DialogForm, reading_button, room_button, row_action
from nessos.web.admin.base import ReadOnlyAdmin, RoomAdmin
from nessos.web.admin.board import BoardMixin
from nessos.web.admin.formatting import brl, json_block, json_write, label_make
from nessos.web.admin.inlines import RoomStackedInline, RoomTabularInline
from nessos.web.admin.links import admin_link, list_link
from nessos.web.admin.navigation import navigation_add
from nessos.web.admin.pages import RoomPage

__all__ = [
    "BoardMixin",
    "DialogForm",
    "ReadOnlyAdmin",
    "RoomAdmin",
    "RoomPage",
    "RoomStackedInline",
    "RoomTabularInline",
    "admin_link",
    "brl",
    "json_block",
    "json_write",
    "label_make",
    "list_link",
    "navigation_add",
    "reading_button",
    "room_button",
    "row_action",
]
