//! Pages of reports made by hand: what holds of the text of each, and what a browser makes of it.

#[path = "../../../tests/it/browser.rs"]
mod browser;
pub(crate) mod fixtures;

use self::browser::Browser;
use super::render;

#[test]
fn every_page_holds_in_a_browser_on_a_desk_a_telephone_and_paper() {
    // To look at the pages, name a folder for them.
    let kept = std::env::var_os("HANDRAISE_PAGES").map(std::path::PathBuf::from);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = kept.as_deref().unwrap_or(folder.path());
    let pages = fixtures::all().into_iter().map(|(name, report)| {
        let path = folder.join(format!("{name}.html"));
        std::fs::write(&path, render(&report)).expect("a file");
        path
    });
    let pages: Vec<_> = pages.collect();
    let Some(mut browser) = Browser::start() else { return };
    let faults = pages.iter().flat_map(|page| {
        let name = page.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        browser.faults(page).into_iter().map(move |fault| format!("{name}, {fault}"))
    });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_strangers_write_is_text_and_nothing_else() {
    let page = render(&fixtures::hostile());
    for markup in ["<script", "<img", "<iframe", "javascript:", "\u{202e}", "\u{0}", "\u{1b}"] {
        assert!(!page.contains(markup), "{markup:?} is in the page");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("&amp;amp; &amp;lt;b&amp;gt; already escaped"));
    assert_eq!(page.matches("</style>").count(), 1);
}
