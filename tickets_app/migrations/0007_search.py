from django.db import migrations

from tickets_app.search import schema


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_sync_record'),
        ('tickets_app', '0006_notification_choices'),
    ]

    operations = [migrations.RunPython(schema.create, migrations.RunPython.noop)]
