from django.core.management.base import BaseCommand, CommandError

from tickets_app.integrity import check


class Command(BaseCommand):
    help = (
        "Check that every ticket's stored state is what its history adds up to, that roles, turns and "
        "groups agree, and that nothing is orphaned. Prints what is wrong; exit code 1 if anything is."
    )

    def handle(self, *args, **options):
        self.checked = found = 0
        for finding in check(self.count):
            self.stdout.write(str(finding))
            found += 1
        if found:
            raise CommandError(f"{found:,} findings in {self.checked:,} tickets.")
        self.stdout.write(f"{self.checked:,} tickets checked: everything agrees.")

    def count(self, checked):
        self.checked = checked
