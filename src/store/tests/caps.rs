//! How much goes to one address within an hour: who waits, who does not, and in which order what waited goes.

use super::programme::Pair;
use super::*;
use crate::programme::event::Due;

const CAPS: HourCaps = HourCaps { clock: 3, all: 5 };
/// When this part of the story begins, long after all that was sent before.
const BEGIN: i64 = 100_000;

/// The letters that are leased and sent then.
async fn handed(store: &Store, seconds: i64) -> Vec<i64> {
    let now = at(BEGIN + seconds);
    let leased = store.lease(now, leasing("a", at(BEGIN + seconds + 60), 10, CAPS)).await.unwrap();
    for one in &leased {
        store.sent(one.id, "250 OK", now).await.unwrap();
    }
    // In the order in which they are given.
    leased.iter().map(|one| one.letter.0).collect()
}

async fn write(store: &Store, event: EventRef, letters: Vec<Outgoing>) {
    let written = Settlement { outgoing: letters, ..settlement(event) };
    assert_eq!(store.settle(&[written], at(BEGIN)).await.unwrap(), [Settled::Stored]);
}

pub(super) async fn caps(store: &Store, pair: &Pair) {
    // What the story has left waiting is no part of this.
    for row in store.outbox_list(Some("queued"), 50).await.unwrap() {
        store.outbox_drop(row.id, at(BEGIN)).await.unwrap();
    }
    let busy = |letter, conversation| outgoing(letter, "busy@corp.example", conversation);
    let talk = Some(pair.conversation);
    let clock = EventRef::Due(Due::Request(pair.request));
    let mail = EventRef::GivenUp(LetterId(1));
    let to_staff = |letter| Outgoing { to_staff: true, ..outgoing(letter, "staff@uni.example", None) };
    write(store, clock, (9_001..=9_006).map(|letter| busy(letter, None)).collect()).await;
    write(store, clock, (9_011..=9_014).map(to_staff).collect()).await;
    write(store, mail, vec![busy(9_021, None)]).await;
    // What somebody waits for goes first, and counts; staff have no bound, and others are not held up.
    write(store, clock, vec![outgoing(9_031, "quiet@corp.example", None)]).await;
    assert_eq!(handed(store, 0).await, [9_021, 9_001, 9_002, 9_011, 9_012, 9_013]);
    assert_eq!(handed(store, 1).await, [9_014, 9_031]);
    let row = store.outbox_list(Some("queued"), 50).await.unwrap().pop().unwrap();
    assert!(row.letter.0 == 9_003 && row.response.starts_with("waits:") && row.attempts == 0, "{row:?}");
    // What people write goes on, up to its own bound.
    write(store, mail, (9_041..=9_043).map(|letter| busy(letter, None)).collect()).await;
    assert_eq!(handed(store, 10).await, [9_041, 9_042]);
    // A word behind a letter of the clock takes that along, rather than overtake it.
    assert_eq!(handed(store, 3_599).await, [0i64; 0]);
    write(store, clock, vec![busy(9_051, talk)]).await;
    write(store, mail, vec![busy(9_052, talk)]).await;
    // The first three count no more: two words that waited go, and the one behind.
    assert_eq!(handed(store, 3_600).await, [9_043, 9_051]);
    assert_eq!(handed(store, 3_601).await, [9_052]);
    // Where all that come first have to wait, those behind them need not.
    write(store, clock, vec![outgoing(9_061, "quiet@corp.example", None)]).await;
    let now = at(BEGIN + 3_610);
    let behind = store.lease(now, leasing("a", at(BEGIN + 3_670), 2, CAPS)).await.unwrap();
    assert_eq!(behind.iter().map(|one| one.letter.0).collect::<Vec<_>>(), [9_061]);
    store.sent(behind[0].id, "250 OK", now).await.unwrap();
    assert_eq!(handed(store, 3_610).await, [0i64; 0], "of the clock, three are enough");
    let waiting = store.outbox_list(Some("queued"), 50).await.unwrap();
    assert!(waiting.iter().all(|row| row.next_at > Some(at(BEGIN + 3_610))), "put off, though none went: {waiting:?}");
    assert_eq!(handed(store, 7_200).await, [9_003, 9_004]);
    assert_eq!(handed(store, 7_201).await, [9_005]);
    assert_eq!(handed(store, 10_800).await, [9_006], "nothing is dropped");

    // Large ones are leased one at a time: memory has to hold them.
    let large = |letter, to| Outgoing { bytes: vec![b'x'; 9 << 20], ..outgoing(letter, to, None) };
    write(store, mail, vec![large(9_091, "one@corp.example"), large(9_092, "two@corp.example")]).await;
    assert_eq!([handed(store, 90_000).await, handed(store, 90_001).await], [[9_091], [9_092]]);
}
