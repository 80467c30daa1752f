"""Take a change of the tree back, unless something has been built on it."""

from django.utils import timezone

from nguon.models import Reorganisation, Unit
from nguon.queries.access import Reach
from nguon.queries.undoing import changed_units, made, obstacles
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.services.audit import operation, record
from nguon.services.journal import take_back
from nguon.services.persons_following import paths_follow, units_left
from nguon.services.relocating import follow_placements
from nguon.services.reorganising import lock_tree


@operation
def undo(*, by: Reach, reorganisation_id: int) -> Reorganisation:
    """Put everything the change did back as it was before it.

    Raises NotReached where there is no such change for this person or a unit of it is not theirs to change, MovedOn
    where it has been undone already, RuleViolation with all that was built on it.
    """
    lock_tree()
    done = by.reorganisations().select_for_update(of=("self",)).filter(pk=reorganisation_id).first()
    if done is None:
        raise NotReached(f"reorganisation {reorganisation_id}")
    changed = changed_units(done)
    mine = set(by.units(Action.CHANGE_UNITS).filter(reorganisations=done).values_list("pk", flat=True))
    if not set(changed) <= mine:
        raise NotReached(f"reorganisation {reorganisation_id}")
    if done.undone_at is not None:
        raise MovedOn("Thay đổi này đã được hoàn tác rồi.")
    stand = obstacles(done)
    if stand:
        raise RuleViolation([Unmet("undo.built_on", each) for each in stand])
    chief = Unit.objects.filter(path=done.path).first()
    new = set(made(done, "unit"))
    done.touched.remove(*new)
    if chief is not None and chief.pk in new:
        chief = chief.parent
    # Units that stay leave the new ones before these go.
    opened = [each for each in done.changes if each.get("made") == "unit"]
    take_back([each for each in done.changes if each not in opened])
    follow_placements([each for each in changed if each not in new], by.day)
    paths_follow(Unit.objects.filter(pk__in=units_left(done.changes)))
    take_back(opened)
    done.undone_at, done.undone_by = timezone.now(), by.who
    if chief is not None:
        done.path, done.province = chief.path, chief.province
    done.save(update_fields=["undone_at", "undone_by", "path", "province"])
    record(
        by,
        "organisation.undo",
        done,
        unit=chief,
        permitted_by=Action.CHANGE_UNITS,
        before={"summary": done.summary, "document": done.document_number},
        after={"undone": True},
    )
    return done
