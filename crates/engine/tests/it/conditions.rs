//! Where Arrow's kernels and the language could part: every condition as a gate, asked of every lead.

use handraise_engine::{Answer, Instants};

use crate::table::{at, leads, model, plan};

const LEADS: &str = r"@lead_id t  u  i                    d      b     day        seen                 tags
                      known    aÉ x  9223372036854775807  -0.0   true  2026-01-01 2026-01-31T23:59:59Z x;x;y
                      others   \  \  -9223372036854775808 1e308  false 2026-02-01 1969-12-31T23:59:59Z x
                      unknown  -  -  -                    -      -     -          -                    -";

/// What a condition says of the three leads: met, missed or unknown.
fn answers(conditions: &[&str]) -> Vec<String> {
    let mut text = "[lead]\nt = 'text'\nu = 'text'\ni = 'integer'\nd = 'decimal'\nb = 'boolean'\nday = 'date'\n\
        seen = 'timestamp'\ntags = 'list'\n[list]\nnone = []\nletters = ['x', 'y']\n"
        .to_owned();
    for (index, condition) in conditions.iter().enumerate() {
        text += &format!("[[gate]]\nname = 'g{index}'\nwhen = '''{condition}'''\n");
    }
    let model = model(&text);
    let plan = plan(&model);
    let history = plan.start(&[leads(&model, LEADS)], &Instants::one(at("2026-01-31"))).unwrap().finish().unwrap();
    let letter = |id: &str, gate: usize| match history.explain(0, id).unwrap().unwrap().answers.gates[gate] {
        Answer::Met => 'T',
        Answer::Missed => 'F',
        Answer::Unknown => '?',
    };
    (0..conditions.len())
        .map(|gate| ["known", "others", "unknown"].map(|id| letter(id, gate)).iter().collect())
        .collect()
}

#[test]
fn conditions_mean_what_the_language_says() {
    let expected = [
        // An overflow is unknown, and so is what is not finite.
        ("i + 1 > 0", "?F?"),
        ("i - 1 < 0", "F??"),
        ("i * 2 = 0", "???"),
        ("-i < 0", "T??"),
        ("d * 10 > 0", "F??"),
        ("d - d = 0.0", "TT?"),
        // -0.0 is 0.0, beside an integer too.
        ("d = 0.0 and d >= 0 and not d < 0.0 and d in (0.0)", "TF?"),
        ("-d = 0", "TF?"),
        ("d between -0.0 and 0", "TF?"),
        // Three values.
        ("b or i is null", "TFT"),
        ("b and i is null", "FF?"),
        ("not b and 1 < 2", "FT?"),
        ("b is not false", "TFT"),
        ("b is true", "TFF"),
        ("b = (1 < 2)", "TF?"),
        ("t not in ('x', 'y')", "TT?"),
        ("i not between 0 and 1", "TT?"),
        ("t not like 'a%'", "FT?"),
        ("coalesce(t, u, 'none') = 'none'", "FFT"),
        ("coalesce(i, 7) = 7", "FFT"),
        ("coalesce(b, 1 < 2)", "TFT"),
        // Text: a backslash is itself, `_` is one code point.
        (r"t like '\'", "FT?"),
        (r"t like '\%'", "FT?"),
        (r"t like '%\_'", "FF?"),
        ("t like 'a_'", "TF?"),
        ("t ilike 'Aé'", "TF?"),
        ("t like '%' and t like '%%' and t like '_%'", "TT?"),
        ("t like ''", "FF?"),
        ("t = u", "FT?"),
        ("lower(t) = 'aé'", "TF?"),
        ("email_domain('a@b@C.com') = 'c.com'", "TTT"),
        ("email_domain('a@') is null and email_domain(t) is null", "TTT"),
        // Lists: never null.
        ("'x' = any(tags)", "TTF"),
        ("u = any(tags)", "TF?"),
        ("t = any(none)", "FF?"),
        ("u = any(letters)", "TF?"),
        ("cardinality(tags) = 3", "TFF"),
        ("cardinality(tags) = 0", "FFT"),
        ("cardinality(letters) = 2", "TTT"),
        // Days and instants, in UTC.
        ("age_days(day) = 30", "TF?"),
        ("age_days(day) < 0", "FT?"),
        ("age_days(seen) = 0", "TF?"),
        ("seen < timestamp '1970-01-01 00:00:00'", "FT?"),
        ("day in (date '2026-01-01', date '2026-01-02')", "TF?"),
        ("age_days(date '2026-01-30') = 1", "TTT"),
        // No data point at all.
        ("1 < 2", "TTT"),
        ("not (1 < 2 or b)", "FFF"),
    ];
    let found = answers(&expected.map(|(condition, _)| condition));
    let wrong: Vec<String> = (expected.iter().zip(&found))
        .filter(|((_, expected), found)| expected != found)
        .map(|((condition, expected), found)| format!("{condition}: {expected} expected, {found} found"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
