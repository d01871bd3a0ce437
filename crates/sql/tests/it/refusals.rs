//! What a dialect cannot say is refused, with the reason and the place.

use handraise_model::diagnostic::SQL_UNSUPPORTED;
use handraise_model::values::{AsOf, parse_instant};
use handraise_sql::{Dialect, Instant, compile};

use crate::{model, request};

#[test]
fn postgres_refuses_a_text_that_it_cannot_hold() {
    let model = model(
        "[model]\nname = 'm'\nversion = 1\n[lead]\nt = 'text'\n[[gate]]\nname = 'g'\nwhen = \"t = 'a\\u0000b'\"\n",
    );
    let refused = compile(&model, &request("postgres")).unwrap_err();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code, SQL_UNSUPPORTED);
    assert_eq!(refused[0].message, "PostgreSQL cannot run this model: its text cannot hold the character U+0000");
    assert!(compile(&model, &request("spark")).is_ok());
}

#[test]
fn clickhouse_refuses_a_day_that_it_cannot_hold() {
    let model = model(
        "[model]\nname = 'm'\nversion = 1\n[lead]\nd = 'date'\n[[gate]]\nname = 'g'\nwhen = \"d < date '2300-01-01'\"\n",
    );
    let refused = compile(&model, &request("clickhouse")).unwrap_err();
    assert_eq!(refused[0].message, "ClickHouse cannot run this model: its days are from 1900-01-01 to 2299-12-31");
    assert_eq!(refused[0].labels[0].text, "names 2300-01-01");
    assert!(compile(&model, &request("duckdb")).is_ok());
}

#[test]
fn clickhouse_refuses_an_instant_that_it_cannot_hold() {
    let model = model("[model]\nname = 'm'\nversion = 1\n[[gate]]\nname = 'g'\nwhen = 'true'\n");
    for (at, is_held) in
        [("1899-12-31T23:59:59Z", false), ("1900-01-01", true), ("2299-12-31", true), ("2300-01-01", false)]
    {
        let mut request = request("clickhouse");
        request.as_of = Instant::At(AsOf::from_micros(parse_instant(at).unwrap()));
        let refused = compile(&model, &request);
        assert_eq!(refused.is_ok(), is_held, "{at}");
        if let Err(refused) = refused {
            let headline = &refused[0].message;
            assert!(headline.starts_with("ClickHouse cannot score as of "), "{headline}");
        }
        request.dialect = Dialect::named("postgres").unwrap();
        assert!(compile(&model, &request).is_ok(), "{at}");
    }
}

#[test]
fn what_no_quotes_can_hide_is_refused_wherever_it_stands() {
    let named = model("[model]\nname = 'm'\nversion = 1\n[[fit]]\nname = \"a\\u0000b\"\nwhen = 'true'\npoints = 1\n");
    let refused = compile(&named, &request("postgres")).unwrap_err();
    assert_eq!(refused[0].message, "PostgreSQL cannot run this query: its text cannot hold the character U+0000");
    let column = model(
        "[model]\nname = 'm'\nversion = 1\n[lead]\nt = { type = 'text', column = 'a${env:HOME}' }\n\
         [[gate]]\nname = 'g ${x}'\nwhen = \"t = '${x}'\"\n",
    );
    let refused = compile(&column, &request("spark")).unwrap_err();
    assert_eq!(refused[0].labels[0].text, "the name of a column or a table holds `${`");
    assert!(compile(&column, &request("duckdb")).is_ok());
}
