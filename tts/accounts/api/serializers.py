"""Roles as the REST API shows and takes them."""

from rest_framework import serializers

from tts.accounts.models import Membership, Role
from tts.core.api_views import Filters
from tts.core.fields import StrictInteger, StrictSerializer, StrictText
from tts.core.ordering import Ordering


class RoleFilters(Filters):
    """What a list of roles may be narrowed by."""

    ordering = Ordering(name="name", id="pk")
    search = serializers.CharField(required=False, help_text="part of the name")


class RoleSerializer(serializers.ModelSerializer):
    """A role. `members` counts its active people."""

    role_id = serializers.IntegerField(source="pk")
    is_active = serializers.BooleanField()
    members = serializers.IntegerField()

    class Meta:
        model = Role
        fields = (
            "id",
            "role_id",
            "name",
            "description",
            "kind",
            "policy",
            "cap",
            "is_active",
            "external_id",
            "members",
        )


class MemberSerializer(serializers.ModelSerializer):
    """A person in a role."""

    full_name = serializers.CharField(source="user.full_name")
    email = serializers.EmailField(source="user.email")

    class Meta:
        model = Membership
        fields = ("user_id", "full_name", "email", "departments")


class RoleDetailSerializer(RoleSerializer):
    """A role with its active people."""

    people = MemberSerializer(many=True)

    class Meta(RoleSerializer.Meta):
        fields = (*RoleSerializer.Meta.fields, "people")


class NewRoleSerializer(StrictSerializer):
    """What a new role is made of."""

    name = StrictText(max_length=64)
    description = StrictText(max_length=256, blank=True, required=False)
    policy = serializers.ChoiceField(choices=Role.Policy.choices, required=False)
    cap = StrictInteger(min_value=1, max_value=10_000, required=False, allow_null=True)
