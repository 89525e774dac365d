"""Own rows of PEOPLE: one's own gaps, and the feedback that one gave."""

from django.db.models import Q

from nessos.web.access import own_rows

own_rows("people.TrainingGap", read=lambda user: Q(employee=user), owner="employee")
# The subject of feedback does not read it, or nobody would be frank; averages stand on the home page.
own_rows("people.Feedback360", read=lambda user: Q(rater=user), owner="rater")
