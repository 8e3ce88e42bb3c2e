"""What the database itself refuses: changing history, and a sign-off that is not independent."""

from collections.abc import Iterator

from sqlalchemy import Table, UniqueConstraint

INDEPENDENCE = "independence: "
ANALYST_CANNOT_SIGN = f"{INDEPENDENCE}the analyst of an audit cannot sign it off"
REVIEWERS_ONLY = f"{INDEPENDENCE}only a registered reviewer signs off"


def append_only_message(table: str) -> str:
    """What is said to whoever tries to change a row."""
    return f"append-only: {table} keeps its history; record a correction instead"


def append_only(dialect: str, table: Table) -> Iterator[str]:
    """The statements after which rows of the table can neither be changed nor deleted."""
    if dialect == "sqlite":
        yield from _append_only_sqlite(table)
    else:
        yield f"""
            CREATE TRIGGER append_only_{table.name}
            BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""


def erasable(dialect: str, table: Table) -> Iterator[str]:
    """The statements after which rows of the table can be deleted once their item is erased.

    The table says by its columns `audit` and `item` to which item a row belongs.
    """
    erased = "EXISTS (SELECT 1 FROM evidence_erasure WHERE audit = OLD.audit AND item = OLD.item)"
    message = append_only_message(table.name)
    if dialect == "sqlite":
        yield f"DROP TRIGGER append_only_{table.name}_delete"
        event = f"DELETE ON {table.name}"
        yield _refuse_sqlite(f"{table.name}_delete", event, message, f"NOT {erased}")
    else:
        yield f"DROP TRIGGER append_only_{table.name} ON {table.name}"
        yield f"""
            CREATE TRIGGER append_only_{table.name} BEFORE UPDATE OR TRUNCATE ON {table.name}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""
        yield f"""
            CREATE FUNCTION refuse_deletion_of_{table.name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NOT {erased} THEN
                    RAISE EXCEPTION '{message}'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN OLD;
            END $$"""
        yield f"""
            CREATE TRIGGER append_only_{table.name}_delete BEFORE DELETE ON {table.name}
            FOR EACH ROW EXECUTE FUNCTION refuse_deletion_of_{table.name}()"""


def refuse_change_function() -> str:
    """The PostgreSQL function behind the append-only trigger of every table."""
    message = append_only_message("%")
    return f"""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{message}', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$"""


def independent_sign_off(dialect: str) -> Iterator[str]:
    """The statements after which only a registered reviewer other than the analyst can sign off."""
    by_analyst = "EXISTS (SELECT 1 FROM audit WHERE id = NEW.audit AND analyst = NEW.reviewer)"
    not_reviewer = """NOT EXISTS (SELECT 1 FROM person
        WHERE id = NEW.reviewer AND ',' || roles || ',' LIKE '%,reviewer,%')"""
    if dialect == "sqlite":
        yield f"""
            CREATE TRIGGER independent_sign_off BEFORE INSERT ON sign_off
            BEGIN
                SELECT CASE
                    WHEN {by_analyst} THEN RAISE(ABORT, '{ANALYST_CANNOT_SIGN}')
                    WHEN {not_reviewer} THEN RAISE(ABORT, '{REVIEWERS_ONLY}')
                END;
            END"""
    else:
        yield f"""
            CREATE FUNCTION refuse_dependent_sign_off() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {by_analyst} THEN
                    RAISE EXCEPTION '{ANALYST_CANNOT_SIGN}'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF {not_reviewer} THEN
                    RAISE EXCEPTION '{REVIEWERS_ONLY}'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$"""
        yield """
            CREATE TRIGGER independent_sign_off BEFORE INSERT ON sign_off
            FOR EACH ROW EXECUTE FUNCTION refuse_dependent_sign_off()"""


def _append_only_sqlite(table: Table) -> Iterator[str]:
    message = append_only_message(table.name)
    yield _refuse_sqlite(f"{table.name}_update", f"UPDATE ON {table.name}", message)
    yield _refuse_sqlite(f"{table.name}_delete", f"DELETE ON {table.name}", message)
    # INSERT OR REPLACE deletes the row in its way without asking the trigger above.
    in_its_way = f"EXISTS (SELECT 1 FROM {table.name} WHERE {_same_key(table)})"  # noqa: S608 — our own names
    yield _refuse_sqlite(f"{table.name}_replace", f"INSERT ON {table.name}", message, in_its_way)


def _refuse_sqlite(name: str, event: str, message: str, when: str = "1") -> str:
    return (
        f"CREATE TRIGGER append_only_{name} BEFORE {event} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _same_key(table: Table) -> str:
    unique = [key for key in table.constraints if isinstance(key, UniqueConstraint)]
    keys = [table.primary_key, *sorted(unique, key=lambda key: str(key.name))]
    return " OR ".join(
        "(" + " AND ".join(f"{column.name} = NEW.{column.name}" for column in key.columns) + ")"
        for key in keys
    )
