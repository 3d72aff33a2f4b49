"""Rows that only lie there: texts of people whom nobody looks at, as many as are asked for, made inside PostgreSQL."""

from sqlalchemy import text

from service.store.store import SqlStore

_EACH = 12  # texts of a release
# What is sealed is never opened, because nothing of these people is due.
_PEOPLE = """
insert into lines (id, number_index, number_sealed, death_near)
select 'nf-' || n, decode('ee' || lpad(to_hex(n), 70, '0'), 'hex'), '\\x00', false from generate_series(1, :people) n;
insert into people (id, prison_number_index, prison_number_sealed, line_id, board, contact_sealed)
select 'pf-' || n, decode('ee' || lpad(to_hex(n), 70, '0'), 'hex'), '\\x00', 'nf-' || n, :board, '\\x00'
from generate_series(1, :people) n;
insert into releases (id, number_of_person, person_id, liberation_date)
select 'rf-' || n, 1, 'pf-' || n, :day from generate_series(1, :people) n;
"""
_TEXTS = """
insert into texts
    (id, release_id, sequence, step, occasion, welcome, board, line_id, state, due_at, wanted_at, changed_at)
select 'tf-' || n, 'rf-' || p, 'first-weeks', 'step-' || n % :each, '', false, :board, 'nf-' || p,
    case when p <= :waiting then 'planned' else 'delivered' end, due, due, now()
from (
    select n, 1 + n / :each p, :day + case when 1 + n / :each <= :waiting then 1 else -1 end
        * make_interval(mins => 1440 + n % 500000) due
    from generate_series(0, :texts - 1) n
) made
"""


def lay(store: SqlStore, texts: int, pending: int, board: str, day: object) -> None:
    """So many texts, of which so many are planned for days after `day` (aware), and the others were delivered."""
    people = -(-texts // _EACH)
    told = {"people": people, "board": board, "day": day, "each": _EACH, "texts": texts, "waiting": pending // _EACH}
    with store.engine.begin() as connection:
        for statement in (*_PEOPLE.strip().split(";\n"), _TEXTS):
            connection.execute(text(statement), {name: one for name, one in told.items() if f":{name}" in statement})
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
