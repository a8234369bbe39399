"""The roles and people of a fresh installation or a demonstration. Everything goes through the actions."""

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from tts.accounts import actions
from tts.accounts.models import Role, User
from tts.core.actor import SYSTEM, Actor
from tts.core.audit import record
from tts.local import kept_secret

SEED = SYSTEM.by_rule("seed")

ROLES = (
    ("Admin", Role.Kind.ADMIN, "Full access to everything."),
    ("Agent", Role.Kind.STEP, "First line: takes tickets in, answers what can be answered at once."),
    ("Technician", Role.Kind.STEP, "Specialist: diagnoses, repairs, prepares equipment."),
    ("Manager", Role.Kind.STEP, "Team lead: approves, and takes over what is escalated."),
    ("Ticket Coordinator", Role.Kind.COORDINATOR, "Owns tickets from start to end and directs the work."),
    ("Analyst", Role.Kind.ANALYST, "Reads all reports; reviews budget proposals."),
    ("Finance Admin", Role.Kind.STEP, "Approves and records what costs money."),
)

PEOPLE = (
    ("admin1", "Grace Whitfield", "Admin"),
    ("admin2", "Daniel Okafor", "Admin"),
    ("agent1", "Maya Fernandes", "Agent"),
    ("agent2", "Tom Lindqvist", "Agent"),
    ("agent3", "Aisha Rahman", "Agent"),
    ("technician1", "Viktor Petrov", "Technician"),
    ("technician2", "Hannah Schreiber", "Technician"),
    ("technician3", "Kenji Nakamura", "Technician"),
    ("manager1", "Olivia Brennan", "Manager"),
    ("manager2", "Samuel Adeyemi", "Manager"),
    ("coordinator1", "Elena Marchetti", "Ticket Coordinator"),
    ("coordinator2", "Rahul Deshpande", "Ticket Coordinator"),
    ("analyst1", "Ingrid Halvorsen", "Analyst"),
    ("analyst2", "Marcus Bell", "Analyst"),
    ("finance1", "Chiara Romano", "Finance Admin"),
    ("finance2", "Peter Novak", "Finance Admin"),
    ("requester1", "Lucy Carrington", None),
    ("requester2", "Diego Salazar", None),
)


@dataclass
class Seeded:
    """What a seeding did, by name."""

    made: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __str__(self):
        parts = {"made": self.made, "restored": self.restored, "already there": self.kept}
        return ", ".join(f"{len(names)} {word}" for word, names in parts.items() if names)


@transaction.atomic
def seed_roles(force: bool = False) -> Seeded:
    """The roles of ROLES. `force` gives those that exist their description back and ends a retirement."""
    seeded = Seeded()
    for name, kind, description in ROLES:
        role = Role.objects.filter(name__iexact=name).first()
        if role is None:
            actions.create_role(SEED, name=name, kind=kind, description=description)
            seeded.made.append(name)
        elif force:
            actions.update_role(SEED, role, name=name, kind=kind, description=description, retired_at=None)
            seeded.restored.append(name)
        else:
            seeded.kept.append(name)
    return seeded


def demo_password() -> str:
    """The one password of all seeded people: generated once, kept beside the secret key."""
    return kept_secret(settings.VAR_DIR, "demo_password", 12)


@transaction.atomic
def seed_users(password: str, force: bool = False) -> Seeded:
    """The people of PEOPLE with `password`, in their roles. `force` gives those that exist their password
    and role back. Roles that are missing are seeded."""
    seed_roles()
    roles = {role.name: role for role in Role.objects.all()}
    seeded = Seeded()
    for username, full_name, role_name in PEOPLE:
        email = f"{username}@example.com"
        user = User.objects.filter(Q(username=username) | Q(email=email)).first()
        names = seeded.made if user is None else seeded.restored if force else seeded.kept
        names.append(username)
        if user is None:
            user = known_person(SEED, email, password, username, full_name)
        elif force:
            _let_in(SEED, user, password)
        if role_name and names is not seeded.kept:
            actions.set_membership(SEED, user, roles[role_name])
    return seeded


def known_person(actor: Actor, email: str, password: str, username: str = "", full_name: str = "") -> User:
    """A new person whose e-mail address counts as verified, since whoever runs a command vouches for it."""
    user = actions.create_user(actor, email=email, username=username, full_name=full_name, password=password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _let_in(actor, user, password):
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor, "user.password_set", "user", user.pk)
    actions.set_active(actor, user, True)
    actions.set_away(actor, user, away_from=None, away_until=None)


@transaction.atomic
def make_admin(email: str, password: str, full_name: str = "", superuser: bool | None = None) -> User:
    """An active person with the Admin role who signs in with `password`; a known one gets both.

    `superuser`: whether they may look at the tables at /admin/; None leaves that as it is. This is also the
    way back in when nobody can sign in as an administrator any more.
    """
    actor = SYSTEM.by_rule("create_admin")
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = known_person(actor, email, password, full_name=full_name)
    else:
        _let_in(actor, user, password)
    actions.set_membership(actor, user, _admin_role())
    if superuser is not None:
        actions.set_superuser(actor, user, superuser)
    return user


def _admin_role() -> Role:
    found = Role.objects.filter(kind=Role.Kind.ADMIN, retired_at__isnull=True).order_by("pk")
    if not found:
        seed_roles()
    return found.all()[0]
