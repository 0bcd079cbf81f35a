"""An invitation may renew the password of an account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column more."""

    dependencies = [
        ("desk", "0001_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="renews",
            field=models.BooleanField(default=False),
        ),
    ]
