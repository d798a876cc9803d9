//! Bodies that were built to take long: the work per line must stay the same however many lines there are.

use super::split;

#[test]
fn large_bodies_are_answered() {
    let pieces = [
        "On ",
        "On \n",
        "\n",
        " \n",
        "-",
        "- \n",
        "--\n",
        "-- \n",
        "<http://",
        ">",
        "> \n",
        "> x\ny\n",
        "From: ",
        "From: a\n",
        "a: b\n",
        "wrote:\n",
        "On 1 May 2026 10:15\n",
        "On 1 May 2026 at 10:15 a@b.cc wrote:\n",
        "Sent from my iPhone\n",
        "_",
        "__\n",
        "*",
        "```\n",
        "\u{202a}",
        "\u{a0}",
        "a@b.",
        "@",
        "1.1.2026 ",
        "On 1 May 2026, 10:15\n<\n\n",
        "> On 1 May 2026 at 10:15 a@b.cc wrote:\n",
        "Sent from my iPhone\n\n\n\n\n\n--\n\n\n\n\n\n",
        "confidential intended recipient\n\n",
        "[",
        "\r",
        "\t>",
    ];
    for piece in pieces {
        let body = piece.repeat(200_000 / piece.len());
        let parted = split(&body);
        assert!(parted.text.len() + parted.elided.len() <= body.len() + 2, "{piece:?}");
    }
}
