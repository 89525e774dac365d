"""Words of Django's own pages that our catalogue says otherwise than Django's: ours is asked first.

Its Portuguese takes every kind of record for masculine and says "remover" where these pages say "excluir".
Nothing reads these. They stand here so that the texts are in our source, and with it in our catalogue.
"""

from django.utils.translation import gettext_lazy as _

PEOPLE = (
    _("Authentication and Authorization"),
    _("first name"),
    _("last name"),
    _("email address"),
    _("Email"),
    _("superuser status"),
    _("date joined"),
    _("last login"),
    _(
        "Designates whether this user should be treated as active. Unselect this instead of deleting accounts."
    ),
    _("Designates that this user has all permissions without explicitly assigning them."),
    _("The groups this user belongs to. A user will get all permissions granted to each of their groups."),
)

SAVING = (
    _("%(app)s administration"),
    _("Add another %(verbose_name)s"),
    _("Save and add another"),
    _("Added."),
    _("The {name} “{obj}” was added successfully."),
    _("You may edit it again below."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("Items must be selected in order to perform actions on them. No items have been changed."),
    _("This object doesn’t have a change history. It probably wasn’t added via this admin site."),
)

DELETING = (
    _("Delete"),
    _("Delete?"),
    _("Deleted:"),
    _("Delete selected %(verbose_name_plural)s"),
    _("Delete selected %(model)s"),
    _("Delete multiple objects"),
    _("Cannot delete %(name)s"),
    _("Successfully deleted %(count)d %(items)s."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    _("Are you sure?"),
    _(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the following related items '
        "will be deleted:"
    ),
    _(
        "Are you sure you want to delete the selected %(objects_name)s? All of the following objects and their "
        "related items will be deleted:"
    ),
    _(
        "Deleting the selected %(objects_name)s would result in deleting related objects, but your account doesn't "
        "have permission to delete the following types of objects:"
    ),
    _(
        "Deleting the selected %(objects_name)s would require deleting the following protected related objects:"
    ),
    _("Yes, I’m sure"),
    _("No, take me back"),
)
