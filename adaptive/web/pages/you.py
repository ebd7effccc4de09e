"""You: the facts that an athlete may tell, all optional; `adaptive.facts` knows which there are."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from adaptive import facts
from adaptive.facts import Fact, Value
from adaptive.web.site import Message, get, post, site_of
from adaptive.web.telling import several, text
from ingest.errors import UsageError

__all__ = ["routes"]


_LABELS = {"avoid": "What speaks against exercises", "ftp_of_cp": "FTP per critical power"}
"""Labels of facts whose names say too little."""


@dataclass(frozen=True, slots=True)
class Field:
    """A fact as a part of the form, with the question that asks for it, if there is one."""

    name: str
    fact: Fact
    value: Value
    question: str

    @property
    def label(self) -> str:
        """What it is called."""
        if self.name in _LABELS:
            return _LABELS[self.name]
        name = self.name.removesuffix(f"_{self.fact.unit}").replace("_", " ")
        return f"{name.capitalize()} ({self.fact.unit})" if self.fact.unit else name.capitalize()

    @property
    def words(self) -> str:
        """The value in words."""
        names, value = self.fact.choices(), self.value
        if isinstance(value, list):
            return ", ".join(names[one] for one in value) or "none of these"
        return names.get(str(value)) or self.fact.words(value)

    @property
    def written(self) -> str:
        """The value as it stands in a field; empty where it was not told."""
        return f"{self.value:g}" if isinstance(self.value, float | int) else str(self.value or "")

    @property
    def number(self) -> bool:
        """Whether a phone should offer digits."""
        return bool(self.fact.unit) or self.fact.allowed[0].isdigit()


def page(request: Request) -> Response:
    """All facts, those first that change what a plan may hold."""
    site = site_of(request)
    with site.open(create=True) as store:
        known = facts.known(store)
    names = dict.fromkeys([*facts.QUESTIONS, *facts.FACTS])
    fields = [
        Field(name, facts.FACTS[name], known[name], facts.QUESTIONS.get(name, "")) for name in names
    ]
    return site.page(request, "you.html", fields=fields)


def save(request: Request, form: FormData) -> Response:
    """Tell what is new; what makes no sense is said, and the rest is kept."""
    site = site_of(request)
    told, wrong = list[str](), list[str]()
    with site.open(create=True) as store:
        for name, fact in facts.FACTS.items():
            if not fact.several and name not in form:
                continue
            if fact.several and f"{name}.shown" not in form:
                continue
            said = " ".join(several(form, name)) if fact.several else text(form, name)
            try:
                if facts.read(name, said or facts.TAKEN_BACK) != store.fact(name):
                    facts.tell(store, name, said or facts.TAKEN_BACK, site.today)
                    one = Field(name, fact, store.fact(name), "")
                    told.append(f"{one.label}: {one.words}")
            except UsageError:
                label = Field(name, fact, None, "").label
                fits = "what holds, or none of these" if fact.several else fact.allowed
                wrong.append(f"{label}: {said} does not fit. It may be {fits}.")
    if wrong:
        more = (*wrong[1:], *(f"Kept: {words}" for words in told))
        return site.go("/you", Message(wrong[0], "refused", details=more))
    return site.go("/you", Message("Kept." if told else "Nothing is new.", details=tuple(told)))


routes = [get("/you", page), post("/you", save)]
