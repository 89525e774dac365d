"""Slugs: the readable name of a row in an address, made from its title when nobody gave one."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import connections, models, router
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

#: Lowercase letters, digits, and single hyphens between them; the same expression holds in Python and PostgreSQL.
STRICT = r"^[a-z0-9]+(-[a-z0-9]+)*$"

strict_slug_validate = RegexValidator(
    STRICT,
    _("A slug has lowercase letters, digits and single hyphens, such as our-first-case. Correct it."),
    "slug",
)


class SlugFrom(models.SlugField):  # type: ignore[type-arg]
    """A unique slug: ``SlugFrom("title")`` fills an empty one from the title, with -2, -3 … when it is taken."""

    def __init__(self, source: str = "title", *args: Any, **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("help_text", _("Left empty, it is made from the title."))
        kwargs["unique"] = kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source, "max_length": self.max_length}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        self.fill(model_instance)
        return getattr(model_instance, self.attname)

    def fill(self, instance: models.Model) -> None:
        """Make the slug now, if there is none."""
        if not getattr(instance, self.attname):
            setattr(instance, self.attname, self._make_free(instance))

    def _make_free(self, instance: models.Model) -> str:
        model = type(instance)
        room = (self.max_length or 120) - 5
        root = slugify(getattr(instance, self.source))[:room].strip("-_") or model._meta.model_name or "row"
        using = instance._state.db or router.db_for_write(model, instance=instance)
        with connections[using].cursor() as cursor:
            # Two rows of one title at once: the second waits for the first to commit, and takes the next number.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"slug:{model._meta.db_table}"])
        rows = model._base_manager.using(using).exclude(pk=instance.pk)
        taken = set(rows.filter(**{f"{self.name}__startswith": root}).values_list(self.name, flat=True))
        number, slug = 1, root
        while slug in taken:
            number += 1
            slug = f"{root}-{number}"
        return slug
