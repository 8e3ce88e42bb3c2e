"""The text of evidence, what people decided on suggested passages, and the index of words."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from audit.domain.errors import AuditError
from audit.state.triggers import append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables that only grow, and the index, which is derived and may be made anew."""
    dialect = op.get_bind().dialect.name
    for table in _tables():
        for statement in append_only(dialect, table):
            op.execute(statement)
    for statement in _index(dialect):
        op.execute(statement)
    if dialect == "postgresql":
        op.execute("COMMENT ON COLUMN claim.about IS 'Allegation or question; empty for context'")
        op.execute("COMMENT ON COLUMN claim.relation IS 'How it bears on that'")
        op.execute("COMMENT ON TABLE claim IS 'What an evidence item says'")


def downgrade() -> None:
    """There is no way back that keeps the history."""
    raise AuditError("History is appended; go back to a copy of the database instead.")


def _text(name: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, comment=comment)


def _number(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False, comment=comment)


def _word(name: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(40), nullable=False, comment=comment)


def _item(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["audit", "item"],
        ["evidence_item.audit", "evidence_item.item"],
        name=f"fk_{table}_audit_item",
    )


def _tables() -> Iterator[sa.Table]:
    yield op.create_table(
        "text_extraction",
        _text("audit", "Id of the audit"),
        _text("item", "Id of the item in its audit"),
        _number("sequence", "1 for the first attempt at the item, then later ones"),
        _text("item_sha256", "SHA-256 of the item's bytes"),
        _word("outcome", "Whether there is text, and if not, why"),
        sa.Column(
            "extracted_at", sa.DateTime(timezone=True), nullable=False, comment="When it was done"
        ),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("audit", "item", "sequence", name="pk_text_extraction"),
        _item("text_extraction"),
        comment="Attempts to read the text of an item; the highest sequence is current",
    )
    yield op.create_table(
        "text_page",
        _text("audit", "Id of the audit"),
        _text("item", "Id of the item in its audit"),
        _number("sequence", "The extraction it comes from"),
        _number("page", "Place in the extraction, from 1"),
        _number("number", "Place among all pages of all audits; what the index calls it"),
        _text("locator", "Where it stands in the item, such as page 3"),
        _text("sha256", "SHA-256 of the text in UTF-8"),
        _text("text", "The text"),
        sa.PrimaryKeyConstraint("audit", "item", "sequence", "page", name="pk_text_page"),
        sa.ForeignKeyConstraint(
            ["audit", "item", "sequence"],
            ["text_extraction.audit", "text_extraction.item", "text_extraction.sequence"],
            name="fk_text_page_audit_item_sequence",
        ),
        sa.UniqueConstraint("number", name="uq_text_page_number"),
        comment="Text of evidence items, page by page",
    )
    # A search asks of every page that it finds which audit it belongs to, and nothing more.
    op.create_index("ix_text_page_number_audit", "text_page", ["number", "audit"])
    yield op.create_table(
        "suggestion_decision",
        _text("audit", "Id of the audit"),
        _text("suggestion", "Id of the suggestion in its audit"),
        _number("entry", "Place in the order of recording, from 1"),
        _text("about", "Question or allegation"),
        _text("asked_sha256", "SHA-256 of the words of that question or allegation"),
        _text("item", "The item with the passage"),
        _text("passage_sha256", "SHA-256 of the passage in UTF-8"),
        _word("verdict", "What was decided"),
        _text("decided_by", "Who decided"),
        sa.Column(
            "decided_at", sa.DateTime(timezone=True), nullable=False, comment="When it was decided"
        ),
        _text("record", "The whole record as canonical JSON"),
        sa.PrimaryKeyConstraint("audit", "suggestion", name="pk_suggestion_decision"),
        _item("suggestion_decision"),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name="fk_suggestion_decision_decided_by"
        ),
        sa.UniqueConstraint("audit", "entry", name="uq_suggestion_decision_audit_entry"),
        comment="What people decided on suggested passages",
    )


def _index(dialect: str) -> Iterator[str]:
    """Of every current page its words; the text itself stays in text_page."""
    if dialect == "sqlite":
        yield """
            CREATE VIRTUAL TABLE text_index USING fts5(
                words, content = '', prefix = '2 3',
                tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'")"""
    else:
        # Ranking reads the words of every page found: they stand in the row itself, not compressed.
        yield """
            CREATE TABLE text_index (number bigint PRIMARY KEY, words tsvector NOT NULL)
            WITH (toast_tuple_target = 8160)"""
        yield "ALTER TABLE text_index ALTER COLUMN words SET STORAGE EXTERNAL"
        yield "CREATE INDEX text_index_words ON text_index USING gin (words) WITH (fastupdate = off)"
