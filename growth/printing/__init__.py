"""A proposal on paper.

``fonts`` letters that travel with the file · ``prose`` Markdown as paragraphs · ``pages`` the document.
"""
