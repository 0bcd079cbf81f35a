"""What coordinators corrected of how their centre is reached."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_lines_and_caps")]

    operations = [
        migrations.AddField("centre", "edited", models.JSONField(blank=True, default=dict)),
    ]
