use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{DictionaryArray, StringArray, StringViewArray};

use super::*;

/// Ids of every length from none to beyond a slot's, some of them with zero bytes at the end.
fn ids() -> Vec<String> {
    let mut ids: Vec<String> = (0..300).map(|length| "x".repeat(length)).collect();
    ids.extend((0..40).map(|length| "\0".repeat(length + 1)));
    ids.extend((0..20_000).map(|number| format!("{number}")));
    ids.extend((0..20_000).map(|number| format!("lead-with-a-long-id-{number:09}")));
    ids
}

#[test]
fn ids_of_every_length_are_told_apart_and_found_in_every_kind_of_column() {
    let ids = ids();
    let mut table = LeadIds::default();
    for (number, id) in ids.iter().enumerate() {
        let twice: ArrayRef = Arc::new(StringArray::from(vec![id.as_str(), id]));
        assert_eq!(table.intern_all(&twice), [number as u32; 2], "{id:?}");
    }
    let mut asked: Vec<Option<String>> = ids.iter().cloned().map(Some).collect();
    asked.extend([None, Some("unknown".to_owned()), Some("x".repeat(301))]);
    let expected: Vec<u32> = (0..ids.len() as u32).chain([NO_LEAD, NO_LEAD, NO_LEAD]).collect();
    let columns: [ArrayRef; 3] = [
        Arc::new(StringArray::from(asked.clone())),
        Arc::new(StringViewArray::from_iter(asked.iter().map(Option::as_deref))),
        Arc::new(asked.iter().map(Option::as_deref).collect::<DictionaryArray<Int32Type>>()),
    ];
    let mut numbers = Vec::new();
    for column in &columns {
        table.look_up(column, &mut numbers);
        assert_eq!(numbers, expected);
    }
    for (number, id) in ids.iter().enumerate() {
        assert_eq!((table.text(number as u32), table.get(id)), (id.as_str(), Some(number as u32)));
    }
}

#[test]
fn a_table_with_room_for_so_many_ids_does_not_grow() {
    for count in [1, 38, 39, 40, 1000] {
        let mut table = LeadIds::default();
        table.reserve(count);
        let slots = table.slots.len();
        let ids: ArrayRef = Arc::new(StringArray::from_iter_values((0..count).map(|number| number.to_string())));
        assert_eq!(table.intern_all(&ids).len(), count);
        assert_eq!(table.slots.len(), slots);
    }
}

#[test]
fn an_empty_table_finds_nothing() {
    let mut numbers = Vec::new();
    LeadIds::default().look_up(&(Arc::new(StringArray::from(vec!["a"])) as ArrayRef), &mut numbers);
    assert_eq!(numbers, [NO_LEAD]);
}
