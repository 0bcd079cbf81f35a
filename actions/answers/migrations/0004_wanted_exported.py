"""When a new need was written into the files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("answers", "0003_tallies")]

    operations = [
        migrations.AddField("wantedconcept", "exported_at", models.DateTimeField(blank=True, null=True)),
    ]
