//! Reports in a terminal: those that the page is drawn from in its tests.

use anstream::adapter::strip_str;

use super::render;
use crate::page::tests::fixtures;
use crate::terminal::text_width;

/// Lines of the first screen, which ends where the tables begin.
fn screen(text: &str) -> usize {
    text.lines().take_while(|line| !line.starts_with("Over all rows")).count()
}

#[test]
fn every_report_fits_every_width() {
    for (name, report) in fixtures::all() {
        for width in [40, 60, 80, 100, 160] {
            let text = strip_str(&render(&report, Some(width))).to_string();
            // A single word is not broken.
            let is_too_long = |line: &&str| text_width(line) > width && line.contains(' ');
            let too_long: Vec<&str> = text.lines().filter(is_too_long).collect();
            // What is narrower than the narrowest table may break a line; nobody has such a terminal.
            assert!(width < 60 || too_long.is_empty(), "{name} in {width}: {too_long:#?}");
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{name}");
        }
    }
}

#[test]
fn the_verdict_and_what_it_rests_on_take_one_screen() {
    for (name, report) in fixtures::all() {
        let text = strip_str(&render(&report, Some(100))).to_string();
        let (lines, sentences) = (screen(&text), report.verdict.sentences.len());
        assert!(lines <= 40, "{name}: {lines} with {sentences} sentences\n{text}");
        assert!(text.starts_with(&report.verdict.headline), "{name}");
    }
}

#[test]
fn a_report_reads_like_this() {
    for (name, report) in fixtures::all() {
        if ["rich", "too-little", "leaked", "empty"].contains(&name) {
            insta::assert_snapshot!(name, strip_str(&render(&report, None)).to_string());
        }
    }
}

#[test]
fn pictures_are_kept_for_people_to_look_at() {
    let Ok(folder) = std::env::var("HANDRAISE_PAGES") else { return };
    for (name, report) in fixtures::all() {
        for width in [60, 100] {
            let drawn = anstyle_svg::Term::new().render_svg(&render(&report, Some(width)));
            std::fs::write(format!("{folder}/{name}-{width}.svg"), drawn).expect("a folder that can be written to");
        }
    }
}
