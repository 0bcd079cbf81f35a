"""The papers a walk-in ticked at the counter."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0003_visit_life")]

    operations = [
        migrations.AddField("queueticket", "papers_ticked", models.JSONField(blank=True, default=list)),
        migrations.AddField("queueticket", "papers_missing", models.JSONField(blank=True, default=list)),
    ]
