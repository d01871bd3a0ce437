#!/usr/bin/env bash
# Every case on real engines: conformance/warehouses.sh [engine ...] [-- option ...]
#
# Engines: duckdb, postgres, clickhouse (chDB), spark, and snowflake and bigquery, whose queries sqlglot parses in their
# dialect and translates to DuckDB's; dbt runs the demo's model. Without a name: duckdb and postgres.
# Options go to warehouses/run.py, such as `-- --stop`. HANDRAISE_RANDOM says how many random models are tried beside the
# cases (60), HANDRAISE_FIRST from which seed on (0).
#
# What they need is installed in conformance/.warehouses, which git ignores; PostgreSQL and Java come from Debian.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

engines=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do engines+=("$1"); shift; done
[ $# -eq 0 ] || shift
[ ${#engines[@]} -gt 0 ] || engines=(duckdb postgres)

# A stamp says which versions of the requirements an environment holds.
environment() {
  local folder=".warehouses/$1" requirements="warehouses/$2"
  if ! cmp -s "$requirements" "$folder/requirements.txt"; then
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$folder/requirements.txt"
  fi
}

debian() {
  command -v "$1" >/dev/null || ls /usr/lib/postgresql/*/bin/"$1" >/dev/null 2>&1 && return
  apt-get update -qq && apt-get install -qq -y --no-install-recommends "$2" >/dev/null
}

mkdir -p .warehouses
binary="${CARGO_TARGET_DIR:-../target}/debug/handraise"
(cd .. && cargo build --quiet --package handraise)
random=.warehouses/random
rm -rf "$random"
(cd .. && cargo run --quiet --package handraise-conformance --example random_cases -- \
  "${HANDRAISE_FIRST:-0}" "${HANDRAISE_RANDOM:-60}" "conformance/$random")
judge() { ".warehouses/$1/bin/python" warehouses/run.py --handraise "$binary" --cases cases "$random" "${@:2}"; }

for engine in "${engines[@]}"; do
  case "$engine" in
    postgres) environment venv requirements.txt; debian initdb postgresql; judge venv "$@" -- "$engine" ;;
    clickhouse) environment clickhouse requirements-clickhouse.txt; judge clickhouse "$@" -- "$engine" ;;
    spark) environment spark requirements-spark.txt; debian java openjdk-17-jre-headless; judge spark "$@" -- "$engine" ;;
    dbt) environment dbt requirements-dbt.txt; .warehouses/dbt/bin/python warehouses/dbt_demo.py --handraise "$binary" ;;
    *) environment venv requirements.txt; judge venv "$@" -- "$engine" ;;
  esac
done
