"""The part of a reach that leads to persons, lists, sponsors and classes. Use it through `Reach` only."""

from django.db.models import Q, QuerySet

from nguon.models import (
    CandidateTask,
    Certificate,
    ClassProposal,
    HandIn,
    ListChange,
    ListImport,
    Merge,
    Nomination,
    Person,
    Resolution,
    SponsorRemark,
    Sponsorship,
    SurveyRound,
    TrainingClass,
)
from nguon.rules.errors import NotReached
from nguon.rules.offices import Office
from nguon.rules.roles import Action, Role
from nguon.rules.tree import ancestors_of


class ReachOfPeople:
    """Querysets of what is within reach; records merged into another or withdrawn as mistaken are left out."""

    def within(self, action: Action, column: str = "path") -> Q:
        raise NotImplementedError

    def persons(self, action: Action = Action.SEE_PEOPLE) -> QuerySet[Person]:
        """Persons of units within reach, unordered."""
        return Person.objects.filter(self.within(action), merged_into__isnull=True, withdrawn_at__isnull=True)

    def person(self, person_id: int, action: Action = Action.SEE_PEOPLE) -> Person:
        """The person within reach for `action`; raises NotReached."""
        found = self.persons(action).select_related("unit").filter(pk=person_id).first()
        if found is None:
            raise NotReached(f"person {person_id}")
        return found

    def merges(self, action: Action = Action.CHANGE_PEOPLE) -> QuerySet[Merge]:
        """Records made one, of units within reach, undone ones included."""
        return Merge.objects.filter(self.within(action))

    def resolutions(self, action: Action = Action.SEE_PEOPLE) -> QuerySet[Resolution]:
        """Resolutions of branches within reach, withdrawn ones included."""
        return Resolution.objects.filter(self.within(action))

    def list_changes(self, action: Action = Action.SEE_PEOPLE) -> QuerySet[ListChange]:
        """Changes of lists within reach by resolutions that were not withdrawn."""
        return ListChange.objects.filter(self.within(action), resolution__withdrawn_at__isnull=True)

    def survey_rounds(self, action: Action = Action.SEE_POOL) -> QuerySet[SurveyRound]:
        """Rounds called by units within reach, and those called by a unit above one within reach."""
        condition = self.within(action)
        for above in self._paths_above(action):
            condition |= Q(path=above)
        return SurveyRound.objects.filter(condition)

    def _paths_above(self, action: Action) -> set[str]:
        starts = {low for each in getattr(self, "holdings", ()) for low, _ in each.ranges(action)}
        return {above for low in starts for above in ancestors_of(low)}

    def hand_ins(self, action: Action = Action.SEE_POOL) -> QuerySet[HandIn]:
        """Versions handed in by units within reach."""
        return HandIn.objects.filter(self.within(action))

    def nominations(self, action: Action = Action.KEEP_LISTS) -> QuerySet[Nomination]:
        """Nominations to branches within reach; for NOMINATE, those made at a unit within reach by one's own office."""
        if action is not Action.NOMINATE:
            return Nomination.objects.filter(self.within(action))
        condition = Q(pk__in=[])
        for each in getattr(self, "holdings", ()):
            for low, high in each.ranges(action):
                at = Q(from_unit__path=low) if high is None else Q(from_unit__path__gte=low, from_unit__path__lt=high)
                condition |= at & Q(office=each.office)
        return Nomination.objects.filter(condition)

    def sponsorships(self, action: Action = Action.SEE_SPONSORS) -> QuerySet[Sponsorship]:
        """Sponsorships of units within reach, ended ones included."""
        return Sponsorship.objects.filter(self.within(action))

    def candidate_tasks(self, action: Action = Action.SEE_SPONSORS) -> QuerySet[CandidateTask]:
        """Tasks given to candidates of units within reach."""
        return CandidateTask.objects.filter(self.within(action))

    def sponsor_remarks(self, action: Action = Action.SEE_SPONSORS) -> QuerySet[SponsorRemark]:
        """Remarks of sponsors at units within reach."""
        return SponsorRemark.objects.filter(self.within(action))

    def class_proposals(self, action: Action = Action.PROPOSE_FOR_CLASS) -> QuerySet[ClassProposal]:
        """Proposals of branches within reach."""
        return ClassProposal.objects.filter(self.within(action))

    def training_classes(self, action: Action = Action.SEE_CLASSES) -> QuerySet[TrainingClass]:
        """Classes held by units within reach; for officers of a political centre only those that the centre holds."""
        if getattr(self, "system", ""):
            return TrainingClass.objects.all()
        condition = Q(pk__in=[])
        for each in getattr(self, "holdings", ()):
            for low, high in each.ranges(action):
                at = Q(path=low) if high is None else Q(path__gte=low, path__lt=high)
                own = each.role is Role.POLITICAL_CENTRE_OFFICER
                condition |= at & Q(office=Office.POLITICAL_CENTRE.value) if own else at
        return TrainingClass.objects.filter(condition)

    def certificates(self, action: Action = Action.SEE_PEOPLE) -> QuerySet[Certificate]:
        """Certificates of persons within reach, revoked ones included."""
        return Certificate.objects.filter(self.within(action))

    def list_imports(self, action: Action = Action.IMPORT_PEOPLE) -> QuerySet[ListImport]:
        """Files brought in for units within reach."""
        return ListImport.objects.filter(self.within(action))
