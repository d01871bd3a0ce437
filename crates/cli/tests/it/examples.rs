//! The models under `examples`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let files = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let folders = files(&folder).into_iter().filter(|path| path.is_dir());
    folders
        .flat_map(|folder| files(&folder))
        .filter(|file| file.extension().is_some_and(|toml| toml == "toml"))
        .collect()
}

#[test]
fn every_example_is_sound_and_its_readme_names_it() {
    let examples = examples();
    assert!(examples.len() >= 6, "{examples:?}");
    for model in examples {
        let check = Command::new(env!("CARGO_BIN_EXE_handraise"))
            .args(["check", "--today", "2026-01-01", "--format", "json"])
            .arg(&model)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&check.stdout);
        assert!(check.status.success(), "{}: {said}", model.display());
        assert!(!said.contains("\"severity\""), "an example has no warnings: {}: {said}", model.display());
        let readme = fs::read_to_string(model.with_file_name("README.md")).unwrap();
        let names: Vec<_> = model.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
        assert!(readme.contains(&format!("examples/{}/{}", names[1], names[0])), "{}", model.display());
    }
}
