"""What is kept: SQLite, Parquet and the original files, in one folder."""
