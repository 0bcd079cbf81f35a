"""Accounts, invitations and the trace."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import actions.clock


class Migration(migrations.Migration):
    """The first tables of the desk."""

    initial = True

    dependencies = [
        ("directory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, default=actions.clock.now)),
                ("account", models.CharField(db_index=True, max_length=150)),
                ("action", models.CharField(max_length=60)),
                ("object_kind", models.CharField(blank=True, max_length=40)),
                ("object_id", models.CharField(blank=True, db_index=True, max_length=90)),
                ("detail", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("roles", models.JSONField(default=list)),
                ("every_centre", models.BooleanField(default=False)),
                ("languages", models.JSONField(blank=True, default=list)),
                ("username", models.CharField(max_length=150)),
                ("invited_by", models.CharField(max_length=150)),
                ("created", models.DateTimeField(default=actions.clock.now)),
                ("expires", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("centres", models.ManyToManyField(blank=True, related_name="+", to="directory.centre")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("roles", models.JSONField(default=list)),
                ("every_centre", models.BooleanField(default=False)),
                ("languages", models.JSONField(blank=True, default=list)),
                ("interface_language", models.CharField(blank=True, max_length=3)),
                ("demonstration", models.BooleanField(default=False)),
                ("centres", models.ManyToManyField(blank=True, related_name="+", to="directory.centre")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="profile", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
