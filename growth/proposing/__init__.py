"""A proposal for a lead, drafted by rules; its prices are computed, whoever writes the words.

``matching`` which services fit what was asked · ``pricing`` what each costs · ``writing`` the document.
"""
