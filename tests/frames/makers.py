"""The same columns as a frame of every maker and kind, for several tests."""

import duckdb
import narwhals
import pandas as pd
import polars as pl
import pyarrow as pa

SCHEMA = pa.schema(
    {
        "school": pa.string(),
        "control": pa.string(),
        "policy": pa.string(),
        "extent": pa.string(),
        "place": pa.string(),
        "topics": pa.list_(pa.string()),
        "many": pa.list_(pa.string()),
        "share": pa.float64(),
        "programs": pa.int64(),
        "budget": pa.float64(),
        "mix": pa.struct({"rural": pa.float64(), "urban": pa.float64(), "sea": pa.float64()}),
    }
)
CONNECTION = duckdb.connect()
TEXT = ["control", "policy", "extent", "place"]


class Stream:
    """An object of a maker that nobody knows, with the Arrow interface of a stream."""

    def __init__(self, table):
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)


class Array:
    """The same, with the Arrow interface of an array only."""

    def __init__(self, batch):
        self._batch = batch

    def __arrow_c_array__(self, requested_schema=None):
        return self._batch.__arrow_c_array__(requested_schema)


def arrow(columns):
    """An Arrow table."""
    return pa.table({name: pa.array(columns[name], type=SCHEMA.field(name).type) for name in columns})


def batch(columns):
    """A record batch."""
    return arrow(columns).combine_chunks().to_batches()[0]


def chunked(columns):
    """A table in chunks of one row, whose dictionaries differ, and which begin within their memory."""
    table = coded(columns)
    return pa.concat_tables([table.slice(row, 1) for row in range(len(table))])


def coded(columns):
    """A table of dictionary columns."""
    table = arrow(columns)
    return pa.table(
        {
            name: table[name].dictionary_encode() if name in TEXT else table[name]
            for name in table.column_names
        }
    )


def polars(columns):
    """A frame of Polars."""
    return pl.DataFrame(arrow(columns))


def polars_enum(columns):
    """A frame of Polars with text of declared categories, some of which stand nowhere."""
    frame = polars(columns)
    categories = {name: ["unused", *frame[name].drop_nulls().unique().to_list()] for name in TEXT}
    return frame.with_columns(pl.col(name).cast(pl.Enum(categories[name])) for name in TEXT)


def pandas_categories(columns):
    """A frame of pandas with categories."""
    return pd.DataFrame(columns).astype(dict.fromkeys(TEXT, "category"))


def duckdb_relation(columns):
    """A relation of DuckDB."""
    return CONNECTION.from_arrow(arrow(columns))


KINDS = {
    "pandas": pd.DataFrame,
    "pandas, objects": lambda columns: pd.DataFrame(columns, dtype=object),
    "pandas, nullable": lambda columns: pd.DataFrame(columns).convert_dtypes(),
    "pandas, categories": pandas_categories,
    "pandas, Arrow behind it": lambda columns: arrow(columns).to_pandas(types_mapper=pd.ArrowDtype),
    "pandas, of Arrow": lambda columns: coded(columns).to_pandas(),
    "Polars": polars,
    "Polars, categories": lambda columns: polars(columns).with_columns(pl.col(TEXT).cast(pl.Categorical)),
    "Polars, declared categories": polars_enum,
    "Arrow": arrow,
    "Arrow, dictionaries": coded,
    "Arrow, chunks": chunked,
    "Arrow, a batch": batch,
    "Arrow, a reader": lambda columns: arrow(columns).to_reader(),
    "a stream": lambda columns: Stream(polars(columns)),
    "an array": lambda columns: Array(batch(columns)),
    "DuckDB": duckdb_relation,
    "narwhals": lambda columns: narwhals.from_native(polars(columns)),
}
