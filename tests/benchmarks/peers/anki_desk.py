"""Two of Anki's collections, in an environment of their own: reads a step a line, answers with its seconds.

Run by :mod:`tests.benchmarks.peers.__main__` with the Python that Anki is installed in; not part of zsdesk.
"""
# mypy: ignore-errors

import json
import sys
import time

from anki.collection import Collection

folder, endpoint, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
text = "就用地、用电与用工的条件谈了一轮，企业要求先看标准厂房，再谈政策。" * 10


def made(name):
    return Collection(f"{folder}/{name}.anki2")


def sync(col):
    began = time.perf_counter()
    out = col.sync_collection(auth, False)
    if out.required in (2, 3, 4):
        upload = out.required != 3
        col.close_for_full_sync()
        col.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
        col.reopen(after_full_sync=True)
    return time.perf_counter() - began


def mark():
    """What was done until now only led up to what is measured."""
    print("mark", flush=True)
    sys.stdin.readline()


def edit(col, ids, field, said):
    notes = [col.get_note(one) for one in ids]
    for note in notes:
        note.fields[field] = said
    col.update_notes(notes)


a, b = made("a"), made("b")
kind = a.models.by_name("Basic")
deck = a.decks.id("Default")
for number in range(count):
    note = a.new_note(kind)
    note.fields = [f"线索 {number}", text]
    a.add_note(note, deck)
auth = a.sync_login("desk", "desk", endpoint)
ids = [int(one) for one in a.find_notes("")]
kept = ""
print("ready", flush=True)
for line in sys.stdin:
    step = line.strip()
    time.sleep(1.1)  # its clock counts seconds
    if step == "first push":
        took = sync(a)
    elif step == "first pull":
        took = sync(b)
    elif step == "100 changed":
        edit(a, ids[:100], 1, "改动" + text)
        took = sync(a)
    elif step == "nothing":
        sync(b), sync(a)
        mark()
        took = sync(a)
    else:
        edit(a, ids[:1], 0, "甲的改动")
        edit(b, ids[:1], 1, "乙的改动")
        sync(a)
        mark()
        took = sync(b) + sync(a)
        found = [a.get_note(ids[0]).fields, b.get_note(ids[0]).fields]
        kept = f"{sum(said in ''.join(found[0]) for said in ('甲的改动', '乙的改动'))} of 2 edits kept"
    print(json.dumps({"took": took, "kept": kept}), flush=True)
