"""What the pages take, as an OpenAPI document: of all routes, with the fields of all forms."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from adaptive.web.pages import PAGES

ROUTES = sorted(
    {
        (method, route.path)
        for page in PAGES
        for route in page.routes
        for method in route.methods - {"HEAD"}
    }
)
"""Method and path of all that is served, parameters in braces."""


class _Page(HTMLParser):
    """The links of a page, and its forms with the values that each field offers."""

    def __init__(self):
        super().__init__()
        self.links, self.forms = set(), []
        self._form = self._select = None

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "a" and has.get("href", "").startswith("/"):
            self.links.add(has["href"])
        if tag == "form":
            self._form = (has.get("method", "get").upper(), has.get("action") or "", {})
            self.forms.append(self._form)
        if tag == "select":
            self._select = has.get("name")
        if tag == "option" and self._select:
            self._offer(self._select, has.get("value"))
        if tag in {"input", "textarea", "button", "select"} and has.get("name"):
            self._offer(has["name"], has.get("value"))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None

    def _offer(self, name, value):
        if self._form:
            self._form[2].setdefault(name, set()).update([value] if value else [])


def schema(client, most_pages=60):
    """The document, learnt from the pages that can be reached from the first one."""
    fields = {route: {} for route in ROUTES}
    in_path = {}
    ahead, seen = ["/"], set()
    while ahead and len(seen) < most_pages:
        path = ahead.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        page = _Page()
        page.feed(answer.text)
        for link in sorted(page.links):
            _learn("GET", link, {}, fields, in_path)
            known = re.sub(r"[0-9a-f]{12}-\d+|\d+", "N", link)
            if known not in {re.sub(r"[0-9a-f]{12}-\d+|\d+", "N", one) for one in (*seen, *ahead)}:
                ahead.append(link)
        for method, action, offered in page.forms:
            _learn(method, action or path, offered, fields, in_path)
    return {
        "openapi": "3.0.3",
        "info": {"title": "the pages", "version": "1"},
        "paths": _paths(fields, in_path),
    }


def _learn(method, address, offered, fields, in_path):
    parts = urlsplit(address)
    for route in ROUTES:
        pattern = re.sub(r"\{\w+:path\}", "(.+)", route[1])
        pattern = re.sub(r"\{[^}]*\}", "([^/]+)", pattern)
        if route[0] == method and (found := re.fullmatch(pattern, parts.path)):
            for name, value in parse_qsl(parts.query):
                fields[route].setdefault(name, set()).add(value)
            for name, values in offered.items():
                fields[route].setdefault(name, set()).update(values)
            names = re.findall(r"\{(\w+)", route[1])
            for name, value in zip(names, found.groups(), strict=True):
                in_path.setdefault((route, name), set()).add(value)


def _text(values):
    """What a page offers, or any text; the former is what gets past the first question."""
    some = sorted(values)[:20]
    free = {"type": "string", "maxLength": 300}
    return {"anyOf": [{"type": "string", "enum": some}, free]} if some else free


def _paths(fields, in_path):
    paths = {}
    for (method, path), offered in sorted(fields.items()):
        told = {"responses": {"default": {"description": "any"}}, "parameters": []}
        for name in re.findall(r"\{(\w+)", path):
            values = in_path.get(((method, path), name), set())
            spec = _text(values) | {"minLength": 1} if not values else _text(values)
            told["parameters"].append(
                {"name": name, "in": "path", "required": True, "schema": spec}
            )
        properties = {name: _text(values) for name, values in sorted(offered.items())}
        if method == "GET":
            told["parameters"] += [
                {"name": name, "in": "query", "schema": spec} for name, spec in properties.items()
            ]
        else:
            body = {"type": "object", "properties": properties}
            kinds = ["application/x-www-form-urlencoded", "multipart/form-data"]
            told["requestBody"] = {"content": {kind: {"schema": body} for kind in kinds}}
        plain = re.sub(r"\{(\w+)[^}]*\}", r"{\1}", path)
        paths.setdefault(plain, {})[method.lower()] = told
    return paths
