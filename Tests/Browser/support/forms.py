"""Every form there is, found on the pages themselves, and the ways in which somebody can fill one in wrongly."""

import dataclasses
import re
import sqlite3

from playwright.sync_api import Page

from .server import Server

# What a person can type, choose or attach. Searches are left out: nothing is wrong to look for.
FIELDS = """form => [...form.elements].map((field, index) => ({
    index, name: field.name, tag: field.tagName, type: field.type, required: field.required, mode: field.inputMode,
    hasList: Boolean(field.list), isReadOnly: field.readOnly || field.disabled, autocomplete: field.autocomplete ?? "",
})).filter(field => field.name && !field.isReadOnly && !["hidden", "submit", "button", "checkbox", "radio", "search"].includes(field.type))"""


@dataclasses.dataclass(frozen=True)
class Field:
    index: int
    name: str
    tag: str
    type: str
    required: bool
    mode: str
    hasList: bool
    isReadOnly: bool
    autocomplete: str

    # What each of these must not be, besides what no text may be.
    SECRETS = {
        "new-password": {"too short": "short"}, "current-password": {"wrong password": "somebody else's password"},
        "one-time-code": {"wrong code": "000000"},
    }

    @property
    def is_secret(self) -> bool:
        """Known by one person alone: a wrong one is answered like somebody who is not let in."""
        return self.type == "password" or self.autocomplete == "one-time-code"

    @property
    def wrongs(self) -> dict[str, str]:
        """Values that this field must not take, each with what is wrong with it."""
        wrongs = {"empty": ""} if self.required else {}
        wrongs |= self.SECRETS.get(self.autocomplete, {})
        if self.tag == "SELECT":
            return {"unknown choice": "999999999"}
        if self.type == "file":
            return wrongs | {"no such file": "file"}
        if self.type in ("date", "month"):
            return wrongs | {"impossible date": "2025-02-30" if self.type == "date" else "2025-13"}
        if self.mode in ("decimal", "numeric") or self.type == "number":
            return wrongs | {"letters for a number": "12abc", "far too large": "9" * 30}
        if self.hasList:
            return wrongs | {"unknown choice": "no such account"}
        return wrongs | {"too long": "long " * 600}


@dataclasses.dataclass(frozen=True)
class Form:
    page: str
    action: str
    method: str
    # Among all forms of the page.
    place: int
    # Among those of them with this action and these fields.
    twin: int
    fields: tuple[Field, ...]

    @property
    def name(self) -> str:
        fields = " ".join(dict.fromkeys(field.name for field in self.fields))
        return f"{self.method} {shape(self.action)} ({fields}){f' no. {self.twin + 1}' if self.twin else ''}"

    @property
    def ends(self) -> list[Field]:
        """Of fields in a row (`debit1` to `debit6`, or several of one name) the first and the last."""
        rows: dict[str, list[Field]] = {}
        for field in self.fields:
            rows.setdefault(field.name.rstrip("0123456789"), []).append(field)
        return [field for row in rows.values() for field in (row[:1] + row[1:][-1:])]


def shape(path: str) -> str:
    """The path without the ids in it: two entries' pages are one."""
    return re.sub(r"(?<=/)(\d+|[A-Za-z0-9_-]{32,})(?=/|$)", "{id}", path.split("?")[0])


def forms_of(page: Page) -> list[Form]:
    """The forms of the page that is open, in which there is something to fill in."""
    found = page.evaluate(f"""() => [...document.forms].map((form, place) => ({{
        action: new URL(form.getAttribute("action"), location).pathname, method: form.getAttribute("method").toUpperCase(), place,
        fields: ({FIELDS})(form) }}))""")
    forms: list[Form] = []
    for form in (each for each in found if each["fields"]):
        fields = tuple(Field(**field) for field in form["fields"])
        twins = [each for each in forms if (each.action, [f.name for f in each.fields]) == (form["action"], [f.name for f in fields])]
        forms.append(Form(page.url, form["action"], form["method"], form["place"], len(twins), fields))
    return forms


def links_of(page: Page) -> list[str]:
    """Where the page leads within the service, downloads left out."""
    return page.evaluate("""() => [...document.links].filter(a => a.origin === location.origin && !a.hasAttribute("download"))
        .map(a => a.pathname + a.search)""")


FILL = """([form, field, value, password]) => {
    form.noValidate = true
    // Whatever the other fields want before anything is sent, they have.
    const usual = {email: "someone@example.com", date: "2025-11-03", password: "a long enough password", url: "https://example.com/hook"}
    for (const other of form.elements) {
        if (!other.name || !other.required || other.type === "file" || other.type === "checkbox" || other.value) continue
        if (other.tagName === "SELECT") other.selectedIndex = [...other.options].findIndex(option => option.value)
        else if (other.autocomplete === "current-password") other.value = password
        else if (other.list) other.value = other.list.options[0]?.value ?? ""
        else other.value = usual[other.type] ?? (other.inputMode === "decimal" ? "12.34" : other.inputMode === "numeric" ? "123456" : "Something")
    }
    const wrong = form.elements[field]
    if (wrong.tagName === "SELECT") { wrong.add(new Option(value, value)); wrong.value = value }
    else if (wrong.type !== "file") {
        if (["date", "month", "number", "email", "url"].includes(wrong.type)) wrong.type = "text"
        wrong.removeAttribute("maxlength")
        wrong.value = value
    }
    return [...form.elements].filter(e => e.name && !["hidden", "password", "file", "submit", "button"].includes(e.type))
        .map(e => [e.name, e.type === "checkbox" || e.type === "radio" ? String(e.checked) : e.value])
}"""

# The form's main button, or the one that the field stands before.
BUTTON = """(form, field) => {
    const after = [...form.elements].slice(field).filter(e => e.type === "submit")
    return after.find(e => e.matches(".btn--main")) ?? after[0]
}"""

# What stands on the page after the refusal. A value is read from the markup, where what is no date is kept too.
READ = """([place, name, nth]) => {
    const form = document.forms[place]
    const summary = document.querySelector("[role=alert][tabindex='-1'][data-takes-focus]")
    if (!form) return {form: false, summary: summary?.innerText ?? "", values: []}
    const field = [...form.elements].filter(e => e.name === name)[nth]
    const notes = (field?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean).map(id => document.getElementById(id))
    return {
        form: true,
        summary: summary?.innerText ?? "",
        targets: [...(summary?.querySelectorAll("a") ?? [])].map(a => [a.hash, Boolean(document.getElementById(a.hash.slice(1)))]),
        id: field?.id ?? "",
        invalid: field?.getAttribute("aria-invalid") ?? "",
        missing: notes.filter(note => !note).length,
        message: notes.filter(note => note?.classList.contains("error")).map(note => note.innerText).join(" "),
        values: [...form.elements].filter(e => e.name && !["hidden", "password", "file", "submit", "button"].includes(e.type))
            .map(e => [e.name, e.type === "checkbox" || e.type === "radio" ? String(e.checked)
                : e.tagName === "INPUT" ? e.getAttribute("value") ?? "" : e.value]),
    }
}"""


class Try:
    """A form of the page that is open, sent with one wrong value; `faults` says what the answer lacks."""

    def __init__(self, page: Page, form: Form, field: Field, wrong: str, value: str, password: str):
        self.form, self.field, self.wrong = form, field, wrong
        again = next((each for each in forms_of(page) if each.name == form.name), None)
        assert again, f"{page.url} has no form {form.name} any more"
        handle = page.evaluate_handle("place => document.forms[place]", again.place)
        self.typed = page.evaluate(FILL, [handle, field.index, value, password])
        if field.type == "file" and value:
            handle.evaluate_handle("(form, index) => form.elements[index]", field.index).as_element().set_input_files(
                {"name": "nothing.bin", "mimeType": "application/octet-stream", "buffer": bytes(range(256)) * 4})
        button = handle.evaluate_handle(BUTTON, field.index)
        with page.expect_navigation() as sent:
            button.as_element().dispatch_event("click")
        self.status = sent.value.status
        self.kind = sent.value.headers.get("content-type", "")
        nth = [f.index for f in form.fields if f.name == field.name].index(field.index)
        place = self.place_of_answer(page)
        self.seen = page.evaluate(READ, [place, field.name, nth])
        self.headings = page.locator("h1").count()

    def place_of_answer(self, page: Page) -> int:
        """The same form; one that has grown by a row is known by where it goes."""
        forms = forms_of(page)
        same = [each for each in forms if each.name == self.form.name]
        grown = [each for each in forms if each.action == self.form.action and self.field.name in (f.name for f in each.fields)]
        return next((each.place for each in same + grown), -1)

    @property
    def faults(self) -> list[str]:
        seen = self.seen
        kept, wanted = dict(map(tuple, seen["values"])), dict(map(tuple, self.typed))
        # Whatever is not there can be looked for: the page says that nothing fits, and for what it looked.
        if self.form.method == "GET" and self.status == 200 and kept.get(self.field.name) == wanted[self.field.name]:
            return []
        # A password that is none is answered like a wrong one.
        if self.status not in (422, 401 if self.field.is_secret else 422):
            return [f"status {self.status}: {seen['summary'] or 'nothing is said'}"]
        if "text/html" not in self.kind or self.headings != 1 or not seen["form"]:
            return [f"the form is gone ({self.kind})"]
        found = []
        if not seen["summary"]:
            found.append("no summary takes the focus")
        if not seen["targets"] or not all(there for _, there in seen["targets"]):
            found.append(f"the summary leads nowhere: {seen['targets']}")
        if ["#" + seen["id"], True] not in seen["targets"]:
            found.append(f"the summary does not lead to #{seen['id']}: {seen['targets']}")
        if seen["invalid"] != "true":
            found.append("the field is not marked as invalid")
        if seen["missing"] or not seen["message"]:
            found.append("no message stands beside the field")
        for name, value in wanted.items():
            if name == self.field.name and self.field.tag == "SELECT":
                continue
            if kept.get(name) != value:
                found.append(f"{name}: typed {value[:30]!r}, shown {str(kept.get(name))[:30]!r}")
        return found

    def __str__(self) -> str:
        return f"{self.form.name}, {self.field.name} {self.wrong}"


class Books:
    """Whether anything is different in the database of a server. Sessions are seen and attempts counted whatever comes."""

    PASSING = {"session", "attempt", "rate_limit", "job"}

    def __init__(self, server: Server):
        self.connection = sqlite3.connect(f"file:{server.folder}/bookkeeper.db?mode=ro", uri=True)
        self.before = self.tables()

    def tables(self) -> dict[str, int]:
        names = [row[0] for row in self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: hash(tuple(self.connection.execute(f'SELECT * FROM "{name}"'))) for name in names if name not in self.PASSING}

    def changes(self) -> list[str]:
        after = self.tables()
        changed = [name for name in after if after[name] != self.before.get(name)]
        self.before = after
        return changed
