"""What a person must look at: danger first, then every other task by its kind."""

from typing import Any

from flask import Blueprint, Response, request

from service.console import forms, query, session, told
from service.console.frame import Frame
from service.console.rows import case_row, task_row
from service.console.texts import reader, seer
from service.core import desk_work
from service.core.desk import TaskGroup, TaskId
from service.core.ports import Core


def hang(door: Blueprint, frame: Frame) -> None:
    core = frame.core

    @door.get("/tasks")
    def tasks() -> Response:
        user = reader(core)
        kind = request.args.get("kind", "").strip()
        asked = kind if kind in told.TASKS else None
        return frame.page(
            "tasks",
            asked=told.task(asked) if asked else "",
            cases=[] if asked else [case_row(core, one) for one in desk_work.standing(core, user)],
            groups=[_group(core, one) for one in desk_work.groups(core, user, asked)],
            shows_board=user.seat.board is None,
            may_finish=user.seat.reads_words,
        )

    @door.post("/tasks/<given>/done")
    def done(given: str) -> Response:
        forms.check(frame.terms, token=True)
        task = desk_work.finish(core, seer(core), TaskId(query.known(given, "k")))
        session.tell(f"Done: {told.task(task.kind)}.")
        is_of_reply = request.form.get("back") == "reply" and task.reply_id is not None
        return frame.go(f"/replies/{task.reply_id}" if is_of_reply else "/tasks")


def _group(core: Core, group: TaskGroup) -> dict[str, Any]:
    return {
        "kind": group.kind,
        "title": told.task(group.kind),
        "count": group.count,
        "rows": [task_row(core, one) for one in group.first],
        "more": group.count - len(group.first),
    }
