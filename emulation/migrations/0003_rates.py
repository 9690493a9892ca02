from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("emulation", "0002_logins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("since", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
        ),
    ]
