"""Questions the database is asked so often that the ORM should write their SQL only once.

To write the SQL costs the ORM several times what the database needs to answer. Here the ORM writes it the first time a
thread asks, and from then on the same SQL goes with new values. No answer is ever kept: every question goes to the
database. For the few questions of the busiest doors; everywhere else an ordinary queryset is right.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Field, JSONField, Model, QuerySet, Value
from django.db.models.query import get_related_populators
from django.db.models.sql import DeleteQuery, InsertQuery, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
_PLAIN: frozenset[type] = frozenset({str, int, bool, type(None)})
_NOTHING: frozenset[type] = frozenset()
# From Django 6.1 rows know how what belongs to them is fetched: as everywhere else, one by one, when it is asked for.
_FETCH_MODE: tuple[Any, ...] = (models.FETCH_ONE,) if hasattr(models, "FETCH_ONE") else ()


class Parameter(Value):
    """Stands in a queryset for a value that comes with the question; `field` writes it as the database wants it."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(name, output_field=field)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """A place in the SQL, and itself as what stands there."""
        return "%s", (self,)

    def write(self, values: dict[str, object], connection: BaseDatabaseWrapper) -> Any:
        """The value that was given for it."""
        return self.output_field.get_db_prep_value(values[self.value], connection)


class Prepared(Generic[M]):
    """A question for rows, with those they belong to if the queryset has `select_related`.

    The queryset holds a `Parameter` wherever a value will be; any other value in it is the same for ever.
    """

    def __init__(self, make: Callable[[], QuerySet[M]]) -> None:
        self._make = make
        self._local = threading.local()

    def first(self, **values: object) -> M | None:
        """The row, or the first of them, or None. The values are those of the queryset's parameters, by name."""
        question = self._question()
        with question.connection.cursor() as cursor:
            cursor.execute(question.sql, question.parameters(values))
            row = cursor.fetchone()
        return None if row is None else next(question.instances([row]))

    def all(self, **values: object) -> list[M]:
        """Every row."""
        question = self._question()
        with question.connection.cursor() as cursor:
            cursor.execute(question.sql, question.parameters(values))
            rows = cursor.fetchall()
        return list(question.instances(rows))

    def _question(self) -> _Question[M]:
        connection = connections[DEFAULT_DB_ALIAS]
        written: _Question[M] | None = getattr(self._local, "written", None)
        if written is None or written.connection is not connection:
            written = self._local.written = _Question(self._make(), connection)
        return written


class _PreparedChange:
    """A statement whose only answer is how many rows it met; `write` gives its SQL and what stands in its places."""

    def __init__(self, write: Callable[[BaseDatabaseWrapper], tuple[str, tuple[Any, ...]]]) -> None:
        self._write = write
        self._local = threading.local()

    def run(self, **values: object) -> int:
        """Do it; how many rows there were."""
        connection = connections[DEFAULT_DB_ALIAS]
        written: tuple[BaseDatabaseWrapper, str, tuple[Any, ...]] | None = getattr(self._local, "written", None)
        if written is None or written[0] is not connection:
            written = self._local.written = (connection, *self._write(connection))
        with connection.cursor() as cursor:
            cursor.execute(written[1], _fill_in(written[2], values, connection))
            return int(cursor.rowcount)


class PreparedUpdate(_PreparedChange, Generic[M]):
    """An UPDATE of the rows of a queryset. The values to be set are `Parameter`s, by the fields' names."""

    def __init__(self, make: Callable[[], tuple[QuerySet[M], dict[str, Parameter]]]) -> None:
        def write(connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
            queryset, new = make()
            query = cast("UpdateQuery", queryset.query.chain(UpdateQuery))
            query.add_update_values(new)
            sql, places = query.get_compiler(connection=connection).as_sql()
            return sql, places

        super().__init__(write)


class PreparedDelete(_PreparedChange, Generic[M]):
    """A DELETE of the rows of a queryset, for a table that no other row points to."""

    def __init__(self, make: Callable[[], QuerySet[M]]) -> None:
        super().__init__(
            lambda connection: make().query.chain(DeleteQuery).get_compiler(connection=connection).as_sql()
        )


class _Insert(NamedTuple):
    """Its SQL; each field with the types that need no preparation; and how to read an instance's values."""

    sql: str
    fields: list[tuple[Field[Any, Any], frozenset[type]]]
    read: Callable[[Model], tuple[Any, ...]]


class PreparedInsert(Generic[M]):
    """An INSERT of instances. As with `bulk_create`: no signals, and a key that the database makes is not read."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._local = threading.local()

    def run(self, *instances: M) -> None:
        """Add them, in this order. The SQL is kept for each number of them, so let there be few numbers."""
        connection = connections[DEFAULT_DB_ALIAS]
        written: dict[int, _Insert] | None = getattr(self._local, "written", None)
        if written is None or self._local.connection is not connection:
            written = self._local.written = {}
            self._local.connection = connection
        if len(instances) not in written:
            written[len(instances)] = self._write(instances[0], len(instances), connection)
        sql, fields, read = written[len(instances)]
        values = [
            # What is plain already is the same to the field.
            value if type(value) in plain else field.get_db_prep_save(value, connection)
            for instance in instances
            for (field, plain), value in zip(fields, read(instance), strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        for instance in instances:
            instance._state.adding, instance._state.db = False, connection.alias

    def _write(self, instance: M, rows: int, connection: BaseDatabaseWrapper) -> _Insert:
        every: list[Field[Any, Any]] = list(self._model._meta.local_concrete_fields)
        fields = [field for field in every if not isinstance(field, AutoField)]
        if any(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) for field in fields):
            raise NotImplementedError("a field that finds its value itself")
        query = InsertQuery(self._model)
        query.insert_values(fields, [instance])
        # For several rows the ORM of PostgreSQL hands over columns; one row is written the same way everywhere.
        ((sql, _values),) = query.get_compiler(connection=connection).as_sql()
        into, values, row = sql.rpartition(" VALUES ")
        plain = [(field, _NOTHING if isinstance(field, JSONField) else _PLAIN) for field in fields]
        return _Insert(into + values + ", ".join([row] * rows), plain, attrgetter(*(field.attname for field in fields)))


def _fill_in(places: Sequence[Any], values: dict[str, object], connection: BaseDatabaseWrapper) -> list[Any]:
    """What stands in the places of the SQL."""
    return [one.write(values, connection) if isinstance(one, Parameter) else one for one in places]


class _Question(Generic[M]):
    """The SQL for one connection, and how a row of its answer becomes an instance; the ORM has the say in both."""

    def __init__(self, queryset: QuerySet[M], connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._compiler: SQLCompiler = queryset.query.get_compiler(connection=connection)
        self.sql, self._parameters = self._compiler.as_sql()
        klass_info = cast("dict[str, Any]", self._compiler.klass_info)
        select = self._compiler.select
        self._model: type[M] = klass_info["model"]
        self._columns = slice(klass_info["select_fields"][0], klass_info["select_fields"][-1] + 1)
        self._names = [column.target.attname for column, *_ in select[self._columns]]
        self._related = get_related_populators(klass_info, select, connection.alias, *_FETCH_MODE)
        self._converters = self._compiler.get_converters([column for column, *_ in select])

    def parameters(self, values: dict[str, object]) -> list[Any]:
        """What stands in the places of the SQL."""
        return _fill_in(self._parameters, values, self.connection)

    def instances(self, rows: Sequence[Sequence[Any]]) -> Iterator[M]:
        """As the ORM makes them."""
        for converted in self._compiler.apply_converters(rows, self._converters):
            instance = self._model.from_db(self.connection.alias, self._names, converted[self._columns])
            for related in self._related:
                related.populate(converted, instance)
            yield instance
