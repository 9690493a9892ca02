import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0001_initial'),
        ('wards', '0005_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='paper',
            name='assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wards.assessment', verbose_name='assessment'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='attempts'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='context',
            field=models.TextField(verbose_name='text to draw'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='digest',
            field=models.CharField(max_length=64, verbose_name='digest'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='drawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='drawn at'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='failure',
            field=models.TextField(blank=True, verbose_name='fault'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='file',
            field=models.FileField(blank=True, max_length=200, upload_to='', verbose_name='file'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='kind',
            field=models.CharField(choices=[('report', 'Achievement report'), ('summary', 'Summary of results by criterion')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='lease_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='claimed until'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='pages',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='pages'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='requested_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='requested at'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='revision',
            field=models.PositiveIntegerField(verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='sent_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='handed to the workers at'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='sha256',
            field=models.CharField(blank=True, max_length=64, verbose_name='digest of the file'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting to be drawn'), ('drawing', 'Being drawn'), ('ready', 'Ready'), ('failed', 'Could not be drawn')], default='queued', max_length=8, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='paper',
            name='token',
            field=models.UUIDField(blank=True, null=True, verbose_name='claim'),
        ),
        migrations.AlterConstraint(
            model_name='grant',
            name='grant_has_a_time',
            constraint=models.CheckConstraint(condition=models.Q(('year__isnull', False), models.Q(('years_text', ''), _negated=True), _connector='OR'), name='grant_has_a_time', violation_error_message='Give the year, or the years in words.'),
        ),
    ]
