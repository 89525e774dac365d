"""The counters of the throttles need not survive a crash, and must not wait for the disk."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE web_ratewindow SET UNLOGGED",
            reverse_sql="ALTER TABLE web_ratewindow SET LOGGED",
        ),
    ]
