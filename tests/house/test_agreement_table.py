"""The growing table: a chapter that stores its rows touches nobody else's, and never half."""

import os
import random

import pytest

from tools.recipes import recipe as recipe_of
from tools.recipes import table

HEADER = "chapter,model,seed,clause,by,level,n,accuracy\n"
ODD = (
    "3,RNN,0,main,depth,0,500,0.7860\n", "3, GRU ,0,main,depth,1,5e2,.5\r\n", "\n",
    '3,"LSTM, deep",0,main,distance,"1-4",0500,7.860000e-01\n', '3,"a\nb ""c""",0,x,y,4+,1,1\n',
    "3,ＲＮＮ é,0,main,depth,2,500,NaN\n", '3,5" wide,0,main,depth,3,1,0\n',
    "5,MemN2N,0,main,depth,0,500,0.10\n", '"7",T,0,main,depth,0,500,1e0,one more\n',
    "8,BERT,0,main,depth,0,500,1",
)


def rows(chapter, accuracies):
    return [{"chapter": chapter, "model": "new", "seed": seed, "clause": "main", "by": "distance",
             "level": "1-4", "n": 500, "accuracy": accuracy}
            for seed, accuracy in enumerate(accuracies)]


def lines_of(chapter, accuracies):
    return "".join(f"{chapter},new,{seed},main,distance,1-4,500,{accuracy}\n"
                   for seed, accuracy in enumerate(accuracies))


def test_rows_of_other_chapters_stay_byte_for_byte_however_they_are_written(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes((HEADER + "".join(ODD)).encode())
    table.replace(4, rows(4, ["0.7860", "0.5000"]), path)
    due = HEADER + "".join(ODD[:7]) + lines_of(4, ["0.7860", "0.5000"]) + "".join(ODD[7:]) + "\n"
    assert path.read_bytes() == due.encode()


@pytest.mark.parametrize("chapter", [3, 4, 5, 8, 9])
def test_a_second_store_changes_not_one_byte(tmp_path, chapter):
    path = tmp_path / "table.csv"
    path.write_bytes((HEADER + "".join(ODD)).encode())
    table.replace(chapter, rows(chapter, ["0.5000", "1.0000"]), path)
    once = path.read_bytes()
    table.replace(chapter, rows(chapter, ["0.5000", "1.0000"]), path)
    assert path.read_bytes() == once
    assert once.count(lines_of(chapter, ["0.5000", "1.0000"]).encode()) == 1


def test_rows_stand_where_the_chapters_rows_stood_in_any_order_of_chapters(tmp_path):
    path, one = tmp_path / "table.csv", {c: lines_of(c, ["0.2500"]) for c in (3, 4, 5, 9)}
    path.write_text(HEADER + one[9] + one[4] * 2 + one[3] + one[4] + "\n", "utf-8", newline="")
    table.replace(4, rows(4, ["1.0000"]), path)
    assert path.read_text("utf-8") == HEADER + one[9] + lines_of(4, ["1.0000"]) + one[3] + "\n"
    table.replace(5, rows(5, ["0.2500"]), path)
    assert path.read_text(encoding="utf-8").startswith(HEADER + one[5] + one[9])


def test_a_table_that_is_not_there_begins_with_its_header_and_keeps_a_mark_before_it(tmp_path):
    path = tmp_path / "table.csv"
    table.replace(3, rows(3, ["0.5000"]), path)
    assert path.read_bytes() == (HEADER + lines_of(3, ["0.5000"])).encode()
    path.write_text("\ufeff" + HEADER, encoding="utf-8", newline="")
    table.replace(3, rows(3, ["0.5000"]), path)
    assert path.read_bytes() == ("\ufeff" + HEADER + lines_of(3, ["0.5000"])).encode()


def test_columns_are_found_by_their_names(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("accuracy,n,level,by,clause,seed,model,chapter\n0.10,9,0,a,b,0,m,5\n", "utf-8")
    table.replace(3, rows(3, ["0.5000"]), path)
    assert path.read_text(encoding="utf-8").splitlines()[1:] == [
        "0.5000,500,1-4,distance,main,0,new,3", "0.10,9,0,a,b,0,m,5"]


@pytest.mark.parametrize("change", [{"chapter": 5}, {"chapter": "4"}, {"more": 1}])
def test_a_row_of_another_kind_is_named_and_nothing_is_written(tmp_path, change):
    path = tmp_path / "table.csv"
    path.write_text(HEADER + ODD[0], encoding="utf-8")
    with pytest.raises(ValueError, match="it must have chapter 4 and the columns chapter, model"):
        table.replace(4, [rows(4, ["1"])[0] | change], path)
    assert path.read_text(encoding="utf-8") == HEADER + ODD[0]


def test_what_fails_on_the_way_leaves_the_old_table(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    path.write_text(HEADER + ODD[0], encoding="utf-8")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        table.replace(4, rows(4, ["1"]), path)
    assert path.read_text("utf-8") == HEADER + ODD[0] and os.listdir(tmp_path) == ["table.csv"]


def test_chapters_may_store_in_any_order(tmp_path):
    stored = {3: ["0.5000", "1.0000"], 4: ["0.2500"], 7: ["0.1250"]}
    found = set()
    for seed in range(12):
        path, order = tmp_path / f"{seed}.csv", random.Random(seed).sample([3, 4, 7, 3, 4], 5)
        for chapter in [*order, 7]:
            table.replace(chapter, rows(chapter, stored[chapter]), path)
        found.add(path.read_text(encoding="utf-8"))
    assert found == {HEADER + "".join(lines_of(c, a) for c, a in stored.items())}


@pytest.mark.parametrize(("name", "chapter"), [("agreement", 3), ("attending", 4)])
def test_a_recipe_that_stores_its_rows_again_leaves_the_table_as_it_is(
        tmp_path, monkeypatch, name, chapter):
    recipe, path = recipe_of(name), tmp_path / "agreement.csv"
    path.write_bytes(table.TABLE.read_bytes())
    own = [dict(zip(table.COLUMNS, table.fields(r), strict=True)) for r in table.read(path)[1]]
    own = [row | {"chapter": chapter} for row in own if row["chapter"] == str(chapter)]
    job, result = {"cell": "rnn", "seed": 0}, {"loss": 1.0, "weights": {}}
    saved = []
    monkeypatch.setattr(recipe, "rows_of", lambda job, result: own)
    monkeypatch.setattr(recipe, "save", lambda *what, **arrays: saved.append(what[0]))
    replaced = table.replace
    monkeypatch.setattr(table, "replace", lambda *given: replaced(*given, path))
    recipe.store([(job, result)])
    assert path.read_bytes() == table.TABLE.read_bytes() and len(saved) == 1
