//! The real binary, as a user runs it: every command, what it says to bad input, every conformance case, real data.

mod acme;
mod backtest;
mod bad_input;
mod browser;
mod columns;
mod commands;
mod conformance;
mod diff;
mod examples;
mod explain;
mod formats;
mod outcomes;
mod picture;
mod report_page;
mod score;
mod sql;
mod x_education;
