from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("providers", "0003_standard_columns")]

    operations = [migrations.AlterField("pull", "until", models.DateTimeField(null=True))]
