"""Which targets can be kept: figures from history, suggestions, and what goes into a draft by whom."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports_app.attainability import figures, suggesting
from reports_app.attainability.figures import PARTS, Spread
from tests.factories import by, make_user
from tests.reports.history import resolve
from tests.tickets.pages import HTMX, page_as, words
from workflows_app import drafts
from workflows_app.access import Right
from workflows_app.actions import share
from workflows_app.models import Workflow

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def spread(seconds):
    """The Spread of times as the database gives it, made in the plainest way."""
    ordered = sorted(seconds)
    return Spread(len(ordered), tuple(enumerate(ordered, 1)))


class TestSuggesting:
    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.integers(0, 10**6), min_size=20, max_size=60), st.sampled_from((80, 90, 95)))
    def test_a_target_is_kept_by_as_many_as_it_promises(self, seconds, percent):
        target = suggesting.target(spread(seconds), percent)
        kept = sum(timedelta(seconds=each) < target for each in seconds)
        assert kept * 100 >= percent * len(seconds)

    def test_a_target_is_round(self):
        times = spread(range(0, 20 * 3600, 3600))
        assert suggesting.target(times, 90) == 17 * HOUR + 30 * MINUTE
        assert suggesting.target(spread([60] * 20), 90) == 5 * MINUTE

    def test_nothing_is_concluded_from_little(self):
        assert suggesting.target(spread([60] * 19), 90) is None

    @given(
        st.one_of(st.none(), st.integers(1, 5000).map(lambda minutes: minutes * MINUTE)),
        st.lists(st.integers(0, 10**6), max_size=5),
    )
    def test_the_present_target_is_on_its_slider(self, present, seconds):
        most, step = suggesting.slider(present, spread(seconds) if seconds else Spread())
        assert most % step == 0
        if present:
            assert (present // MINUTE) % step == 0
            assert present // MINUTE <= most


@pytest.mark.django_db
class TestWeights:
    def suggested(self, version, **hours):
        names = {step.name: step.id for step in version.graph.steps}
        times = {names[name]: spread([took * 3600] * 20) for name, took in hours.items()}
        found = suggesting.weights(version.graph, times)
        return found and {step.name: found[step.id] for step in version.graph.steps}

    def test_follow_what_steps_took(self, version):
        assert self.suggested(version, Triage=1, Repair=7, Verify=2) == {
            "Triage": 0.1,
            "Repair": 0.7,
            "Verify": 0.2,
        }

    def test_of_unknown_steps_stay(self, version):
        assert self.suggested(version, Triage=1, Repair=6) == {"Triage": 0.1, "Repair": 0.6, "Verify": 0.3}

    def test_are_never_nothing_and_add_up(self, version):
        found = self.suggested(version, Triage=0, Repair=1000, Verify=1)
        assert found == {"Triage": 0.01, "Repair": 0.98, "Verify": 0.01}

    def test_need_two_steps_that_are_known(self, version):
        assert self.suggested(version, Triage=1) is None


@pytest.fixture
def history(version, agent, technician, now):
    """Twenty-four High tickets that took 3 to 10 h (three of each) against 8 h, and two Low ones."""
    resolve(version, agent, technician, now, [*range(1, 9)] * 3)
    resolve(version, agent, technician, now, [1, 2], priority="Low")
    return version.workflow


def page(workflow):
    return f"/reports/attainability/{workflow.pk}/"


@pytest.mark.django_db
class TestFigures:
    def test_count_what_the_present_targets_would_have_kept(self, history, now):
        found = figures.judged(Workflow.objects.all(), now - timedelta(days=30))
        assert found[history.pk, "High"] == figures.Judged(count=24, kept=15, breached=9)
        assert found[history.pk, "Low"] == figures.Judged(count=2, kept=2, breached=0)

    def test_leave_out_what_was_resolved_before(self, history, now):
        assert figures.judged(Workflow.objects.all(), now) == {}
        assert figures.ticket_spreads(history, now) == {}

    def test_tell_other_targets_exactly(self, history, now):
        since, targets = now - timedelta(days=30), {"High": 5 * HOUR, "Low": timedelta(seconds=3 * 3600 + 1)}
        assert figures.kept_within(history, since, targets) == {"High": 6, "Low": 1}

    def test_give_quantiles_by_nearest_rank(self, history, now):
        since = now - timedelta(days=30)
        high = figures.ticket_spreads(history, since)["High"]
        assert (high.count, high.at(50), high.at(90)) == (24, 6 * HOUR, 10 * HOUR)
        steps = {step.name: step.id for step in history.active_version.graph.steps}
        waiting, working, whole = (figures.step_spreads(history, since)[part] for part in PARTS)
        assert (waiting[steps["Triage"]].at(50), working[steps["Triage"]].at(50)) == (HOUR / 2, HOUR / 2)
        assert (whole[steps["Repair"]].count, whole[steps["Repair"]].at(80)) == (26, 7 * HOUR)

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.integers(0, 10**6), min_size=1, max_size=400), st.integers(1, 100))
    def test_need_no_more_rows_than_there_are_percents(self, seconds, percent):
        whole = spread(seconds)
        few = tuple(
            (place, value)
            for place, value in whole.marks
            if place * 100 // whole.count > (place - 1) * 100 // whole.count
        )
        assert len(few) <= 100
        assert Spread(whole.count, few).at(percent) == whole.at(percent)


@pytest.mark.django_db
class TestPages:
    def test_the_overview_says_what_is_kept(self, history, analyst):
        text = words(page_as(analyst).get("/reports/attainability/"))
        assert "IT Support IT / Support" in text
        assert "62 % within 8 h, of 24" in text
        assert "too few: 2" in text

    def test_a_workflow_says_what_other_targets_would_keep(self, history, analyst):
        client = page_as(analyst)
        text = words(client.get(page(history)))
        assert "24 resolved · median 6 h, 90 % within 10 h target 8 h · 62 % in time as it was" in text
        assert "Too little history to tell: 20 resolved tickets are needed." in text
        assert "Triage 26 30 min , 30 min 30 min , 30 min 1 h 20 %" in text
        asked = client.get(f"{page(history)}with/high/?days=365&high=601", headers=HTMX)
        assert "100 % +38 points" in words(asked)
        assert "88 % +26 points" in words(client.get(f"{page(history)}with/high/?days=365&high=600"))

    def test_sliders_can_start_at_what_most_would_keep(self, history, analyst):
        body = page_as(analyst).get(f"{page(history)}?goal=80").content.decode()
        assert "A target for High" in body
        assert "9 h 15" in body or "9 h 30" in body

    def test_too_little_history_is_said(self, version, agent, technician, now, analyst):
        empty = words(page_as(analyst).get("/reports/attainability/"))
        assert "Nothing was resolved in this period" in empty
        resolve(version, agent, technician, now, [1])
        text = words(page_as(analyst).get(page(version.workflow)))
        assert "Too little history to suggest weights" in text
        assert page_as(analyst).get(f"{page(version.workflow)}with/high/?high=60").status_code == 404

    @pytest.mark.parametrize("query", ["high=", "high=x", "high=0", "high=-5", f"high={'9' * 30}", ""])
    def test_what_is_no_target_is_refused(self, history, analyst, query):
        assert page_as(analyst).get(f"{page(history)}with/high/?{query}").status_code == 400

    def test_cost_the_same_for_any_number(
        self, history, version, agent, technician, now, analyst, django_assert_max_num_queries
    ):
        client = page_as(analyst)
        with django_assert_max_num_queries(16) as few:
            client.get(page(history))
        resolve(version, agent, technician, now, [3, 4, 5], priority="Urgent")
        with django_assert_max_num_queries(len(few)):
            client.get(page(history))


@pytest.mark.django_db
class TestWhoMayLook:
    def test_step_holders_and_requesters_are_refused(self, history, agent, requester):
        for user in (agent, requester):
            assert page_as(user).get("/reports/attainability/").status_code == 403
            assert page_as(user).get(page(history)).status_code == 403

    def test_a_coordinator_sees_the_own_departments(self, history, roles):
        own, other = (
            make_user(name, roles["Ticket Coordinator"], departments=[name]) for name in ("it", "facilities")
        )
        assert page_as(own).get(page(history)).status_code == 200
        assert page_as(other).get(page(history)).status_code == 404
        assert "IT Support" not in words(page_as(other).get("/reports/attainability/"))

    def test_a_designer_sees_the_workflows_shared_with_them(self, history, designer, admin):
        assert page_as(designer).get(page(history)).status_code == 403
        share(by(admin), history, designer, Right.EDIT)
        designer = type(designer).objects.get(pk=designer.pk)
        assert page_as(designer).get(page(history)).status_code == 200


@pytest.mark.django_db
class TestDraft:
    @pytest.fixture
    def editor(self, history, designer, admin):
        share(by(admin), history, designer, Right.EDIT)
        return page_as(designer)

    def given(self, workflow, **more):
        workflow.refresh_from_db()
        return {"revision": workflow.revision, "days": 365, **more}

    def test_takes_the_weights(self, history, editor):
        steps = [step.id for step in drafts.load(history).steps]
        weights = dict(zip((f"weight-{step}" for step in steps), ("0.11", "0.78", "0.11"), strict=True))
        assert "Put these weights into the draft" in words(editor.get(page(history)))
        answer = editor.post(f"{page(history)}weights/", self.given(history, **weights), follow=True)
        assert "The weights are in the draft" in words(answer)
        assert [step.weight for step in drafts.load(history).steps] == [0.11, 0.78, 0.11]
        assert [step.weight for step in history.active_version.graph.steps] == [0.2, 0.5, 0.3]

    def test_takes_the_targets_of_sliders_that_were_moved(self, history, editor):
        moved = {"high": "600", "was-high": "480", "medium": "1440", "was-medium": "1440"}
        editor.post(f"{page(history)}targets/", self.given(history, **moved))
        history.refresh_from_db()
        assert (history.high_sla, history.medium_sla) == (10 * HOUR, 24 * HOUR)
        assert history.has_changes
        assert history.active_version.high_sla == 8 * HOUR

    def test_stays_where_no_slider_was_moved(self, history, editor):
        same = {"high": "480", "was-high": "480"}
        answer = editor.post(f"{page(history)}targets/", self.given(history, **same), follow=True)
        assert "No slider was moved" in words(answer)
        history.refresh_from_db()
        assert not history.has_changes

    def test_refuses_targets_out_of_order_beside_the_sliders(self, history, editor):
        answer = editor.post(
            f"{page(history)}targets/", self.given(history, **{"high": "60", "was-high": "480"})
        )
        assert answer.status_code == 400
        assert "Attainability: IT Support" in words(answer)
        history.refresh_from_db()
        assert history.high_sla == 8 * HOUR

    def test_refuses_a_draft_that_has_moved_on(self, history, editor):
        given = {**self.given(history), "revision": 77, "high": "600", "was-high": "480"}
        answer = editor.post(f"{page(history)}targets/", given)
        assert answer.status_code == 409
        assert "it is at revision" in words(answer)

    @pytest.mark.parametrize("bad", [{"weight-x": "1"}, {"weight-1": "nan"}, {"weight-1": "0"}])
    def test_refuses_what_is_no_weight(self, history, editor, bad):
        assert editor.post(f"{page(history)}weights/", self.given(history, **bad)).status_code == 400

    def test_is_not_changed_by_who_may_not(self, history, analyst, coordinator):
        for user in (analyst, coordinator):
            client = page_as(user)
            assert "into the draft" not in words(client.get(page(history)))
            for path in ("weights", "targets"):
                given = self.given(history, **{"high": "600", "was-high": "480"})
                assert client.post(f"{page(history)}{path}/", given).status_code == 403
        history.refresh_from_db()
        assert not history.has_changes
