//! What gateways stamp above a mail.

use super::{WORDS, split};

const STAMPS: &[&str] = &[
    "CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you recognize the sender and know the content is safe.",
    "CAUTION: This email originated from outside of the organization. Do not\nclick links or open attachments unless you recognize the sender and know\nthe content is safe.",
    "This message originated outside the University of Example.",
    "[EXTERNAL]",
    "*EXTERNAL*",
    "⚠ External email",
    "External e-mail: be careful with links and attachments.",
    "[EXTERNAL EMAIL] Do not click links or attachments unless you recognise the sender.",
    "You don't often get email from ben@example.org. Learn why this is important<https://aka.ms/LearnAboutSenderIdentification>",
    "Some people who received this message don't often get email from ben@example.org. Learn why this is important",
    "Sie erhalten nicht oft eine E-Mail von ben@example.org. Erfahren Sie, warum dies wichtig ist<https://aka.ms/LearnAboutSenderIdentification>",
    "ACHTUNG: Diese E-Mail stammt von einem externen Absender. Bitte öffnen Sie keine Anhänge und klicken Sie nicht auf Links.",
    "Attention : ce message provient d'un expéditeur externe. Ne cliquez sur aucun lien.",
    "Este correo procede de fuera de la organización. No abra adjuntos de remitentes desconocidos.",
    "Questa mail proviene da un mittente esterno.",
    "Deze e-mail is afkomstig van buiten de organisatie. Open geen bijlagen.",
    "Uwaga: wiadomość spoza organizacji.",
    "此邮件来自外部，请谨慎点击链接和附件。",
    "ZjQcmQRYFpfptBannerStart\nThis Message Is From an External Sender\n\nThis message came from outside your organization.\nZjQcmQRYFpfptBannerEnd",
    "[EXTERNAL]\n\nYou don't often get email from ben@example.org. Learn why this is important",
];

#[test]
fn are_no_words_of_the_person() {
    let quote = "On Tue, 3 Mar 2026 at 10:15, Ann <ann@example.org> wrote:\n> Thursday?\n";
    let wrong: Vec<(&str, String)> = STAMPS
        .iter()
        .flat_map(|stamp| {
            [
                (*stamp, format!("{stamp}\n\n{WORDS}\n\n{quote}"), WORDS),
                (*stamp, format!("{stamp}\n\n{quote}\n{WORDS}\n"), WORDS),
                (*stamp, format!("{stamp}\nACCEPT\n"), "ACCEPT"),
                (*stamp, format!("{stamp}\nHere is the link"), "Here is the link"),
            ]
        })
        .filter_map(|(stamp, body, words)| {
            let parted = split(&body);
            let right = parted.text == words && parted.elided.starts_with(stamp.lines().next().unwrap_or_default());
            (!right).then_some((stamp, parted.text))
        })
        .collect();
    assert!(wrong.is_empty(), "{} stamps left something: {wrong:#?}", wrong.len());
}

#[test]
fn words_about_them_are_kept() {
    for text in [
        "Your mail was marked as from an external sender, I hope it is you.\n\nBen",
        "Did my mail come from outside the organisation, as from an external sender?\n\nBen",
        "External email accounts are what the course is about.\n\nDo you know them?",
        "External, I would say.\n\nBen",
        "[External] is what our gateway writes above each of your mails, and nobody minds the gateway any more.\n\nBen",
        "Extern\n\nBen",
        "[EXTERNAL]",
        "This email originated from outside of the organization.",
    ] {
        assert_eq!(split(text).text, text);
    }
}
