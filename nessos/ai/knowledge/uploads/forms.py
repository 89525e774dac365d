"""What somebody says of the files that he uploads."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from nessos.ai.knowledge.uploads.models import UploadedDocument

#: At once; each is looked at by itself.
FILES_AT_ONCE = 50
_TAGS, _TAG = 20, 60


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several; an empty one passes, for ``file_check`` has the better sentence."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not files:
            raise forms.ValidationError(_("Choose at least one file."))
        if len(files) > FILES_AT_ONCE:
            raise forms.ValidationError(
                _("Choose %(count)d files at most, and the others afterwards."),
                params={"count": FILES_AT_ONCE},
            )
        return files


class UploadForm(forms.Form):
    documents = FilesField(label=_("Files"))
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("For one file; left empty, the file's name is the title."),
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=_TAGS * _TAG,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Separated by commas."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=UploadedDocument.Language.choices, widget=UnfoldAdminSelectWidget()
    )
    is_for_everybody = forms.BooleanField(
        label=_("For everybody"),
        required=False,
        widget=UnfoldBooleanWidget(),
        help_text=_("Otherwise only the groups below find and read it, and you."),
    )
    groups = forms.ModelMultipleChoiceField(
        label=_("For the groups"),
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    #: What a newer version takes over from the one before it.
    inherited: ClassVar[tuple[str, ...]] = ("title", "tags", "language", "is_for_everybody", "groups")

    def __init__(self, *args: Any, is_renewal: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.inherited if is_renewal else ():
            del self.fields[name]

    def clean_tags(self) -> list[str]:
        tags = [tag.strip()[:_TAG] for tag in self.cleaned_data["tags"].split(",")]
        return list(dict.fromkeys(tag for tag in tags if tag))[:_TAGS]
