//! Pictures of a terminal for the README, drawn from real output.

use std::path::Path;

use anstyle::RgbColor;
use anstyle_svg::Term;

const FOREGROUND: RgbColor = RgbColor(230, 237, 243);
const BACKGROUND: RgbColor = RgbColor(13, 17, 23);

/// Holds `docs/images/NAME.svg` to what a command prints; `HANDRAISE_BLESS=1` draws it again.
#[track_caller]
pub(crate) fn holds(name: &str, command: &str, output: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/images").join(format!("{name}.svg"));
    let screen = format!("\x1b[2m$ {command}\x1b[0m\n\n{}", output.trim_end());
    let term = Term::new().palette(anstyle_svg::WIN10_CONSOLE).fg_color(FOREGROUND.into()).bg_color(BACKGROUND.into());
    // Dimmed text is to be read on a page, too.
    let drawn = term.min_width_px(860).render_svg(&screen).replace("opacity: 0.4", "opacity: 0.65");
    if std::env::var_os("HANDRAISE_BLESS").is_some() {
        std::fs::write(&path, &drawn).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == drawn, "{} is not what `{command}` prints; HANDRAISE_BLESS=1 draws it again", path.display());
}
