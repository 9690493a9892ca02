import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wards', '0004_assignment_events'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='assessment',
            options={'verbose_name': 'assessment', 'verbose_name_plural': 'assessments'},
        ),
        migrations.AlterModelOptions(
            name='evidence',
            options={'ordering': ['-created_at', '-id'], 'verbose_name': 'document of evidence', 'verbose_name_plural': 'documents of evidence'},
        ),
        migrations.AlterModelOptions(
            name='membership',
            options={'verbose_name': 'role of an officer', 'verbose_name_plural': 'roles of officers'},
        ),
        migrations.AlterModelOptions(
            name='office',
            options={'verbose_name': 'appraising office', 'verbose_name_plural': 'appraising offices'},
        ),
        migrations.AlterModelOptions(
            name='officer',
            options={'verbose_name': 'officer', 'verbose_name_plural': 'officers'},
        ),
        migrations.AlterModelOptions(
            name='period',
            options={'ordering': ['-last_year', '-id'], 'verbose_name': 'period', 'verbose_name_plural': 'periods'},
        ),
        migrations.AlterModelOptions(
            name='succession',
            options={'verbose_name': 'succession of units', 'verbose_name_plural': 'successions of units'},
        ),
        migrations.AlterModelOptions(
            name='ward',
            options={'ordering': ['sort_key', 'id'], 'verbose_name': 'ward', 'verbose_name_plural': 'wards'},
        ),
        migrations.AlterField(
            model_name='membership',
            name='office',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='wards.office', verbose_name='appraising office'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='officer'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('official', 'Ward official'), ('leader', 'Ward leader'), ('clerk', 'Ward clerk'), ('reviewer', 'Reviewer'), ('head', 'Head of the interior office'), ('province', 'Provincial board')], max_length=10, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='valid_from',
            field=models.DateField(default=datetime.date.today, verbose_name='valid from'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='valid until'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='ward',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='wards.ward', verbose_name='ward'),
        ),
        migrations.AlterField(
            model_name='office',
            name='authority',
            field=models.CharField(max_length=200, verbose_name='authority it serves'),
        ),
        migrations.AlterField(
            model_name='office',
            name='code',
            field=models.SlugField(unique=True, verbose_name='code'),
        ),
        migrations.AlterField(
            model_name='office',
            name='level',
            field=models.CharField(choices=[('city', 'City'), ('province', 'Province')], max_length=10, verbose_name='level'),
        ),
        migrations.AlterField(
            model_name='office',
            name='name',
            field=models.CharField(max_length=200, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='office',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='wards.office', verbose_name='superior office'),
        ),
        migrations.AlterField(
            model_name='period',
            name='criteria_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='wards.criteriaset', verbose_name='criteria set'),
        ),
        migrations.AlterField(
            model_name='period',
            name='first_year',
            field=models.PositiveSmallIntegerField(verbose_name='first year'),
        ),
        migrations.AlterField(
            model_name='period',
            name='last_year',
            field=models.PositiveSmallIntegerField(verbose_name='last year'),
        ),
        migrations.AlterField(
            model_name='period',
            name='office_deadline',
            field=models.DateTimeField(verbose_name='deadline of the office'),
        ),
        migrations.AlterField(
            model_name='period',
            name='reference_date',
            field=models.DateField(verbose_name='figures are counted to'),
        ),
        migrations.AlterField(
            model_name='period',
            name='title',
            field=models.CharField(max_length=160, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='period',
            name='ward_deadline',
            field=models.DateTimeField(verbose_name='deadline of the wards'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='area',
            field=models.CharField(max_length=120, verbose_name='district or province'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='code',
            field=models.CharField(max_length=5, verbose_name='code'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='district_code',
            field=models.CharField(blank=True, max_length=3, verbose_name='district code'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='kind',
            field=models.CharField(choices=[('phường', 'Phường'), ('xã', 'Xã'), ('thị trấn', 'Thị trấn'), ('đặc khu', 'Đặc khu')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='name',
            field=models.CharField(max_length=120, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='office',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wards', to='wards.office', verbose_name='appraising office'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='valid_from',
            field=models.DateField(blank=True, null=True, verbose_name='valid from'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='valid until'),
        ),
        migrations.AlterConstraint(
            model_name='membership',
            name='membership_place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('office__isnull', True), ('role__in', ['official', 'leader', 'clerk']), ('ward__isnull', False)), models.Q(('office__isnull', False), ('role__in', ['reviewer', 'head', 'province']), ('ward__isnull', True)), _connector='OR'), name='membership_place', violation_error_message='A role in a ward needs a ward, a role in an office an office; never both.'),
        ),
        migrations.AlterConstraint(
            model_name='membership',
            name='membership_dates',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='membership_dates', violation_error_message='The last day must not lie before the first.'),
        ),
        migrations.AlterConstraint(
            model_name='period',
            name='period_deadlines_in_order',
            constraint=models.CheckConstraint(condition=models.Q(('office_deadline__gte', models.F('ward_deadline'))), name='period_deadlines_in_order', violation_error_message="The office's deadline must not lie before the wards'."),
        ),
        migrations.AlterConstraint(
            model_name='ward',
            name='ward_dates',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='ward_dates', violation_error_message='The last day must not lie before the first.'),
        ),
    ]
