"""What a forwarding carried is kept with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("awards", "0005_councils_met")]

    operations = [
        migrations.AddField("forwarding", "text", models.TextField(default=""), preserve_default=False),
    ]
