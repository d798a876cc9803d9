//! Connections over TLS that are cut off after any number of bytes.

use std::sync::Arc;

use mentorpost::clock::Clock;

use crate::house::{House, Reach, days, sandbox};
use crate::proxy::{Proxy, acceptor};
use crate::story::live;

/// How far apart the places are at which a connection is cut.
const EVERY: usize = 251;

/// Lives through the story with a cut of each connection to one of the servers, each time further on; says how many there were.
async fn cut(which: fn(&Proxies) -> &Proxy, first: usize) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    let tls = acceptor(&ca);
    let (mut expected, mut at, mut cuts) = (None, first, 0);
    loop {
        let clock = Clock::fixed(days(0));
        let sandbox = Arc::new(sandbox(&clock, &[]).await);
        let proxies = Proxies {
            imap: Proxy::open(sandbox.imap_addr().port(), Some(tls.clone())).await,
            smtp: Proxy::open(sandbox.smtp_addr().port(), Some(tls.clone())).await,
        };
        let reach = Reach { through: Some((proxies.imap.port, proxies.smtp.port, ca.clone())), ..Reach::default() };
        let mut house = House::new(sandbox, clock, &reach).await;
        house.rest().await;
        let before = which(&proxies).broken();
        let ending = live(&mut house, |_, _| {
            if expected.is_some() {
                which(&proxies).break_after(at);
            }
        })
        .await;
        let broken = which(&proxies).broken() - before;
        cuts += broken;
        assert!(house.copies() <= broken, "cut after {at} bytes");
        house.end().await;
        match &expected {
            None => expected = Some(ending),
            Some(expected) => {
                assert_eq!(&ending, expected, "cut after {at} bytes");
                at += EVERY;
                if broken == 0 {
                    println!("{cuts} cuts survived");
                    return cuts;
                }
            }
        }
    }
}

struct Proxies {
    imap: Proxy,
    smtp: Proxy,
}

#[tokio::test]
async fn the_mailbox_is_cut_off_anywhere() {
    let cuts = cut(|proxies| &proxies.imap, 1).await;
    assert!(cuts > 30, "only {cuts} cuts");
}

#[tokio::test]
async fn the_way_out_is_cut_off_anywhere() {
    let cuts = cut(|proxies| &proxies.smtp, 1).await;
    assert!(cuts > 5, "only {cuts} cuts");
}
