//! Conditions: what they mean as a typed tree, what is said of those that are wrong, and their canonical text.

use std::fmt::Write;

use handraise_model::condition::{
    ArithmeticOp, CompareOp, DEPTH_MAX, DataPointId, EngagementId, Expr, ListId, ListRef, Names, ResultName, Scope,
    parse, print,
};
use handraise_model::values::{Type, Value};
use proptest::prelude::*;

const DATA_POINTS: [(&str, Option<Type>); 13] = [
    ("country", Some(Type::Text)),
    ("employees", Some(Type::Integer)),
    ("revenue", Some(Type::Decimal)),
    ("active", Some(Type::Boolean)),
    ("founded", Some(Type::Date)),
    ("seen", Some(Type::Timestamp)),
    ("regions", Some(Type::List)),
    ("position", Some(Type::Text)),
    ("order", Some(Type::Integer)),
    ("date", Some(Type::Date)),
    ("first name", Some(Type::Text)),
    ("a\"b", Some(Type::Text)),
    ("broken", None),
];

fn names() -> Names<'static> {
    Names::new(DATA_POINTS, ["free_mail", "other list"], [("Started a trial", "trial"), ("It's \"new\"", "it_s_new")])
}

fn read(text: &str) -> Result<Expr, String> {
    parse(text, Scope::Lane, &names()).map_err(|errors| {
        let mut said = String::new();
        for error in errors {
            let place = text.get(error.span.clone()).unwrap();
            write!(said, "{} @ `{place}`: {}", error.code, error.message).unwrap();
            if !error.label.is_empty() {
                write!(said, " [{}]", error.label).unwrap();
            }
            for help in &error.help {
                write!(said, "\n    = {help}").unwrap();
            }
            said.push('\n');
        }
        said
    })
}

/// What a condition is once it is read and written again; parentheses and case show how it was understood.
fn canonical(text: &str) -> String {
    read(text).map_or_else(|errors| errors, |expr| print(&expr, &names()))
}

#[test]
fn canonical_text_shows_precedence_and_keeps_forms() {
    let same = [
        "country = 'US' and employees > 3 or not active",
        "not country = 'US' is null",
        "not (active and active)",
        "(active or active) and active",
        "employees + 2 * order - 1 > 0",
        "(employees + 2) * order > -5",
        "employees - (order - 1) > 0",
        "- -employees * 2 < 3",
        "(active = active) = active",
        "active is not true and active is false",
        "employees between 1 and order + 3 and active",
        "employees not in (1, -2, 3)",
        "revenue in (0.5, -2.0)",
        "country not ilike '%a_\\'",
        "country = any(free_mail) or country = any(\"other list\")",
        "cardinality(regions) >= 2",
        "coalesce(employees, order, 0) = 1",
        "lower(position) like 'vp%'",
        "email_domain(\"first name\") <> \"a\"\"b\"",
        "age_days(founded) < 30 and age_days(seen) < 30",
        "founded = date '2026-01-31' and seen < timestamp '2026-01-31 08:00:00.25'",
        "\"date\" is not null",
        "occurrences('Started a trial') > 0 and score >= 40 and eligible",
        "occurrences('It''s \"new\"') > 0",
        "employees = -9223372036854775808",
        "true",
        "'größe' = 'it''s'",
    ];
    for text in same {
        assert_eq!(canonical(text), text);
    }
    let other = [
        ("COUNTRY = 'x'", "no"),
        ("((active))  AND\n\tNOT (NOT active)", "active and not not active"),
        ("(active and active) and (active and active)", "active and active and active and active"),
        ("occurrences('trial') = 1", "occurrences('Started a trial') = 1"),
        ("date > DATE '2026-01-31'", "\"date\" > date '2026-01-31'"),
        ("seen = timestamp '2026-01-31T08:00'", "seen = timestamp '2026-01-31 08:00:00'"),
        ("seen < timestamp '9999-12-31T23:59'", "seen < timestamp '9999-12-31 23:59:00'"),
        ("revenue > 3 + employees", "revenue > 3 + employees"),
        ("revenue = 1", "revenue = 1.0"),
        ("revenue in (1, 2.5)", "revenue in (1.0, 2.5)"),
        ("employees in (1, 2.5)", "employees in (1.0, 2.5)"),
        ("revenue = -0.0 or revenue = 1e3 or revenue = .5", "revenue = 0.0 or revenue = 1000.0 or revenue = 0.5"),
        ("employees = -(5) and employees = -(-5)", "employees = -5 and employees = 5"),
        ("employees = - - 5", "employees = 5"),
        ("-(-(-employees)) = 5", "- - -employees = 5"),
        ("\"country\" = 'US' and \"date\" is null", "country = 'US' and \"date\" is null"),
    ];
    for (text, expected) in other.iter().skip(1) {
        assert_eq!(canonical(text), *expected);
    }
}

#[test]
fn integers_beside_decimals_are_widened_in_the_tree() {
    let employees = || Expr::DataPoint(DataPointId(1), Type::Integer);
    let revenue = || Box::new(Expr::DataPoint(DataPointId(2), Type::Decimal));
    let wide = |expr: Expr| Box::new(Expr::ToDecimal(Box::new(expr)));
    let decimal = |number| Box::new(Expr::Literal(Value::Decimal(number)));
    assert_eq!(
        read("employees * 2 < revenue + 1").unwrap(),
        Expr::Compare(
            CompareOp::Less,
            wide(Expr::Arithmetic(
                ArithmeticOp::Multiply,
                Box::new(employees()),
                Box::new(Expr::Literal(Value::Integer(2)))
            )),
            Box::new(Expr::Arithmetic(ArithmeticOp::Add, revenue(), decimal(1.0))),
        )
    );
    assert_eq!(
        read("employees between 1 and 2.5").unwrap(),
        Expr::Between { expr: wide(employees()), low: decimal(1.0), high: decimal(2.5), negated: false }
    );
}

#[test]
fn what_is_wrong_is_named_with_the_way_out() {
    let wrong = [
        "",
        "   ",
        "employes > 3",
        "employees > 3 and cuntry = 'US' and Country = 'US'",
        "country = US",
        "country = \"US\"",
        "country = free_mail",
        "lead.country = 'US'",
        "employees",
        "1",
        "country and regions",
        "score + 1",
        "country != 'US' and country == 'x'",
        "employees / 2 > 3",
        "employees % 2 = 0",
        "country || 'x' = 'y'",
        "country = ‘US’",
        "country = 'US' or 'BR'",
        "employees in ('few', 'many', true)",
        "cardinality(lower(country)) > 1",
        "employees => 3",
        "employees > 1,000",
        "employees::text = '1'",
        "case when active then true else false end",
        "cast(employees as text) = '1'",
        "country in (select country from t)",
        "exists (select 1)",
        "active is distinct from true",
        "country similar to 'a%'",
        "country like 'a!%' escape '!'",
        "country like position",
        "country <> any(free_mail)",
        "country > any(free_mail)",
        "country = all(free_mail)",
        "any(free_mail) = country",
        "country = null",
        "country in ('US', null)",
        "country in (US)",
        "country in free_mail",
        "country in ()",
        "active -- really",
        "active /* really */",
        "active;",
        "country = E'x'",
        "country = 'x",
        "\"country = 'x'",
        "employees = 1 = 2",
        "1 < employees < 10",
        "country = 'x' like 'x'",
        "active = not active",
        "length(country) > 3",
        "upper(country) = 'US'",
        "lowr(country) = 'us'",
        "now() > seen",
        "interval '3 days' > 3",
        "founded > seen",
        "founded > '2026-01-31'",
        "seen > '2026-01-31 08:00'",
        "seen > date '2026-01-31'",
        "founded > 30",
        "employees = '12'",
        "country = 12",
        "active = 'true'",
        "active = 1",
        "active > true",
        "regions = 'LATAM'",
        "regions is null",
        "'LATAM' = any(regionen)",
        "'LATAM' = any(country)",
        "employees = any(regions)",
        "cardinality(country) > 1",
        "coalesce(country) = 'x'",
        "coalesce(country, 1) = 'x'",
        "lower(employees) = 'x'",
        "age_days(country) < 3",
        "occurrences('Started trial') > 0",
        "occurrences(trial) > 0",
        "employees = 9223372036854775808",
        "revenue = 1e999",
        "founded = date '2026-02-30'",
        "founded = date '31.01.2026'",
        "seen = timestamp '2026-01-31 08:00:00Z'",
        "seen = timestamp '2026-01-31 08:00:60'",
        "+ employees > 3",
        "employees > ",
        "(employees > 3",
        "employees > 3)",
        "employees > 3 country = 'US'",
        "country is 'US'",
        "country not null",
        "größe > 3",
        "country ~ 'x' and employes = 3",
        "country + 1 = 2",
        "seen - founded > 3",
        "active[0]",
        "x.y.z = 1",
        "`country` = 'x'",
        "country between active and 'x'",
        "active between true and false",
        "employees not 3",
    ];
    let mut said = String::new();
    for text in wrong {
        let errors = read(text).expect_err(text);
        writeln!(said, "{text}\n{errors}").unwrap();
    }
    insta::assert_snapshot!(said);
}

#[test]
fn results_are_for_lanes_only() {
    for (text, scope) in [("score > 3", Scope::Lead), ("occurrences('trial') > 1", Scope::Event)] {
        let errors = parse(text, scope, &names()).unwrap_err();
        assert_eq!(errors[0].code, "condition-result-outside-lane", "{errors:?}");
    }
}

#[test]
fn a_broken_declaration_is_not_echoed() {
    assert_eq!(parse("broken > 3 and active", Scope::Lead, &names()), Err(Vec::new()));
    assert_eq!(parse("broken > 3 and employes = 3", Scope::Lead, &names()).unwrap_err().len(), 1);
}

#[test]
fn long_and_deep_conditions_are_read_or_refused_never_a_crash() {
    let refused =
        |text: &str| assert_eq!(parse(text, Scope::Lead, &names()).unwrap_err()[0].code, "condition-too-large");
    let items: Vec<String> = (0..50_000).map(|item| format!("-{item}")).collect();
    assert!(read(&format!("employees in ({})", items.join(", "))).is_ok());
    assert!(read(&vec!["active"; 2_000].join(" and ")).is_ok());
    assert!(read(&vec!["employees = 3"; 999].join(" or ")).is_ok());
    refused(&vec!["active"; 100_000].join(" and "));
    refused(&format!("{} = 1", vec!["employees"; 100_000].join(" + ")));
    refused(&format!("{} = 1", vec!["employees"; 1_000].join(" + ")));
    refused(&format!("{}active{}", "(".repeat(10_000), ")".repeat(10_000)));
    refused(&format!("{}active", "not ".repeat(1_000)));
    refused(&format!("{}5 = 1", "- ".repeat(1_000)));
    refused(&format!("active{}", " is true".repeat(1_000)));
    assert!(read(&format!("{}active{}", "(".repeat(DEPTH_MAX), ")".repeat(DEPTH_MAX))).is_ok());
    assert!(read(&format!("{}0{} = 1", "coalesce(order, ".repeat(DEPTH_MAX), ")".repeat(DEPTH_MAX))).is_ok());
    assert!(read(&format!("{}active{}", "active or not (".repeat(DEPTH_MAX), ")".repeat(DEPTH_MAX))).is_ok());
    assert!(read(&format!("{}order{} = 1", "-2 * -(".repeat(DEPTH_MAX), ")".repeat(DEPTH_MAX))).is_ok());
    assert!(read(&format!("employees in {}1{}", "(".repeat(DEPTH_MAX), ")".repeat(DEPTH_MAX))).is_err());
    assert!(read(&"employees in (".repeat(DEPTH_MAX)).is_err());
    assert!(read(&format!("{} = ", vec!["active"; 1_900].join(" and "))).is_err());
    assert!(read(&format!("active{}", " = active".repeat(1_900))).is_err());
}

fn text_value() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z '\"%_\\\\äß漢😀]{0,8}".prop_map(String::from), Just(String::new())]
}

fn literal(ty: Type) -> BoxedStrategy<Value> {
    match ty {
        Type::Text | Type::List => text_value().prop_map(Value::Text).boxed(),
        Type::Integer => {
            prop_oneof![any::<i64>(), -5..5_i64, Just(i64::MIN), Just(i64::MAX)].prop_map(Value::Integer).boxed()
        }
        Type::Decimal => prop_oneof![any::<f64>(), Just(0.5), Just(1e22), Just(-3.0)]
            .prop_filter("finite, no -0.0", |number| {
                number.is_finite() && !(*number == 0.0 && number.is_sign_negative())
            })
            .prop_map(Value::Decimal)
            .boxed(),
        Type::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        Type::Date => (-100_000..1_000_000_i32).prop_map(Value::Date).boxed(),
        Type::Timestamp => (-1_000_000_000_000_000..250_000_000_000_000_000_i64).prop_map(Value::Timestamp).boxed(),
    }
}

fn list_ref() -> impl Strategy<Value = ListRef> {
    prop_oneof![
        Just(ListRef::DataPoint(DataPointId(6))),
        Just(ListRef::Named(ListId(0))),
        Just(ListRef::Named(ListId(1)))
    ]
}

/// A data point, a result or a literal of a type.
fn leaf(ty: Type) -> BoxedStrategy<Expr> {
    let points: Vec<Expr> = DATA_POINTS
        .iter()
        .enumerate()
        .filter(|(_, (_, declared))| *declared == Some(ty))
        .map(|(index, _)| Expr::DataPoint(DataPointId(index), ty))
        .chain(ResultName::ALL.into_iter().filter(|result| result.ty() == ty).map(Expr::Result))
        .collect();
    prop_oneof![proptest::sample::select(points), literal(ty).prop_map(Expr::Literal)].boxed()
}

/// Both operands of one type, at most one of them an integer made decimal.
fn pair(ty: Type, depth: u32) -> BoxedStrategy<(Expr, Expr)> {
    let same = (value(ty, depth), value(ty, depth)).boxed();
    if ty != Type::Decimal {
        return same;
    }
    let wide = value(Type::Integer, depth).prop_map(|number| match number {
        Expr::Literal(Value::Integer(number)) => Expr::Literal(Value::Decimal(number as f64)),
        other => Expr::ToDecimal(Box::new(other)),
    });
    let left = (wide.clone(), value(ty, depth));
    prop_oneof![same, left.clone(), left.prop_map(|(wide, decimal)| (decimal, wide))].boxed()
}

fn value(ty: Type, depth: u32) -> BoxedStrategy<Expr> {
    if ty == Type::Boolean && depth > 0 {
        return boolean(depth);
    }
    if depth == 0 {
        return leaf(ty);
    }
    let below = depth - 1;
    let coalesce = pair(ty, below).prop_map(|(a, b)| Expr::Coalesce(vec![a, b]));
    match ty {
        Type::Text => prop_oneof![
            leaf(ty),
            coalesce,
            value(ty, below).prop_map(|inner| Expr::Lower(Box::new(inner))),
            value(ty, below).prop_map(|inner| Expr::EmailDomain(Box::new(inner))),
        ]
        .boxed(),
        Type::Integer | Type::Decimal => {
            let op = prop_oneof![Just(ArithmeticOp::Add), Just(ArithmeticOp::Subtract), Just(ArithmeticOp::Multiply)];
            let arithmetic =
                (op, pair(ty, below)).prop_map(|(op, (a, b))| Expr::Arithmetic(op, Box::new(a), Box::new(b)));
            let negate = value(ty, below).prop_map(|inner| match inner {
                literal @ Expr::Literal(_) => literal,
                other => Expr::Negate(Box::new(other)),
            });
            let numbers = prop_oneof![leaf(ty), coalesce, arithmetic, negate];
            if ty == Type::Decimal {
                return numbers.boxed();
            }
            prop_oneof![
                numbers,
                list_ref().prop_map(Expr::Cardinality),
                Just(Expr::Occurrences(EngagementId(1))),
                value(Type::Date, below).prop_map(|inner| Expr::AgeDays(Box::new(inner))),
            ]
            .boxed()
        }
        _ => prop_oneof![leaf(ty), coalesce].boxed(),
    }
}

fn comparable() -> impl Strategy<Value = Type> {
    proptest::sample::select(vec![Type::Text, Type::Integer, Type::Decimal, Type::Date, Type::Timestamp])
}

fn boolean(depth: u32) -> BoxedStrategy<Expr> {
    if depth == 0 {
        return leaf(Type::Boolean);
    }
    let below = depth - 1;
    let boxed = move || boolean(below).prop_map(Box::new);
    let flat = move |and: bool| {
        proptest::collection::vec(boolean(below), 2..4).prop_map(move |items| {
            let mut flat = Vec::new();
            for item in items {
                match item {
                    Expr::And(nested) if and => flat.extend(nested),
                    Expr::Or(nested) if !and => flat.extend(nested),
                    other => flat.push(other),
                }
            }
            if and { Expr::And(flat) } else { Expr::Or(flat) }
        })
    };
    let ops = [
        CompareOp::Equal,
        CompareOp::NotEqual,
        CompareOp::Less,
        CompareOp::LessOrEqual,
        CompareOp::Greater,
        CompareOp::GreaterOrEqual,
    ];
    let compare = (proptest::sample::select(ops.to_vec()), comparable().prop_flat_map(move |ty| pair(ty, below)))
        .prop_map(|(op, (a, b))| Expr::Compare(op, Box::new(a), Box::new(b)));
    let equal = (boxed(), boxed()).prop_map(|(a, b)| Expr::Compare(CompareOp::Equal, a, b));
    let between = (comparable().prop_flat_map(move |ty| (pair(ty, below), value(ty, below))), any::<bool>()).prop_map(
        |(((a, low), high), negated)| Expr::Between {
            expr: Box::new(a),
            low: Box::new(low),
            high: Box::new(high),
            negated,
        },
    );
    let in_list = comparable().prop_flat_map(move |ty| {
        (value(ty, below), proptest::collection::vec(literal(ty), 1..4), any::<bool>())
            .prop_map(|(expr, items, negated)| Expr::In { expr: Box::new(expr), items, negated })
    });
    let is_null = (comparable().prop_flat_map(move |ty| value(ty, below)), any::<bool>())
        .prop_map(|(expr, negated)| Expr::IsNull { expr: Box::new(expr), negated });
    let is_boolean = (boxed(), any::<bool>(), any::<bool>()).prop_map(|(expr, value, negated)| Expr::IsBoolean {
        expr,
        value,
        negated,
    });
    let like = (value(Type::Text, below), text_value(), any::<bool>(), any::<bool>()).prop_map(
        |(expr, pattern, ignore_case, negated)| Expr::Like { expr: Box::new(expr), pattern, ignore_case, negated },
    );
    let any_of = (value(Type::Text, below), list_ref()).prop_map(|(expr, list)| Expr::AnyOf(Box::new(expr), list));
    prop_oneof![
        leaf(Type::Boolean),
        flat(true),
        flat(false),
        boxed().prop_map(Expr::Not),
        compare,
        equal,
        between,
        in_list,
        is_null,
        is_boolean,
        like,
        any_of,
    ]
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_back_the_same(expr in boolean(3)) {
        let text = print(&expr, &names());
        prop_assert_eq!(read(&text), Ok(expr), "{}", text);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = read(&text);
    }

    #[test]
    fn no_row_of_words_makes_the_reader_panic(words in proptest::collection::vec(proptest::sample::select(vec![
        "country", "employees", "active", "and", "or", "not", "in", "between", "is", "null", "true", "like", "any", "(", ")", ",",
        "=", "<>", "<", "+", "-", "*", "'x'", "12", "0.5", "date", "'2026-01-31'", "coalesce", "lower", "case", "when", "select",
        "ä", "\"q\"", ".", "from", "escape", "distinct", "interval", "cast", "as", "\n", "'", "--", "[", "::", "regions", "age_days",
    ]), 0..14)) {
        let text = words.join(" ");
        if let Ok(expr) = read(&text) {
            let printed = print(&expr, &names());
            prop_assert_eq!(read(&printed), Ok(expr), "{}", printed);
        }
    }
}
