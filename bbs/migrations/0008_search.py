"""Words of posts and titles, to be found by, and filters of one's own. A frozen copy.

On SQLite an FTS5 table without a copy of the texts, on PostgreSQL a table of `tsvector`. Triggers
keep either in the same transaction, whoever writes (docs/decisions/0021-search.md).
"""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    AutoField,
    CharField,
    ForeignKeyField,
    Model,
    NodeList,
    SqliteDatabase,
)

_POSTS_AT_ONCE = 5_000


class Base(Model):
    class Meta:
        legacy_table_names = False


class IdField(AutoField):
    def ddl(self, ctx: Any) -> Any:
        column = super().ddl(ctx)
        engine = self.model._meta.database
        if isinstance(getattr(engine, "obj", engine), SqliteDatabase):
            return NodeList((column, SQL("AUTOINCREMENT")))
        return column


class Member(Base):
    pass


class Board(Base):
    pass


class Filter(Base):
    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    word = CharField(max_length=80, null=True)
    board = ForeignKeyField(Board, on_delete="CASCADE", null=True)

    class Meta:
        indexes = ((("member", "word"), True), (("member", "board"), True))


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((Member, Board, Filter)):
        db.create_tables((Filter,), safe=False)
    is_sqlite = isinstance(getattr(db, "obj", db), SqliteDatabase)
    tables, triggers, fill = (
        (_TABLES, _TRIGGERS, _FILL)
        if is_sqlite
        else (_POSTGRESQL_TABLES, _POSTGRESQL_TRIGGERS, _POSTGRESQL_FILL)
    )
    for statement in tables:
        db.execute_sql(statement)
    newest = db.execute_sql('SELECT COALESCE(MAX("id"), 0) FROM "post"').fetchone()[0]
    for first in range(1, newest + 1, _POSTS_AT_ONCE):
        db.execute_sql(fill.format(first=first, last=first + _POSTS_AT_ONCE - 1))
    for statement in triggers:
        db.execute_sql(statement)


# Beside its words a post has a word for its board and one for its writer. They begin with private
# characters (U+E000 and what follows), which the tokenizer takes for letters and no cleaned text
# holds: so the index alone finds a word within a board, and nothing that is typed means them by
# chance. Whoever has left is below 0, and a hyphen is no letter.
_SOURCE = """
CREATE VIEW "word_source" ("id", "title", "body", "tags") AS
SELECT "post"."id", CASE WHEN "post"."number" = 1 THEN "thread"."title" ELSE '' END, "post"."body",
{char}(57344) || "thread"."board_id" || ' ' ||
CASE WHEN "post"."writer_id" > 0 THEN {char}(57345) || "post"."writer_id"
ELSE {char}(57346) || -"post"."writer_id" END
FROM "post" JOIN "thread" ON "thread"."id" = "post"."thread_id" WHERE NOT "post"."is_deleted"
""".strip().replace("\n", " ")

_TABLES = (
    _SOURCE.format(char="char"),
    'CREATE VIRTUAL TABLE "words" USING fts5("title", "body", "tags", content = "word_source",'
    " content_rowid = \"id\", tokenize = 'porter unicode61 remove_diacritics 2')",
)

_COLUMNS = '"rowid", "title", "body", "tags"'
_FROM_SOURCE = '"id", "title", "body", "tags" FROM "word_source" WHERE "id"'
_ADD = f'INSERT INTO "words" ({_COLUMNS}) SELECT {_FROM_SOURCE}'
# It is told the very words that it holds, before they change: it has no copy of them.
_DROP = f'INSERT INTO "words" ("words", {_COLUMNS}) SELECT \'delete\', {_FROM_SOURCE}'
_FILL = _ADD + " BETWEEN {first} AND {last}"

_POST_CHANGES = 'UPDATE OF "body", "is_deleted", "writer_id", "thread_id", "number" ON "post"'
_THREAD_CHANGES = 'UPDATE OF "title", "board_id" ON "thread"'
# The title is found with the first post, the board with all.
_OF_THREAD = (
    'IN (SELECT "id" FROM "post" WHERE "thread_id" = OLD."id"'
    ' AND ("number" = 1 OR OLD."board_id" <> NEW."board_id"))'
)
_TRIGGERS = (
    f'CREATE TRIGGER "words_post_made" AFTER INSERT ON "post" BEGIN {_ADD} = NEW."id"; END',
    f'CREATE TRIGGER "words_post_goes" BEFORE DELETE ON "post" BEGIN {_DROP} = OLD."id"; END',
    f'CREATE TRIGGER "words_post_changes" BEFORE {_POST_CHANGES} BEGIN {_DROP} = OLD."id"; END',
    f'CREATE TRIGGER "words_post_changed" AFTER {_POST_CHANGES} BEGIN {_ADD} = NEW."id"; END',
    f'CREATE TRIGGER "words_thread_changes" BEFORE {_THREAD_CHANGES} BEGIN {_DROP} {_OF_THREAD};'
    " END",
    f'CREATE TRIGGER "words_thread_changed" AFTER {_THREAD_CHANGES} BEGIN {_ADD} {_OF_THREAD}; END',
    # Its posts would go with it by themselves, but only once nobody knows its title any more.
    'CREATE TRIGGER "words_thread_goes" BEFORE DELETE ON "thread"'
    ' BEGIN DELETE FROM "post" WHERE "thread_id" = OLD."id"; END',
)

_POSTGRESQL_TABLES = (
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    # Without stop words: on a board on sleep "the" is rare enough, and "to be" may be a phrase.
    "CREATE TEXT SEARCH DICTIONARY lamplight_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION lamplight (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION lamplight ALTER MAPPING FOR asciiword, asciihword,"
    " hword_asciipart, word, hword, hword_part, numword, numhword WITH unaccent, lamplight_stem",
    _SOURCE.format(char="chr"),
    'CREATE TABLE "words" ("id" BIGINT NOT NULL PRIMARY KEY REFERENCES "post" ("id")'
    ' ON DELETE CASCADE, "found_by" TSVECTOR NOT NULL)',
    'CREATE INDEX "words_found_by" ON "words" USING GIN ("found_by")',
)
_POSTGRESQL_ADD = (
    'INSERT INTO "words" ("id", "found_by") SELECT "id",'
    " setweight(to_tsvector('lamplight', \"title\"), 'A') ||"
    " setweight(to_tsvector('lamplight', \"body\"), 'D') ||"
    ' array_to_tsvector(string_to_array("tags", \' \')) FROM "word_source" WHERE "id"'
)
_POSTGRESQL_FILL = _POSTGRESQL_ADD + " BETWEEN {first} AND {last}"
_FUNCTION = 'CREATE FUNCTION "{0}"() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN '
_FUNCTION += 'DELETE FROM "words" WHERE "id" {1}; '
_FUNCTION += _POSTGRESQL_ADD + " {1}; RETURN NULL; END $$"
_POSTGRESQL_TRIGGERS = (
    _FUNCTION.format("words_of_post", '= NEW."id"'),
    _FUNCTION.format("words_of_thread", _OF_THREAD),
    'CREATE TRIGGER "words_post_made" AFTER INSERT ON "post"'
    ' FOR EACH ROW EXECUTE FUNCTION "words_of_post"()',
    f'CREATE TRIGGER "words_post_changed" AFTER {_POST_CHANGES}'
    ' FOR EACH ROW EXECUTE FUNCTION "words_of_post"()',
    f'CREATE TRIGGER "words_thread_changed" AFTER {_THREAD_CHANGES}'
    ' FOR EACH ROW EXECUTE FUNCTION "words_of_thread"()',
)
