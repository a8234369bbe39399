"""REST: roles."""

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from tts.accounts import actions
from tts.accounts.access import ADMIN, STAFF
from tts.accounts.api.serializers import (
    NewRoleSerializer,
    RoleDetailSerializer,
    RoleFilters,
    RoleSerializer,
)
from tts.accounts.models import Membership, Role
from tts.core.api_views import ApiView
from tts.core.errors import NotFound
from tts.core.paging import Paged

ACTIVE = Q(is_active=True, user__is_active=True)


def roles() -> QuerySet[Role]:
    """Roles with the number of their active people."""
    counted = Q(memberships__is_active=True, memberships__user__is_active=True)
    return Role.objects.annotate(members=Count("memberships", filter=counted))


class Roles(Paged, ApiView):
    """All roles, and new ones."""

    policy = STAFF

    @extend_schema(
        operation_id="roles_list",
        parameters=[RoleFilters],
        responses=RoleSerializer(many=True),
    )
    def get(self, request):
        """Roles by name, retired ones too."""
        found = roles().filter(name__icontains=self.filters(RoleFilters).get("search", ""))
        return self.paged(found.order_by("name", "pk"), RoleSerializer)

    @extend_schema(operation_id="roles_create", request=NewRoleSerializer, responses={201: RoleSerializer})
    @transaction.atomic
    def post(self, request):
        """Add a role (administrators)."""
        ADMIN.require(request.user)
        values = self.body(NewRoleSerializer)
        role = actions.create_role(
            self.actor, name=values.pop("name"), description=values.pop("description", "")
        )
        actions.update_role(self.actor, role, **values)
        return Response(RoleSerializer(roles().get(pk=role.pk)).data, status=status.HTTP_201_CREATED)


class OneRole(ApiView):
    """One role."""

    policy = STAFF

    @extend_schema(operation_id="roles_retrieve", responses=RoleDetailSerializer)
    def get(self, request, role_id):
        """The role with its active people."""
        active = Membership.objects.filter(ACTIVE).select_related("user").order_by("user_id")
        people = Prefetch("memberships", queryset=active, to_attr="people")
        role = roles().prefetch_related(people).filter(pk=role_id).first()
        if role is None:
            raise NotFound
        return Response(RoleDetailSerializer(role).data)
