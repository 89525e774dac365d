from nessos.web.access import *  # noqa: F403 - moved; delete when nobody imports it
from nessos.web.access import assert_writable, own_rows, owner_fill, rule_of, sees_all, visible  # noqa: F401
