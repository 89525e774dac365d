"""What stands in a contract, found by rules: without a model, the same for the same text.

``parties`` who signs · ``cues`` the words by which a figure is known · ``terms`` value, term, index, notice, penalty ·
``telling`` the summary that people read.
"""
