"""What can be wrong with a file, each in a sentence that says what to do."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nessos.ai.knowledge.uploads.kinds import Fault
from nessos.ai.knowledge.uploads.limits import LETTERS, PAGES
from nessos.kernel.errors import NessosError

SENTENCES: dict[str, str | Promise] = {
    Fault.EMPTY: _("“%(name)s” is empty. Choose the file again."),
    Fault.TOO_LARGE: _(
        "“%(name)s” is larger than %(megabytes)d MB. Make it smaller, or cut it into several files."
    ),
    Fault.UNKNOWN: _("“%(name)s” is no PDF, DOCX, TXT, MD or HTML. Save it as one of these and upload that."),
    Fault.PROTECTED: _(
        "“%(name)s” is under a password, or a document of the old kind (.doc). Save it without a password, "
        "as DOCX or PDF."
    ),
    Fault.MALFORMED: _("“%(name)s” is damaged and cannot be read. Open it, save it anew and upload that."),
    Fault.NO_TEXT: _(
        "“%(name)s” holds no text: it was scanned, or is made of pictures. Have its text recognised (OCR) "
        "and upload it again."
    ),
    Fault.TOO_MANY_PAGES: _("“%(name)s” has more than %(pages)d pages. Cut it into several files."),
    Fault.TOO_MUCH_TEXT: _("“%(name)s” holds more than %(letters)d letters. Cut it into several files."),
    Fault.TOO_HEAVY: _(
        "“%(name)s” unpacks to more than can be read. Remove its pictures, or cut it into several files."
    ),
    Fault.TOO_SLOW: _("“%(name)s” took too long to read. Save it anew, or cut it into several files."),
    Fault.LOST: _("“%(name)s” was given up: whoever read it ended over it, three times. Save it anew."),
}


class UploadFaultError(NessosError):
    """A file that is refused at the door."""

    code: ClassVar[str] = "upload_refused"
    sentence: ClassVar[str | Promise] = "%(told)s"


class SameFileError(NessosError):
    code = "upload_repeated"
    status = 409
    sentence = _("“%(name)s” is there already: “%(title)s”. Nothing was uploaded.")


class NotFailedError(NessosError):
    code = "upload_not_failed"
    status = 409
    sentence = _("“%(title)s” did not fail, so there is nothing to repeat.")


def fault_tell(fault: str, name: str, *, megabytes: int) -> str:
    sentence = SENTENCES.get(fault)
    data = {"name": name, "megabytes": megabytes, "pages": PAGES, "letters": LETTERS}
    return str(sentence) % data if sentence else ""
