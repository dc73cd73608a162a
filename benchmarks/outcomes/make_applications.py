"""Invented applications in any number, the same ones each time: every cell is drawn from a hash of its row's number.

Forty applications a vacancy, five characteristics and the groups' sizes roughly those of NHS recruitment; who gets on
depends a little on the group and on luck. Written by DuckDB, as Parquet or CSV.
"""

from pathlib import Path

import duckdb

A_VACANCY = 40


def _draw(salt: int) -> str:
    """SQL: a number from 0 up to 1, the same for the same row."""
    return f"(hash(i * 31 + {salt}) % 1000000 / 1000000.0)"


def _pick(salt: int, choices: list[tuple[str, float]]) -> str:
    """SQL: one of the values, with these shares; the last takes what remains."""
    upto, parts = 0.0, []
    for value, share in choices[:-1]:
        upto += share
        parts.append(f"WHEN {_draw(salt)} < {upto:.6f} THEN '{value}'")
    return f"CASE {' '.join(parts)} ELSE '{choices[-1][0]}' END"


ETHNICITY = [("A", 0.46), ("C", 0.05), ("N", 0.14), ("H", 0.11), ("L", 0.06), ("J", 0.03), ("M", 0.02)]
ETHNICITY += [(code, 0.01) for code in "DEFGKPRS"] + [("Z", 0.02), ("99", 0.015), ("", 0.005)]
DISABILITY = [("NN", 0.86), ("10", 0.02), ("01", 0.03), ("06", 0.02), ("XX", 0.01), ("ZZ", 0.04), ("", 0.03)]
GENDER = [("2", 0.66), ("1", 0.31), ("3", 0.01), ("Z", 0.01), ("", 0.01)]
AGES = [("16-24", 0.1), ("25-34", 0.36), ("35-44", 0.26), ("45-54", 0.18), ("55-64", 0.08), ("not_known", 0.02)]
ORIENTATION = [("1", 0.87), ("2", 0.03), ("3", 0.04), ("4", 0.01), ("Z", 0.05)]


def write(path: Path, applications: int) -> None:
    """Write so many applications to a .parquet or a .csv file."""
    steps = ", ".join(f"{_draw(20 + at)} AS luck{at}" for at in range(4))
    kind = "FORMAT parquet" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"""
            COPY (
              WITH drawn AS (
                SELECT i, {steps},
                  {_pick(1, ETHNICITY)} AS ethnicity, {_pick(2, DISABILITY)} AS disability,
                  {_pick(3, GENDER)} AS gender,
                  {_pick(4, AGES)} AS age_band, {_pick(5, ORIENTATION)} AS sexual_orientation,
                  hash(i // {A_VACANCY}) AS post, date '2025-04-01' + (hash(i) % 300)::int AS applied_on
                FROM range({applications}) AS numbers(i)
              ), got AS (
                SELECT *, CASE WHEN ethnicity IN ('A', 'C') THEN 0.28 ELSE 0.25 END AS first,
                FROM drawn
              ), staged AS (
                SELECT *, CASE WHEN luck0 >= first THEN 0 WHEN luck1 >= 0.7 THEN 1 WHEN luck2 >= 0.35 THEN 2
                  WHEN luck3 >= 0.9 THEN 3 ELSE 4 END AS reached
                FROM got
              )
              SELECT 'a' || i AS application_id, 'v' || (i // {A_VACANCY}) AS vacancy_id,
                applied_on::varchar AS applied_on,
                (applied_on + (hash(i + 7) % 60)::int)::varchar AS closed_on,
                ['applied', 'shortlisted', 'interviewed', 'offered', 'appointed'][reached + 1] AS stage,
                CASE reached WHEN 4 THEN 'appointed' WHEN 3 THEN 'declined' ELSE 'not_selected' END AS outcome,
                ['2', '3', '4', '5', '6', '7', '8a', '8b'][(post % 8)::int + 1] AS band,
                'site' || (post % 12) AS site,
                CASE WHEN post % 40 = 0 THEN 'international' WHEN post % 40 = 1 THEN 'bulk'
                  ELSE 'standard' END AS campaign,
                ethnicity, '2001' AS ethnicity_scheme, disability, gender, age_band, sexual_orientation
              FROM staged
            ) TO '{str(path).replace("'", "''")}' ({kind})
            """
        )
