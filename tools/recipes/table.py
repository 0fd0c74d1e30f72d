"""The table that grows through the book: each chapter writes its own rows.

book/agreement.csv holds what every sequence model of the book knows of
agreement. Who adds rows has no business with those of the others: they
are not parsed and written again, their bytes are carried over.
"""

import csv
import io

from nlpviz.files import replace_file

from .common import BOOK

TABLE = BOOK / "agreement.csv"
COLUMNS = ("chapter", "model", "seed", "clause", "by", "level", "n", "accuracy")


def replace(chapter, rows, path=TABLE):
    """Put rows (dicts by column) in the place of the chapter's own.

    A chapter that has none yet stands before the first later one.
    Whatever else is in the file stays byte for byte, and the file is
    replaced whole or not at all. What the table shows as text ("0.5000",
    "1-4") is given as text. ValueError for a row of another chapter or
    with other columns than the file.
    """
    header, records = read(path)
    columns = fields(header.lstrip("\ufeff"))
    for row in rows:
        if row.get("chapter") != chapter or set(row) != set(columns):
            raise ValueError(f"rows holds {row}; it must have chapter {chapter} and the"
                             f" columns {', '.join(columns)}")
    at = columns.index("chapter")
    chapters = [chapter_of(record, at) for record in records]
    place = place_of(chapter, chapters)
    others = [(i, ended(record)) for i, record in enumerate(records) if chapters[i] != chapter]
    replace_file(path, "".join((
        ended(header), *(record for i, record in others if i < place),
        *(written([row[column] for column in columns]) for row in rows),
        *(record for i, record in others if i >= place))).encode(), "table")


def read(path):
    """The header and the records of a table as they stand there, line ends and all."""
    if not path.exists():
        return written(COLUMNS), []
    lines = list(io.StringIO(path.read_bytes().decode(), newline=""))
    reader, records, at = csv.reader(lines), [], 0
    for _ in reader:
        records.append("".join(lines[at:reader.line_num]))
        at = reader.line_num
    return records[0], records[1:]


def fields(record):
    """The texts in one record."""
    return next(csv.reader(io.StringIO(record, newline="")), [])


def chapter_of(record, at):
    """The chapter of a record, None if it has none (an empty line)."""
    try:
        return int(fields(record)[at])
    except (ValueError, IndexError):
        return None


def place_of(chapter, chapters):
    """The index before which the chapter's rows go: where they were, or before later ones."""
    if chapter in chapters:
        return chapters.index(chapter)
    later = [i for i, other in enumerate(chapters) if other is not None and other > chapter]
    return later[0] if later else len(chapters)


def ended(record):
    """A record with the line end that the last one of a file may lack."""
    return record if record.endswith(("\n", "\r")) else record + "\n"


def written(values):
    """One record of ours."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow(values)
    return file.getvalue()
