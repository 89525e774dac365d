"""What may hurt us in a contract, found by rules: without a model, each finding with its clause and its words.

``rules`` what a clause may say · ``figures`` what its numbers may be · ``lacks`` what should be there ·
``reviewing`` puts it together.
"""
