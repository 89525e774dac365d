"""Which prompt is in force."""

from datetime import datetime

from nessos.ai.prompts.models import Prompt, PromptVersion, Publication


def prompt_in_force(agent: str, *, as_of: datetime | None = None) -> PromptVersion | None:
    """The version that was in force at that moment, or is now; None: none was published by then."""
    publications = Publication.objects.filter(prompt__agent=agent)
    if as_of is not None:
        publications = publications.filter(at__lte=as_of)
    newest = publications.select_related("version__prompt").order_by("-at").first()
    return newest.version if newest else None


def publication_newest(prompt: Prompt) -> Publication | None:
    return prompt.publications.select_related("version", "by").order_by("-at").first()


def version_newest_shipped(prompt: Prompt) -> PromptVersion | None:
    return prompt.versions.filter(is_shipped=True).order_by("-number").first()


def shipped_newer(prompt: Prompt) -> PromptVersion | None:
    """A shipped text that came after what is in force and was never published; None: there is none to look at."""
    shipped, publication = version_newest_shipped(prompt), publication_newest(prompt)
    if shipped is None or shipped.publications.exists():
        return None
    if publication is not None and publication.version.text == shipped.text:
        return None
    return shipped
