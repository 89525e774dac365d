"""The steps document: pydantic models, the one source of its JSON Schema, of validation and of the forms.

``marks`` say what a field's text means · ``fields`` are the types of fields · ``step`` is what all kinds have in
common · ``kinds`` is the registry that ``ops/workflows/steps/`` fills · ``document`` reads and describes the whole.
"""
