"""How questions ended, and whether answers helped, as counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0002_mediation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Helped",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("territory", models.CharField(max_length=16)),
                ("concept", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=3)),
                ("helped", models.BooleanField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "territory", "concept", "language", "helped"), name="one_helped"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("territory", models.CharField(max_length=16)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answered", "Answered"),
                            ("offered", "Offered"),
                            ("unanswered", "Unanswered"),
                            ("handed_over", "Handed Over"),
                        ],
                        max_length=12,
                    ),
                ),
                ("channel", models.CharField(max_length=12)),
                ("language", models.CharField(max_length=3)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "territory", "kind", "channel", "language"), name="one_tally"
                    )
                ],
            },
        ),
    ]
