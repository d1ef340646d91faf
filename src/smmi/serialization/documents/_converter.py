"""The converter: hooks of cattrs that read strictly, and write what JSON can say."""

import enum
import inspect
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, get_args, get_origin

import attrs
from cattrs import Converter, override
from cattrs.cols import list_structure_factory
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, make_mapping_structure_fn

from smmi.errors import ArgumentError, Reason
from smmi.frozen import FrozenMapping
from smmi.instrument import Instrument
from smmi.scoring import AggregationRule, ItemRule
from smmi.serialization.documents._references import reference, resolve
from smmi.serialization.fields import (
    PLAIN,
    SUPPORTED,
    TAG,
    Mismatch,
    TagTable,
    alternatives,
    cut,
    described,
    fields_of,
    findings_of,
    is_choice,
    is_class_of_fields,
    is_fixed,
    is_list,
    is_mapping,
    is_sequence,
    is_union,
    nearest,
    tag_table,
    tagged_class,
    text_of,
    texts_of,
    title_of,
)
from smmi.serialization.sheets._cells import Cell, read_cell, write_cell

Reader = Callable[[Any, Any], Any]
Writer = Callable[[Any], Any]


def make_converter(*, rules: Iterable[type] = ()) -> Converter:
    """Return a cattrs converter that knows everything that documents are made of.

    `to_document` and `from_document` use one like it. Have your own to embed parts of smmi's documents in yours; what
    it raises is what cattrs raises.

    Args:
        rules: Classes of rules from outside smmi: attrs classes or dataclasses with a method `points` (item rules) or
            `aggregate` (aggregation rules). Their tag is their attribute `tag`, or their name in kebab case.

    Returns:
        A new converter; hooks that are registered on it change nothing for others.

    Raises:
        ArgumentError: A rule cannot be serialised, or its tag is taken.

    Example:
        >>> from smmi.instrument import Equals
        >>> make_converter().unstructure(Equals("rotation", "required"))
        {'kind': 'equals', 'code': 'rotation', 'value': 'required'}
    """
    classes = (rules,) if isinstance(rules, type) else tuple(rules)
    table = tag_table(classes)
    converter = Converter(forbid_extra_keys=True)
    _Hooks(table, converter).register()
    for cls in classes:
        converter.get_structure_hook(cls)
        converter.get_unstructure_hook(cls)
    return converter


@lru_cache(maxsize=64)
def shared_converter(rules: tuple[type, ...]) -> Converter:
    """Return the converter for these rules, made once; nobody registers hooks on it."""
    return make_converter(rules=rules)


@attrs.frozen
class _Hooks:
    """The hooks of one converter."""

    table: TagTable
    converter: Converter

    def register(self) -> None:
        """Register all hooks; cattrs asks the latest first, so the refusal of everything else comes first."""
        factories: tuple[
            tuple[Callable[[Any], bool], Callable[[Any], Reader], Callable[[Any], Writer]], ...
        ] = (
            (lambda _: True, _refuse, _refuse),
            (is_class_of_fields, self.class_reader, self.class_writer),
            (is_sequence, self.sequence_reader, self.sequence_writer),
            (is_fixed, self.fixed_reader, self.fixed_writer),
            (is_mapping, self.mapping_reader, self.mapping_writer),
            (is_choice, _choice_reader, lambda _: _write_plain),
            (is_union, self.union_reader, self.union_writer),
            (lambda port: port in (ItemRule, AggregationRule), self.union_reader, self.union_writer),
            (lambda cell: cell is Cell, lambda _: read_cell, lambda _: write_cell),
        )
        for predicate, reader, writer in factories:
            self.converter.register_structure_hook_factory(predicate, reader)
            self.converter.register_unstructure_hook_factory(predicate, writer)
        for plain in (*PLAIN, enum.Enum):
            self.converter.register_structure_hook(plain, _read_plain)
            self.converter.register_unstructure_hook(plain, _write_plain)

    def class_reader(self, cls: type) -> Reader:
        """Return the hook that makes an object of a class with fields."""
        self._check_fields(cls)
        tag = self.table.tags.get(cls)
        bound: dict[str, Any] = {
            name: override(struct_hook=self.read_instrument) for name in _instruments(cls)
        }
        inner: Reader = make_dict_structure_fn(
            cls, self.converter, _cattrs_forbid_extra_keys=True, _cattrs_use_alias=True, **bound
        )

        def read(value: Any, _: object) -> object:  # noqa: ANN401  (any document)
            if type(value) is not dict:
                raise Mismatch.of(f"got {described(value)}, expected an object: {title_of(cls)}")
            if tag is not None:
                tagged_class(value, {tag: cls})
                value = {key: item for key, item in value.items() if key != TAG}
            return inner(value, cls)

        return read

    def class_writer(self, cls: type) -> Writer:
        """Return the hook that writes an object of a class with fields, without what is as by default."""
        self._check_fields(cls)
        tag = self.table.tags.get(cls)
        bound: dict[str, Any] = {name: override(unstruct_hook=reference) for name in _instruments(cls)}
        inner: Writer = make_dict_unstructure_fn(
            cls, self.converter, _cattrs_omit_if_default=True, _cattrs_use_alias=True, **bound
        )
        return inner if tag is None else lambda value: {TAG: tag, **inner(value)}

    def read_instrument(self, value: Any, _: object) -> Instrument:  # noqa: ANN401  (any document)
        """Return the instrument that a value is, or refers to."""
        return resolve(value, lambda content: self.converter.structure(content, Instrument))

    def sequence_reader(self, annotation: Any) -> Reader:  # noqa: ANN401  (any annotation)
        """Return the hook that makes a tuple or a list."""
        inner = list_structure_factory(annotation, self.converter)
        make = list if get_origin(annotation) is list else tuple

        def read(value: Any, _: object) -> object:  # noqa: ANN401  (any document)
            if type(value) is not list:
                raise Mismatch.of(f"got {described(value)}, expected a list")
            return make(inner(value, annotation))

        return read

    def sequence_writer(self, annotation: Any) -> Writer:  # noqa: ANN401  (any annotation)
        """Return the hook that writes a sequence."""
        member = get_args(annotation)[0]
        return lambda value: [self.converter.unstructure(item, unstructure_as=member) for item in value]

    def fixed_reader(self, annotation: Any) -> Reader:  # noqa: ANN401  (any annotation)
        """Return the hook that makes a tuple of so many members."""
        members = get_args(annotation)

        def read(value: Any, _: object) -> object:  # noqa: ANN401  (any document)
            if type(value) is not list or len(value) != len(members):
                got = f"a list of {len(value)}" if type(value) is list else described(value)
                raise Mismatch.of(f"got {got}, expected a list of {len(members)}")
            made, findings = [], []
            for place, (item, member) in enumerate(zip(value, members, strict=True)):
                try:
                    made.append(self.converter.structure(item, member))
                except Exception as error:  # noqa: BLE001  (all of them, each with its place)
                    findings += [finding.under(f"$[{place}]") for finding in findings_of(error)]
            if findings:
                raise Mismatch(*findings)
            return tuple(made)

        return read

    def fixed_writer(self, annotation: Any) -> Writer:  # noqa: ANN401  (any annotation)
        """Return the hook that writes a tuple of so many members."""
        members = get_args(annotation)
        return lambda value: [
            self.converter.unstructure(item, unstructure_as=member)
            for item, member in zip(value, members, strict=True)
        ]

    def mapping_reader(self, annotation: Any) -> Reader:  # noqa: ANN401  (any annotation)
        """Return the hook that makes a mapping from text."""
        make = dict if get_origin(annotation) is dict else FrozenMapping
        inner = make_mapping_structure_fn(annotation, self.converter, structure_to=make)

        def read(value: Any, _: object) -> object:  # noqa: ANN401  (any document)
            if type(value) is not dict:
                raise Mismatch.of(f"got {described(value)}, expected an object")
            return inner(value, annotation)

        return read

    def mapping_writer(self, annotation: Any) -> Writer:  # noqa: ANN401  (any annotation)
        """Return the hook that writes a mapping."""
        member = get_args(annotation)[1]
        return lambda value: {
            str(key): self.converter.unstructure(item, unstructure_as=member) for key, item in value.items()
        }

    def union_reader(self, annotation: Any) -> Reader:  # noqa: ANN401  (any annotation)
        """Return the hook that reads one of several."""
        several = alternatives(annotation, self.table)
        return lambda value, _: several.read(value, self.converter)

    def union_writer(self, annotation: Any) -> Writer:  # noqa: ANN401  (any annotation)
        """Return the hook that writes one of several."""
        return partial(alternatives(annotation, self.table).write, converter=self.converter)

    def _check_fields(self, cls: type) -> None:
        """Refuse a class with a field that no document can say, by name."""
        for field in fields_of(cls):
            if not _is_supported(field.annotation, self.table):
                annotation = inspect.formatannotation(field.annotation)
                got = f"the field {field.name!r} of {cls.__name__} with the annotation {annotation}"
                raise ArgumentError("rules", got, SUPPORTED)


def _is_supported(annotation: Any, table: TagTable) -> bool:  # noqa: ANN401  (any annotation)
    if annotation in PLAIN or annotation is Cell or is_choice(annotation) or is_class_of_fields(annotation):
        return True
    if table.choices(annotation) is not None:
        return True
    members = get_args(annotation)
    if is_union(annotation):
        members = alternatives(annotation, table).others
    elif not (is_list(annotation) or is_mapping(annotation)):
        return False
    return all(_is_supported(member, table) for member in members if member is not Ellipsis)


def _instruments(cls: type) -> list[str]:
    """Return the names of the fields that hold the instrument to which an object belongs."""
    return [field.name for field in fields_of(cls) if field.annotation is Instrument]


def _refuse(annotation: Any) -> Any:  # noqa: ANN401  (any annotation)
    raise ArgumentError("value", f"a value of {inspect.formatannotation(annotation)}", SUPPORTED)


def _read_plain(value: Any, annotation: Any) -> Any:  # noqa: ANN401  (any document)
    if is_choice(annotation):
        return _choice_reader(annotation)(value, annotation)
    if annotation is float and type(value) in {int, float}:
        return float(value) + 0.0  # one zero, as in the canonical form: -0.0 has the checksum of 0
    if type(value) is annotation:
        return value
    raise Mismatch.of(f"got {described(value)}, expected {PLAIN[annotation]}")


def _write_plain(value: Any) -> Any:  # noqa: ANN401  (any document)
    match value:
        case enum.Enum():
            return text_of(value)
        case bool():
            return value
        case int():
            return int(value)
        case str():
            return str(value)
        case _:
            return float(value) + 0.0


@lru_cache(maxsize=1024)
def _choice_reader(annotation: Any) -> Reader:  # noqa: ANN401  (an enum or a literal)
    texts = texts_of(annotation)
    listed = f"one of {', '.join(map(repr, texts))}"

    def read(value: Any, _: object) -> object:  # noqa: ANN401  (any document)
        if type(value) is not str:
            raise Mismatch.of(f"got {described(value)}, expected {listed}")
        if value not in texts:
            message = f"got {cut(value)}, expected {listed}{nearest(value, texts)}"
            raise Mismatch.of(message, reason=Reason.BAD_VALUE)
        return texts[value]

    return read
