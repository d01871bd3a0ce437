//! `docs/report.md`: every field of the report, as the types say it. Whoever reads the JSON reads what the code says.

use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "# The report of a backtest, field by field\n\n\
`handraise backtest --format json` writes one object, a `Report`. Shares, rates and gains are fractions of 1, lift is a ratio, scores\n\
are points, instants are text in ISO 8601, UTC. `null` is a figure without meaning, or a bound that is not shown because too few wins\n\
would make it a guess ([why](evidence.md#when-an-interval-is-shown)). `format` rises when a field changes its meaning or goes; new\n\
fields may come.\n\nThis page is made from the code.\n";

/// The order in which the files are told.
const FILES: [&str; 10] =
    ["mod", "verdict", "probe", "counts", "figures", "groups", "criteria", "sources", "line", "comparison"];

/// The page, from the doc comments of the types.
fn page() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report");
    let mut page = HEAD.to_owned();
    for file in FILES {
        let text = std::fs::read_to_string(folder.join(format!("{file}.rs"))).unwrap();
        tell(&text, &mut page);
    }
    page
}

/// Appends the types of a file.
fn tell(text: &str, page: &mut String) {
    let mut doc = String::new();
    let mut kind = "";
    for line in text.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix("///") {
            if !doc.is_empty() {
                doc.push(' ');
            }
            doc.push_str(comment.trim());
        } else if let Some(rest) = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum ")) {
            kind = if line.starts_with("pub struct") { "field" } else { "value" };
            let name = rest.trim_end_matches(" {");
            let (one, two) = if kind == "field" { ("type", "what it is") } else { ("", "what it is") };
            write!(page, "\n## {name}\n\n{}\n\n| {kind} | {one} | {two} |\n| --- | --- | --- |\n", taken(&mut doc))
                .unwrap();
        } else if line == "}" && text.contains("\n}\n") && !doc.is_empty() {
            doc.clear();
        } else if let Some((name, ty)) = line.strip_prefix("pub ").and_then(|field| field.split_once(": ")) {
            if !line.starts_with("pub const") && !line.starts_with("pub fn") {
                writeln!(page, "| `{name}` | {} | {} |", told(ty.trim_end_matches(',')), taken(&mut doc)).unwrap();
            }
        } else if let Some((name, ty)) = line.split_once(": ").filter(|_| kind == "value" && line.ends_with(',')) {
            // A field of a value that has some.
            writeln!(page, "| · `{name}` | {} | {} |", told(ty.trim_end_matches(',')), taken(&mut doc)).unwrap();
        } else if kind == "value" && line.starts_with(char::is_uppercase) {
            let name: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
            writeln!(page, "| `\"{}\"` | | {} |", snake(&name), taken(&mut doc)).unwrap();
        } else if !line.starts_with('#') {
            doc.clear();
        }
        if line.starts_with("impl") {
            kind = "";
        }
    }
}

fn taken(doc: &mut String) -> String {
    let text = std::mem::take(doc);
    text.replace("[`FORMAT`]", "1").replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}

/// A type in the words of JSON.
fn told(ty: &str) -> String {
    let inside = |outer: &str| ty.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inside("Option<") {
        return format!("{} or null", told(inner));
    }
    if let Some(inner) = inside("Vec<") {
        return format!("list of {}", told(inner));
    }
    match ty {
        "String" | "char" => "text".to_owned(),
        "bool" => "true or false".to_owned(),
        "f64" => "number".to_owned(),
        "usize" | "u32" | "u64" | "i64" => "integer".to_owned(),
        other => format!("[{other}](#{})", other.to_lowercase()),
    }
}

fn snake(name: &str) -> String {
    let mut text = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_uppercase() && index > 0 {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[test]
fn the_page_is_current_and_whole() {
    let page = page();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/report.md");
    if std::env::var_os("HANDRAISE_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    // Every type that is linked to is told.
    for link in page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(page.to_lowercase().contains(&format!("\n## {link}\n")), "{link}");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/report.md is not current: HANDRAISE_BLESS=1 cargo test -p handraise-evidence");
}
