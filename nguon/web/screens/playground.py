"""Screen: an invented case tried against the rules of its days, with the clause behind every figure used."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nguon.queries.regulations import figures_used
from nguon.regulations.judging import FaultyCase, judge
from nguon.rules.errors import NotInForce
from nguon.rules.roles import Action
from nguon.web.doors import door
from nguon.web.playground_forms import QUESTIONS, CaseForm, questions


@dataclass(frozen=True)
class Said:
    """What the rules say: a tone for its sign, the sentence, and the reasons one by one."""

    tone: str
    sentence: str
    reasons: tuple[str, ...] = ()


@door(Action.SEE_REGULATIONS)
@require_GET
def playground(request: HttpRequest) -> HttpResponse:
    """?hoi= chooses the question, the rest is the case. Nothing is kept."""
    word = request.GET.get("hoi", "")
    word = word if word in QUESTIONS else "han"
    form_class = QUESTIONS[word][1]
    asked = bool(set(request.GET) - {"hoi"})
    form = form_class(request.GET if asked else None)
    context: dict[str, Any] = {"here": "regulations", "questions": questions(), "word": word, "form": form}
    status = 200
    if asked and form.is_valid():
        context |= _answered(form)
    elif asked:
        status = 422
    return render(request, "regulations/playground.html", context, status=status)


def _answered(form: CaseForm) -> dict[str, Any]:
    try:
        answer = judge({"id": 0, "ask": form.ask, "given": form.given()})
    except FaultyCase as refused:
        return {"refused": str(refused).removeprefix("given: ")}
    except NotInForce as refused:
        return {"refused": str(refused)}
    return {"said": _said(form.ask, answer), "because": figures_used(answer["because"])}


def _said(ask: str, answer: dict[str, Any]) -> Said:
    if ask == "due":
        sentence = _("Ngày cuối còn đúng hạn: %(day)s.") % {"day": _day(answer["due"])}
        late = answer.get("late")
        if late is not None:
            sentence += " " + (_("Làm vào ngày đã nêu là muộn.") if late else _("Làm vào ngày đã nêu là đúng hạn."))
        return Said("late" if late else "done", sentence)
    if ask == "working_day":
        return Said("done", _day(answer["date"]))
    if ask == "vote":
        words = {"base": answer["base"], "needed": answer["needed"]}
        sentence = _("Tính trên %(base)s người, cần %(needed)s phiếu tán thành.") % words
        return Said(
            "done" if answer["passes"] else "stop", sentence + " " + (_("Đạt.") if answer["passes"] else _("Chưa đạt."))
        )
    if ask == "recognition":
        words = {"day": _day(answer["effective_on"]), "age": _day(answer["party_age_from"])}
        sentence = _("Là đảng viên chính thức từ %(day)s, tuổi đảng tính từ %(age)s.") % words
        due = _("Quyết định còn đúng hạn đến %(day)s.") % {"day": _day(answer["due"])}
        return Said("late" if answer["late"] or answer["unmet"] else "done", sentence, (due, *answer["words"]))
    return _allowed(answer)


def _allowed(answer: dict[str, Any]) -> Said:
    reasons = tuple(answer["words"])
    if answer.get("earliest_on"):
        reasons += (_("Sớm nhất từ ngày %(day)s.") % {"day": _day(answer["earliest_on"])},)
    if not answer["unmet"]:
        return Said("done", _("Đủ điều kiện theo các giá trị đã nêu."), reasons)
    return Said("stop", _("Chưa đủ điều kiện: %(count)s điều.") % {"count": len(answer["unmet"])}, reasons)


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


ADDRESSES = [path("quy-dinh/thu/", playground, name="playground")]
