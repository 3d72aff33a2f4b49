"""The ledger on SQLAlchemy Core. SQL is written here and nowhere else."""
