//! The model crate's float formula of decay against the exact one.

use handraise_conformance::reference::multiplier;
use handraise_model::values::HalfLife;

#[test]
fn the_float_formula_of_decay_is_exact() {
    let all_ages = |half_life: u16| (0..12 * u32::from(half_life)).map(move |age| (half_life, age));
    let some_ages = |half_life: u16| (0..12).map(move |step| (half_life, step * u32::from(half_life) + step * 7));
    let pairs = [1, 2, 3, 7, 14, 30]
        .into_iter()
        .flat_map(all_ages)
        .chain([90, 180, 365].into_iter().flat_map(some_ages))
        .chain([(3650, 1), (3650, 3650)]);
    for (half_life, age) in pairs {
        let exact = multiplier(half_life.into(), age);
        let float = HalfLife::from_days(half_life).map(|half_life| half_life.multiplier(age));
        assert_eq!(Some(exact), float, "half-life {half_life}, age {age}");
    }
}
