from tests.store.ledgers import ledger as ledger
from tests.store.ledgers import migrated_database as migrated_database
from tests.store.ledgers import migrated_file as migrated_file
from tests.store.ledgers import postgres_ledger as postgres_ledger
from tests.store.ledgers import sqlite_ledger as sqlite_ledger
