#!/usr/bin/env bash
# Every case on real engines: conformance/warehouses.sh [engine ...] [-- option ...]
#
# Engines: duckdb, postgres, clickhouse (chDB), spark, and snowflake and bigquery, whose queries sqlglot parses in their
# dialect and translates to DuckDB's; dbt runs the demo's model. Without a name: duckdb and postgres.
# Options go to warehouses/run.py, such as `-- --stop`. HANDRAISE_RANDOM says how many random models are tried beside the
# cases (60), HANDRAISE_FIRST from which seed on (0). HANDRAISE_BUILT names a folder such as target/debug that holds the
# binary and examples/random_cases; without it they are built here.
#
# Python's packages are kept in conformance/.warehouses, which git ignores, and installed anew only when their requirements
# change. PostgreSQL and Java come from Debian where they are missing. The server of PostgreSQL is one of its own, in a
# temporary folder and on a socket there: one that runs on the machine is neither used nor touched.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

engines=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do engines+=("$1"); shift; done
[ $# -eq 0 ] || shift
[ ${#engines[@]} -gt 0 ] || engines=(duckdb postgres)
for engine in "${engines[@]}"; do
  case "$engine" in
    duckdb|postgres|clickhouse|spark|snowflake|bigquery|dbt) ;;
    *) echo "warehouses.sh: no engine \`$engine\`: duckdb, postgres, clickhouse, spark, snowflake, bigquery, dbt" >&2; exit 2 ;;
  esac
done

fail() { echo "warehouses.sh: $1" >&2; exit 1; }

# debian WHAT PACKAGE...: installs the first of the packages that can be.
debian() {
  local what="$1"; shift
  command -v apt-get >/dev/null || fail "$what is missing, and apt-get, which would install $1"
  [ "$(id -u)" = 0 ] || fail "$what is missing: as root, \`apt-get install $1\`"
  [ -n "${updated:-}" ] || apt-get update -q >/dev/null || fail "$what is missing, and no list of packages can be had to install $1"
  updated=yes
  for package in "$@"; do
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$package" >/dev/null && return
  done
  fail "$what is missing, and apt-get cannot install it"
}

# A copy of the requirements says which versions an environment holds; it is written last.
environment() {
  local folder=".warehouses/$1" requirements="warehouses/$2"
  cmp -s "$requirements" "$folder/requirements.txt" && return
  command -v python3 >/dev/null || debian "Python" python3
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or later is needed, not $(python3 --version)"
  python3 -c 'import ensurepip, venv' 2>/dev/null || debian "Python's venv" python3-venv
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" \
    || fail "the packages of conformance/$requirements cannot be installed: pip needs a network, or a mirror that it knows"
  cp "$requirements" "$folder/requirements.txt"
}

prepare() {
  case "$1" in
    clickhouse) environment clickhouse requirements-clickhouse.txt ;;
    dbt) environment dbt requirements-dbt.txt ;;
    spark)
      environment spark requirements-spark.txt
      command -v java >/dev/null || debian "Java 17" openjdk-17-jre-headless default-jre-headless ;;
    *)
      environment venv requirements.txt
      [ "$1" != postgres ] || command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null \
        || debian "PostgreSQL" postgresql ;;
  esac
}

judge() {
  local venv=venv engine="$1"; shift
  case "$engine" in clickhouse|spark|dbt) venv="$engine" ;; esac
  if [ "$engine" = dbt ]; then
    .warehouses/dbt/bin/python warehouses/dbt_demo.py --handraise "$built/handraise"
  else
    ".warehouses/$venv/bin/python" warehouses/run.py --handraise "$built/handraise" --cases cases warehouses/cases "$work/random" \
      "$@" -- "$engine"
  fi
}

mkdir -p .warehouses
for engine in "${engines[@]}"; do prepare "$engine"; done

if [ -n "${HANDRAISE_BUILT:-}" ]; then
  built="$(cd "$OLDPWD" && cd "$HANDRAISE_BUILT" && pwd)"
else
  (cd .. && cargo build --quiet --package handraise && cargo build --quiet --package handraise-conformance --example random_cases)
  built="$(cd "${CARGO_TARGET_DIR:-../target}" && pwd)/debug"
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$built/examples/random_cases" "${HANDRAISE_FIRST:-0}" "${HANDRAISE_RANDOM:-60}" "$work/random"

# As many engines at once as there are cores; what each says is shown together.
for engine in "${engines[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
  { judge "$engine" "$@" >"$work/$engine.log" 2>&1 || touch "$work/failed"; cat "$work/$engine.log"; } &
done
wait
[ ! -e "$work/failed" ]
