"""The one collection of tables, with names for every constraint so that migrations can speak of them."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Uuid

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def workspace_column() -> Column[object]:
    """The column that says whose row it is; rows go when their workspace goes."""
    return Column("workspace_id", Uuid(), ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


def workspace_key() -> Column[object]:
    """The same column as part of the primary key: of rows that have no id of their own."""
    return Column("workspace_id", Uuid(), ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)


def belongs_to(table: str, column: str) -> ForeignKeyConstraint:
    """Let a column name a row of another table in the same workspace; rows go when that one goes."""
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], ondelete="CASCADE")


def series_key(table: str) -> Column[object]:
    """The number of a series of another table as part of the primary key; rows go when their series goes."""
    owner = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column("series_id", Integer(), owner, primary_key=True, autoincrement=False)
