"""List the schemes of database addresses: those that people write, and those of installed dialects.

Nothing is imported here that takes time: every start of pdscan asks for the schemes.
"""

from __future__ import annotations

from importlib.metadata import entry_points

_DRIVERS = {
    "sqlite": "pysqlite aiosqlite pysqlcipher",
    "postgresql": "psycopg psycopg2 psycopg2cffi pg8000 asyncpg",
    "postgres": "psycopg psycopg2 psycopg2cffi pg8000",
    "mysql": "pymysql mysqldb mysqlconnector mariadbconnector cymysql asyncmy aiomysql pyodbc",
    "mariadb": "pymysql mysqldb mysqlconnector mariadbconnector asyncmy aiomysql pyodbc",
    "mssql": "pyodbc pymssql aioodbc",
    "oracle": "oracledb cx_oracle",
    "clickhouse": "http native asynch",
    "clickhousedb": "connect",
    "cockroachdb": "psycopg psycopg2 asyncpg",
    "databricks": "connector",
    "db2": "ibm_db",
    "ibm_db_sa": "",
    "firebird": "firebird fdb",
    "hana": "hdbcli",
    "impala": "",
    "hive": "",
    "presto": "",
    "redshift": "psycopg2 redshift_connector",
    "snowflake": "",
    "bigquery": "",
    "duckdb": "",
    "trino": "",
    "awsathena": "rest arrow pandas",
    "teradatasql": "",
    "vertica": "vertica_python",
    "exa": "websocket pyodbc",
    "sybase": "pyodbc",
    "access": "pyodbc",
    "monetdb": "",
    "crate": "",
    "yugabytedb": "psycopg2",
}


def schemes() -> tuple[str, ...]:
    """Return the schemes that people write, and those of dialects installed beside pdscan."""
    pairs = ((name, driver) for name, all_ in _DRIVERS.items() for driver in ["", *all_.split()])
    known = {f"{name}+{driver}" if driver else name for name, driver in pairs}
    installed = {point.name for point in entry_points(group="sqlalchemy.dialects")}
    return tuple(sorted(known | {name.replace(".", "+") for name in installed}))
