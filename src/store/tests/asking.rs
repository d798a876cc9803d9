//! What asking keeps: the search a mentee goes through.

use super::programme::Pair;
use super::*;
use crate::programme::change::Change;
use crate::programme::event::Due;
use crate::programme::snapshot::View;

pub(super) async fn views(store: &Store, pair: &Pair) {
    let asked = SnapshotQuery {
        vouched: Some(pair.people.mentee),
        needs: Needs { directory: true, ..Needs::default() },
        ..query(at(9_000))
    };
    assert_eq!(store.snapshot(&asked).await.unwrap().view, None);
    for (words, shown) in [("bread", vec![pair.people.mentor]), ("", Vec::new())] {
        let view = View { query: words.into(), shown };
        let settled = Settlement {
            changes: vec![Change::Viewed(pair.people.mentee, view.clone())],
            ..settlement(EventRef::Due(Due::Person(pair.people.mentee)))
        };
        assert_eq!(store.settle(&[settled], at(9_000)).await.unwrap(), [Settled::Stored]);
        let snapshot = store.snapshot(&asked).await.unwrap();
        assert_eq!(snapshot.view, Some(view));
        // What is handed on from the snapshot before is the same directory with the same index.
        let again = store.snapshot(&asked).await.unwrap();
        assert_eq!(again.directory.len(), snapshot.directory.len());
        assert!(std::sync::Arc::ptr_eq(&again.index.unwrap(), &snapshot.index.unwrap()));
    }
    let named =
        SnapshotQuery { needs: Needs { person: Some(pair.people.mentor), ..Needs::default() }, ..query(at(9_000)) };
    assert!(store.snapshot(&named).await.unwrap().people.contains_key(&pair.people.mentor));
}
