"""The names of figures and of what the simplest means are, so that they are said in the reader's language."""

from django.utils.translation import gettext_noop as _

FIGURES = (
    _("facts found"),
    _("nothing made up"),
    _("risks found"),
    _("rightly raised"),
    _("words as written"),
    _("left alone"),
    _("label right"),
    _("rightly qualified"),
    _("segment right"),
    _("pairs ordered"),
    _("told"),
    _("nobody named"),
    _("whole"),
    _("in Portuguese"),
    _("no figure made up"),
    _("right service first"),
    _("right services"),
    _("total computed"),
    _("no price in the words"),
    _("prices computed"),
    _("first"),
    _("within three"),
    _("first and sure"),
    _("none fits"),
    _("as corrected"),
    _("length of the message"),
)
