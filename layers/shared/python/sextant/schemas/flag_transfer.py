"""Documents of many flags on the wire: exports, what may be imported, and what an import says it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from sextant.domain.audit import changed
from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.flag_transfer import Incoming, Step
from sextant.domain.flags import MAX_FLAGS
from sextant.schemas import flag_documents, growthbook_features
from sextant.schemas.base import Answer, Body, Moment
from sextant.schemas.flag_documents import FlagDocument
from sextant.schemas.flags import StoredFlag

FORMAT, FORMAT_VERSION = "sextant-flags", 1
MOST_TOLD = 100
"""So many mistakes and notes an answer tells."""
MOST_BYTES_TOLD = 2_000_000
"""So much of what flags were and shall be; the rest is named."""

_SAID_OF_ALL = frozenset({"exportedAt", "flagsVersion", "nextCursor"})


class FlagExport(Answer):
    """Flags as one document, in an order in which they can be made."""

    format: Literal["sextant-flags"] = FORMAT  # type: ignore[assignment] # the one there is
    format_version: Literal[1] = FORMAT_VERSION  # type: ignore[assignment]
    exported_at: Moment
    flags_version: Annotated[
        int,
        Field(
            description="Version of all flags together; another one on the next page says that flags changed meanwhile"
        ),
    ]
    complete: Annotated[bool, Field(description="Whether these are all flags")]
    flags: list[StoredFlag]
    next_cursor: Annotated[str | None, Field(description="Send it as `cursor` for what follows; null at the end")] = (
        None
    )


class FlagImport(Body):
    """What may be imported: an export of flags, or what GrowthBook calls a payload or a data file."""

    format: Annotated[str, Field(description=f"`{FORMAT}`, of an export")] = FORMAT
    format_version: Annotated[int, Field(description=f"{FORMAT_VERSION}, of an export")] = FORMAT_VERSION
    complete: Annotated[bool, Field(description="Whether these are all flags, as `mode=replace` needs")] = True
    flags: Annotated[list[FlagDocument], Field(description="Of an export")] = Field(default_factory=list)
    features: Annotated[dict[str, Any], Field(description="GrowthBook's features by key, instead of all the above")] = (
        Field(default_factory=dict)
    )
    saved_groups: Annotated[dict[str, Any], Field(description="Lists that GrowthBook's conditions name")] = Field(
        default_factory=dict
    )


class FlagFieldChange(Answer):
    """One field of a flag that an import changes."""

    field: str
    before: Any
    after: Any


class FlagImportUpdate(Answer):
    """What an import changes of one flag."""

    key: str
    changed: list[FlagFieldChange]


class FlagImportProblem(Answer):
    """Something about one field of the document."""

    field: Annotated[str, Field(description="Such as `flags[3].rules[0].weights`")]
    message: str
    expected: str | None = None


class FlagImportOutcome(Answer):
    """What an import has done, or on a dry run would do."""

    dry_run: bool
    created: list[str]
    updated: list[FlagImportUpdate]
    unchanged: Annotated[int, Field(description="How many flags of the document are stored just so")]
    deleted: list[str]
    errors: Annotated[list[FlagImportProblem], Field(description="What must be put right; nothing is written before")]
    more_errors: Annotated[int, Field(description="How many more there are than `errors` tells")] = 0
    notes: Annotated[list[FlagImportProblem], Field(description="What was put in other words; no reason to worry")]
    shortened: Annotated[bool, Field(description="Whether some of `before` and `after` are null for want of room")]


@dataclass(slots=True)
class Documents:
    """The flags that a document holds.

    Attributes:
        incoming: Those that could be read.
        complete: Whether the document says of itself to hold all flags there are.
        problems: What is wrong with the others.
        notes: What was put in other words.
    """

    incoming: list[Incoming] = field(default_factory=list)
    complete: bool = True
    problems: list[FieldError] = field(default_factory=list)
    notes: list[FieldError] = field(default_factory=list)


def read(body: object) -> Documents:
    """The flags of an export, or of a payload or a data file of GrowthBook's.

    Raises:
        InvalidError: It is neither.
    """
    if not isinstance(body, Mapping):
        raise InvalidError("Give an object.", [FieldError("body", "Give an object.", "an export of flags")])
    if "features" in body and "format" not in body:
        found = growthbook_features.converted(body)
        documents = Documents(problems=found.problems, notes=found.notes)
        _take(found.documents, documents)
        return documents
    return _read_export(body)


def outcome(
    documents: Documents, steps: Sequence[Step], problems: Sequence[FieldError], *, dry_run: bool
) -> FlagImportOutcome:
    """What an import says of what it does or would do."""
    updates, shortened = _updates([step for step in steps if step.before and step.after])
    created = [step.key for step in steps if not step.before]
    return FlagImportOutcome(
        dry_run=dry_run,
        created=created,
        updated=updates,
        unchanged=max(0, len(documents.incoming) - len(created) - len(updates)),
        deleted=[step.key for step in steps if not step.after],
        errors=_told(problems),
        more_errors=max(0, len(problems) - MOST_TOLD),
        notes=_told(documents.notes),
        shortened=shortened,
    )


def _read_export(body: Mapping[str, object]) -> Documents:
    fields: list[FieldError] = []
    if body.get("format") != FORMAT:
        message = (
            f'This is no export of flags and no data file of GrowthBook\'s; give `"format": "{FORMAT}"` and `flags`.'
        )
        fields.append(FieldError("format", message, FORMAT))
    elif body.get("formatVersion") != FORMAT_VERSION:
        fields.append(FieldError("formatVersion", f"Only version {FORMAT_VERSION} is understood.", str(FORMAT_VERSION)))
    complete, flags = body.get("complete", True), body.get("flags")
    if not isinstance(complete, bool):
        fields.append(FieldError("complete", "Say whether these are all flags.", "true or false"))
    if not isinstance(flags, list) or len(flags) > MAX_FLAGS:
        fields.append(FieldError("flags", f"Give a list of at most {MAX_FLAGS:,} flags.", "a list"))
    known = {"format", "formatVersion", "complete", "flags", *_SAID_OF_ALL}
    fields += [FieldError(name, "There is no such field in an export of flags.") for name in body if name not in known]
    if fields or not isinstance(flags, list):
        raise InvalidError(f"{fields[0].field}: {fields[0].message}", fields)
    documents = Documents(complete=bool(complete))
    _take({f"flags[{number}]": flag for number, flag in enumerate(flags)}, documents)
    return documents


def _take(found: Mapping[str, object], documents: Documents) -> None:
    """Read each flag by its path; what is wrong with one does not keep the others from being read."""
    seen: dict[str, str] = {}
    for path, flag in found.items():
        if not isinstance(flag, Mapping):
            documents.problems.append(FieldError(path, "Give a flag.", "an object"))
            continue
        try:
            document = flag_documents.read(_with_rule_ids(flag), path)
        except InvalidError as error:
            documents.problems += error.errors
            continue
        if document.key in seen:
            message = f"{document.key!r} is {seen[document.key]} already; give each flag once."
            documents.problems.append(FieldError(f"{path}.key", message, "a key given once"))
            continue
        seen[document.key] = path
        documents.incoming.append(
            Incoming(
                path=path,
                key=document.key,
                value_type=document.value_type,
                seed=document.seed,
                archived=document.archived,
                edit=document.edit(),
            )
        )


def _with_rule_ids(flag: Mapping[str, object]) -> Mapping[str, object]:
    """The flag with an id for each rule, the same one each time, so that importing it again changes nothing."""
    rules = flag.get("rules")
    if not isinstance(rules, list):
        return flag
    taken = {rule.get("id") for rule in rules if isinstance(rule, Mapping) and isinstance(rule.get("id"), str)}
    named: list[object] = []
    for number, rule in enumerate(rules, start=1):
        if not isinstance(rule, Mapping) or "id" in rule:
            named.append(rule)
            continue
        rule_id = f"rule-{number}"
        while rule_id in taken:
            rule_id += "-1"
        taken.add(rule_id)
        named.append({"id": rule_id, **rule})
    return {**flag, "rules": named}


def _updates(steps: Sequence[Step]) -> tuple[list[FlagImportUpdate], bool]:
    room, shortened = MOST_BYTES_TOLD, False
    updates: list[FlagImportUpdate] = []
    for step in steps:
        before, after = (StoredFlag.of(flag).model_dump(mode="json") for flag in (step.before, step.after) if flag)
        fields: list[FlagFieldChange] = []
        for name in changed(before, after):
            room -= len(repr(before[name])) + len(repr(after[name]))
            told = room >= 0
            shortened |= not told
            fields.append(
                FlagFieldChange(field=name, before=before[name] if told else None, after=after[name] if told else None)
            )
        updates.append(FlagImportUpdate(key=step.key, changed=fields))
    return updates, shortened


def _told(found: Sequence[FieldError]) -> list[FlagImportProblem]:
    return [
        FlagImportProblem(field=each.field, message=each.message, expected=each.expected) for each in found[:MOST_TOLD]
    ]
