//! Names, functions and lists of a condition.

use std::ops::Range;

use sqlparser::ast::{
    BinaryOperator, Expr as Sql, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, Value as SqlValue,
    ValueWithSpan,
};

use crate::condition::comparisons::unify;
use crate::condition::error::{
    ConditionError, OUTSIDE, RESULT_OUTSIDE_LANE, TYPE_MISMATCH, UNKNOWN_CRITERION, UNKNOWN_LIST, UNKNOWN_NAME,
};
use crate::condition::names::{declared_list, nearest};
use crate::condition::typing::{Typed, Typer};
use crate::condition::{Expr, ListRef, ResultName, Scope, mismatch};
use crate::values::Type;

impl Typer<'_> {
    /// A data point, or in lanes a result.
    pub(super) fn name(&mut self, name: &str, span: Range<usize>) -> Option<Typed> {
        if let Some((id, ty)) = self.names.data_point(name) {
            return Some(Typed { expr: Expr::DataPoint(id, ty?), span });
        }
        match ResultName::from_name(name) {
            Some(result) if self.scope == Scope::Lane => Some(Typed { expr: Expr::Result(result), span }),
            Some(_) => {
                let message = format!("`{name}` is a result of scoring");
                let error = ConditionError::new(RESULT_OUTSIDE_LANE, message, span).label("only lanes can read it");
                self.errors.push(error.help("what a lead gets is decided first; a lane then reads it"));
                None
            }
            None => {
                let error = self.unknown_name(name, span);
                self.errors.push(error);
                None
            }
        }
    }

    fn unknown_name(&self, name: &str, span: Range<usize>) -> ConditionError {
        let (what, section) = match self.scope {
            Scope::Event => ("event property", "[event]"),
            Scope::Lead => ("data point", "[lead]"),
            Scope::Lane => ("data point or result", "[lead]"),
        };
        let error = ConditionError::new(UNKNOWN_NAME, format!("no {what} `{name}`"), span);
        if self.names.list(name).is_some() {
            return error.label("a named list").help(format!("an item of a list is found by `x = any({name})`"));
        }
        let results = ResultName::ALL.iter().map(|result| result.name()).filter(|_| self.scope == Scope::Lane);
        let error = match nearest(name, self.names.data_point_names().chain(results)) {
            Some(near) => error.label("not declared").help(format!("a near name: `{near}`")),
            None => error.label("not declared"),
        };
        match declared_list(self.names.data_point_names()) {
            Some(declared) => error.help(declared),
            None => error.help(format!("declare it in `{section}`: `{name} = \"text\"`")),
        }
    }

    pub(super) fn compound_name(&mut self, parts: &[Ident]) -> Option<Typed> {
        let (first, last) = (parts.first()?, parts.last()?);
        let span = self.words.bytes(first.span).start..self.words.bytes(last.span).end;
        let joined = parts.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
        let error = ConditionError::new(OUTSIDE, format!("a name with a prefix: `{joined}`"), span);
        let help = if self.names.data_point(&joined).is_some() {
            format!("a name with a dot stands in double quotes: `\"{joined}\"`")
        } else {
            format!("names have no prefix: `{}`", last.value)
        };
        self.errors.push(error.help(help));
        None
    }

    pub(super) fn call(&mut self, function: Function) -> Option<Typed> {
        let name_span = self.place(&Sql::Identifier(function.name.0.first()?.as_ident()?.clone()));
        let name = function.name.0.first()?.as_ident()?.value.to_ascii_lowercase();
        let span = name_span.start..self.words.closing(name_span.start);
        let plain = function.over.is_none()
            && function.filter.is_none()
            && function.null_treatment.is_none()
            && function.within_group.is_empty()
            && matches!(function.parameters, FunctionArguments::None);
        let arguments = match plain.then(|| plain_arguments(function.args)).flatten() {
            Some(arguments) => arguments,
            None => {
                let message = format!("`{name}` with more than plain arguments");
                return self.refuse(OUTSIDE, &message, span, "");
            }
        };
        match name.as_str() {
            "coalesce" => self.coalesce(arguments, span),
            "lower" => self.of_one(&name, arguments, span, &[Type::Text], Expr::Lower),
            "email_domain" => self.of_one(&name, arguments, span, &[Type::Text], Expr::EmailDomain),
            "age_days" => self.of_one(&name, arguments, span, &[Type::Date, Type::Timestamp], Expr::AgeDays),
            "cardinality" => {
                let argument = self.only_argument(&name, arguments, &span)?;
                let list = self.list(argument)?;
                Some(Typed { expr: Expr::Cardinality(list), span })
            }
            "occurrences" => self.occurrences(arguments, span),
            _ => self.refuse(OUTSIDE, &format!("`{name}(..)` is outside the SQL of conditions"), span, ""),
        }
    }

    fn only_argument(&mut self, name: &str, arguments: Vec<Sql>, span: &Range<usize>) -> Option<Sql> {
        let count = arguments.len();
        let mut arguments = arguments.into_iter();
        match (arguments.next(), arguments.next()) {
            (Some(only), None) => Some(only),
            _ => {
                let message = format!("`{name}` with {count} arguments");
                self.refuse(TYPE_MISMATCH, &message, span.clone(), "expected one")
            }
        }
    }

    fn of_one(
        &mut self,
        name: &str,
        arguments: Vec<Sql>,
        span: Range<usize>,
        takes: &[Type],
        make: fn(Box<Expr>) -> Expr,
    ) -> Option<Typed> {
        let argument = self.only_argument(name, arguments, &span)?;
        let argument = self.expr(argument)?;
        if takes.contains(&argument.expr.ty()) {
            return Some(Typed { expr: make(Box::new(argument.expr)), span });
        }
        let expected = takes.iter().map(|ty| mismatch::a_value_of(*ty)).collect::<Vec<_>>().join(" or ");
        let message = format!("`{name}` of {}", mismatch::a_value_of(argument.expr.ty()));
        self.refuse(TYPE_MISMATCH, &message, argument.span, &format!("expected {expected}"))
    }

    fn coalesce(&mut self, arguments: Vec<Sql>, span: Range<usize>) -> Option<Typed> {
        let typed: Vec<Option<Typed>> = arguments.into_iter().map(|argument| self.expr(argument)).collect();
        let mut typed: Vec<Typed> = typed.into_iter().collect::<Option<_>>()?;
        if typed.len() < 2 {
            return self.refuse(TYPE_MISMATCH, "`coalesce` of one value", span, "expected at least two");
        }
        if let Some(list) = typed.iter().find(|argument| argument.expr.ty() == Type::List) {
            let span = list.span.clone();
            return self.refuse(TYPE_MISMATCH, "`coalesce` of a list", span, "a list is never null");
        }
        if !unify(&mut typed) {
            let first = typed.first()?;
            let odd = typed.iter().find(|other| other.expr.ty() != first.expr.ty())?;
            let error = mismatch::comparison(first, odd, self.words);
            let message = "`coalesce` of values of different types".to_owned();
            self.errors.push(ConditionError { message, ..error });
            return None;
        }
        Some(Typed { expr: Expr::Coalesce(typed.into_iter().map(|argument| argument.expr).collect()), span })
    }

    fn occurrences(&mut self, arguments: Vec<Sql>, span: Range<usize>) -> Option<Typed> {
        if self.scope != Scope::Lane {
            let error = ConditionError::new(RESULT_OUTSIDE_LANE, "`occurrences` is a result of scoring", span);
            self.errors.push(error.label("only lanes can read it"));
            return None;
        }
        let argument = self.only_argument("occurrences", arguments, &span)?;
        let Sql::Value(ValueWithSpan { value: SqlValue::SingleQuotedString(name), span: place }) = argument else {
            let place = self.place(&argument);
            let label = "expected the name or id of an engagement criterion, in single quotes";
            return self.refuse(TYPE_MISMATCH, "`occurrences` of something other than a text literal", place, label);
        };
        if let Some(id) = self.names.criterion(&name) {
            return Some(Typed { expr: Expr::Occurrences(id), span });
        }
        let message = format!("no engagement criterion `{name}`");
        let mut error = ConditionError::new(UNKNOWN_CRITERION, message, self.words.bytes(place));
        if let Some(near) = nearest(&name, self.names.criterion_names()) {
            error = error.help(format!("a near name: `{near}`"));
        }
        error.help.extend(declared_list(self.names.criterion_names()));
        self.errors.push(error);
        None
    }

    pub(super) fn any_of(&mut self, left: Sql, op: &BinaryOperator, right: Sql) -> Option<Typed> {
        let left = self.operand(left);
        let list_place = self.place(&right);
        let list = self.list(right);
        let (left, list) = (left?, list?);
        let span = left.span.start..self.words.end_of_following(list_place.end, 1);
        if *op != BinaryOperator::Eq {
            let message = format!("`{op} any(..)` is outside the SQL of conditions");
            let (value, list) = (self.words.excerpt(&left.span), self.words.excerpt(&list_place));
            let mut error = ConditionError::new(OUTSIDE, message, span);
            if *op == BinaryOperator::NotEq {
                error = error.help(format!("that no item equals it is said by `not ({value} = any({list}))`"));
            }
            self.errors.push(error);
            return None;
        }
        if left.expr.ty() != Type::Text {
            let message = format!("{} looked for in a list of text", mismatch::a_value_of(left.expr.ty()));
            return self.refuse(TYPE_MISMATCH, &message, left.span, "expected a text");
        }
        Some(Typed { expr: Expr::AnyOf(Box::new(left.expr), list), span })
    }

    /// The list of `any` and `cardinality`.
    fn list(&mut self, sql: Sql) -> Option<ListRef> {
        let Sql::Identifier(name) = &sql else {
            let place = self.place(&sql);
            return self.refuse(
                UNKNOWN_LIST,
                "not the name of a list",
                place,
                "expected a data point of type list or a named list",
            );
        };
        let (name, span) = (name.value.as_str(), self.words.bytes(name.span));
        if let Some((id, ty)) = self.names.data_point(name) {
            if ty? == Type::List {
                return Some(ListRef::DataPoint(id));
            }
            let message = format!("`{name}` is {}, not a list", mismatch::a_value_of(ty?));
            return self.refuse(UNKNOWN_LIST, &message, span, "expected a list");
        }
        if let Some(id) = self.names.list(name) {
            return Some(ListRef::Named(id));
        }
        let mut error = ConditionError::new(UNKNOWN_LIST, format!("no list `{name}`"), span);
        if let Some(near) = nearest(name, self.names.list_names()) {
            error = error.help(format!("a near name: `{near}`"));
        }
        let declared = declared_list(self.names.list_names());
        error.help.push(declared.unwrap_or_else(|| format!("declare it in `[list]`: `{name} = [\"a\", \"b\"]`")));
        self.errors.push(error);
        None
    }
}

fn plain_arguments(arguments: FunctionArguments) -> Option<Vec<Sql>> {
    let FunctionArguments::List(list) = arguments else { return None };
    if list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
        return None;
    }
    let plain = |argument| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    };
    list.args.into_iter().map(plain).collect()
}
