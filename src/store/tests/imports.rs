//! Importing somebody again from a list that says less.

use super::*;
use crate::ids::Ids;
use crate::programme::form::Field;
use crate::programme::person::{Profile, Role};
use crate::store::people::by_address;

#[tokio::test]
async fn what_a_list_says_nothing_about_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("list.db").display())).await.unwrap();
    let mut ids = Ids::seeded(4);
    let mut import = async |row: &ImportRow| {
        let rows = std::slice::from_ref(row);
        // A rehearsal comes to the same, and leaves nothing behind.
        let before = store.status().await.unwrap();
        let rehearsed = store.import_rehearsed(rows, true, at(1), &mut ids).await.unwrap();
        assert_eq!(store.status().await.unwrap(), before);
        let counts = store.import(rows, true, at(1), &mut ids, &mut |_| ()).await.unwrap();
        assert_eq!(counts, rehearsed);
        let person = by_address(&mut store.pools.read().await.unwrap(), &row.address).await.unwrap().unwrap();
        ((counts.added, counts.updated, counts.unchanged), person)
    };
    let profile =
        Profile { course: "Economics".into(), job: "Baker".into(), help: "Bread".into(), ..Profile::default() };
    let row = |name: &str, profile: &Profile, untold: &[Field]| ImportRow {
        role: Role::Mentor,
        name: name.into(),
        address: address("maria@corp.example"),
        profile: profile.clone(),
        capacity: if untold.is_empty() { 5 } else { 2 },
        untold: untold.to_vec(),
    };
    let (counts, maria) = import(&row("Maria", &profile, &[])).await;
    assert_eq!((counts, &maria.profile, maria.capacity), ((1, 0, 0), &profile, 5));

    let nothing = Profile::default();
    let (counts, again) =
        import(&row("Maria", &nothing, &[Field::Course, Field::Job, Field::Help, Field::Capacity])).await;
    assert_eq!((counts, again), ((0, 0, 1), maria));

    // What the list has a column for is what it says, nothing too.
    let (counts, again) = import(&row("Maria Moor", &nothing, &[Field::Course, Field::Capacity])).await;
    let course = Profile { course: "Economics".into(), ..Profile::default() };
    assert_eq!((counts, again.name.as_str(), again.profile, again.capacity), ((0, 1, 0), "Maria Moor", course, 5));
    store.close().await;
}
