from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("awards", "0006_forwarded_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="binderpart",
            name="contents",
            field=models.TextField(default="[]"),
        ),
    ]
