//! Names and texts that would break out, if anything could.

use handraise_sql::dialect::ALL;
use handraise_sql::{TableName, check, compile, dbt};

use crate::{model, request};

/// Every name and text that a model may choose, chosen badly.
const HOSTILE: &str = r#"
[model]
name = "x'; drop table leads; -- {{ 1 }} ${env} \uE001leads\uE001"
version = 1
[data]
lead_id = "a\"b`c"
nulls = ["'); drop table leads; --", "\\"]
show = ["rank", "sh\"ow"]
[lead]
"odd \"name\"" = { type = "text", column = "col\"umn`" }
order = "text"
[event]
"select" = "text"
[[gate]]
name = "gate\n; drop table leads; --'"
when = "\"order\" = 'it''s \\'"
[[fit]]
name = "*/ fit /* \n select 1; -- \uE0001 drop table leads;"
when = "\"odd \"\"name\"\"\" like 'a\\%'''"
points = 1
[[engagement]]
name = "done \\' \uE0001 drop table leads; \uE001leads\uE001"
event = "ev'ent\\"
where = "\"select\" = '${x}\n{% raw %}'"
points = 2
hand_raise = true
[[lane]]
name = "la'ne\\"
when = "true"
"#;

#[test]
fn quotes_are_even_and_comments_end_with_their_line() {
    for dialect in ALL {
        let mut request = request(dialect.name);
        request.leads = TableName::parse("\"le\"\"ads; --\"").unwrap();
        request.explain = true;
        let model = model(HOSTILE);
        for query in [compile(&model, &request).unwrap(), check(&model, &request)] {
            let outside = outside_of_quotes(&query, dialect.name);
            assert!(!outside.contains("drop table"), "{}: {outside}", dialect.name);
            assert!(!outside.contains(';'), "{}: {outside}", dialect.name);
            assert!(!outside.contains("/*") && !outside.contains("*/"), "{}: {outside}", dialect.name);
        }
    }
}

#[test]
fn jinja_of_a_model_is_text_for_dbt() {
    let files = dbt(&model(HOSTILE), &request("duckdb"), &[("lane", "where the lead goes")]).unwrap();
    assert!(files.sql.contains("'${x}\n{{ '{' }}% raw %}'"), "{}", files.sql);
    assert!(files.yml.contains(r#"x'; drop table leads; -- {{ '{' }}{ 1 }} ${env}"#), "{}", files.yml);
    assert!(files.sql.contains("\u{e001}leads\u{e001}' as model"), "{}", files.sql);
    assert!(files.yml.contains(r#"values: ["la'ne\\"]"#), "{}", files.yml);
}

/// What an engine reads as SQL: without literals, quoted names and comments.
fn outside_of_quotes(query: &str, dialect: &str) -> String {
    let backslash = |quote: char| match dialect {
        "duckdb" | "postgres" => false,
        "snowflake" => quote == '\'',
        "spark" => quote != '`',
        _ => true,
    };
    let mut outside = String::new();
    let mut characters = query.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '-' if characters.peek() == Some(&'-') => while characters.next_if(|next| *next != '\n').is_some() {},
            quote @ ('\'' | '"' | '`') => loop {
                let next = characters.next().unwrap_or_else(|| panic!("{dialect}: a quote is open at the end"));
                if next == '\\' && backslash(quote) {
                    characters.next();
                } else if next == quote && characters.next_if_eq(&quote).is_none() {
                    break;
                }
            },
            other => outside.push(other),
        }
    }
    outside
}
