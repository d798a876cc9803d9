//! What kind of message it is, in the order that keeps mail from answering itself for ever.

use super::address::Address;
use super::fields::Fields;
use super::inbound::Kind;

/// What the parts of a message show about its kind.
#[derive(Debug, Default)]
pub struct Signs {
    /// A `message/delivery-status` part.
    pub delivery_status: bool,
    /// A `message/disposition-notification` part.
    pub disposition: bool,
    /// A `message/feedback-report` part.
    pub feedback: bool,
    /// A calendar part with `METHOD` `REPLY` or `COUNTER`.
    pub calendar_reply: bool,
    /// `report-type=delivery-status` (RFC 6522) stands in its header.
    pub report: bool,
    /// How many recipients a report in words names.
    pub bounced: usize,
    /// Does it open with a phrase that only mail servers write?
    pub anchored: bool,
    /// Does it quote a server's answer with reply code and enhanced status?
    pub coded: bool,
    /// Does every status say that all went well?
    pub delivered: bool,
}

/// A kind, and the sentence that says why.
pub struct Origin {
    /// The kind.
    pub kind: Kind,
    /// Why.
    pub reason: &'static str,
}

/// Decides; `own` says that the message is one of ours.
pub fn decide(fields: &Fields, subject: &str, signs: &Signs, own: bool) -> Origin {
    let origin = |kind, reason| Origin { kind, reason };
    if own {
        return origin(Kind::Own, "it carries the marks of this service");
    }
    if signs.feedback {
        return origin(Kind::Complaint, "it is an abuse report (RFC 5965)");
    }
    if signs.disposition && is_rejection(fields) && signs.bounced > 0 {
        return origin(Kind::Bounce, "a mail filter has refused the mail (RFC 5429)");
    }
    if signs.disposition {
        return origin(Kind::Receipt, "it is a disposition notification (RFC 8098)");
    }
    if signs.delivery_status && signs.delivered {
        return origin(Kind::Receipt, "it is a report of successful delivery (RFC 3464)");
    }
    if from_daemon(fields) && success_subject(subject) {
        return origin(Kind::Receipt, "a mail server writes that mail was delivered");
    }
    if signs.delivery_status && (signs.report || from_daemon(fields) || !is_answer(subject)) {
        return origin(Kind::Bounce, "it is a delivery status notification (RFC 3464)");
    }
    if let Some(reason) = report_in_words(fields, subject, signs) {
        return origin(Kind::Bounce, reason);
    }
    // Google marks as automatic what a person answers by a button; a vacation notice carries no answer to an invitation.
    if signs.calendar_reply {
        return origin(Kind::CalendarReply, "it answers an invitation (RFC 5546)");
    }
    if let Some(reason) = automatic(fields, subject) {
        return origin(Kind::AutoReply, reason);
    }
    origin(Kind::Human, "nothing marks it as automatic")
}

/// Why a message without a delivery-status part is a report all the same. A person who tells of a bounce, or answers one, writes
/// otherwise: with a greeting, or below a subject that says so.
fn report_in_words(fields: &Fields, subject: &str, signs: &Signs) -> Option<&'static str> {
    let named = signs.bounced > 0;
    let titled = bounce_subject(subject);
    if automatic_subject(subject) {
        return None;
    }
    if is_mailer(fields) && (named || titled) {
        return Some("a mail server writes that mail could not be delivered");
    }
    if from_daemon(fields) && (signs.anchored && (named || titled) || named && (titled || signs.coded)) {
        return Some("the mail of a server says that mail could not be delivered");
    }
    (signs.anchored && titled && !is_answer(subject))
        .then_some("its subject and its text say that mail could not be delivered")
}

/// Is it worth looking for a report in its words? Only where a server writes, or the subject says so: see [`report_in_words`].
pub fn may_be_report(fields: &Fields, subject: &str) -> bool {
    from_daemon(fields) || bounce_subject(subject)
}

/// Does the subject report a success (RFC 3461, section 4.1: `NOTIFY=SUCCESS`)?
fn success_subject(subject: &str) -> bool {
    let subject = subject.to_lowercase();
    [
        "(success)",
        "(relay)",
        "successful mail delivery",
        "successfully delivered",
        "delivery confirmation",
        "delivered:",
    ]
    .iter()
    .any(|word| subject.contains(word))
        && !subject.contains("undelivered")
}

/// May no automatic answer go to it (RFC 3834, section 2)?
pub fn suppresses(fields: &Fields, kind: Kind) -> bool {
    let mark = |name| fields.first(name).is_some();
    kind != Kind::Human && kind != Kind::CalendarReply
        || from_daemon(fields)
        || mark("list-id")
        || mark("list-post")
        || fields.first("x-auto-response-suppress").is_some_and(|v| {
            let v = v.to_lowercase();
            v.contains("all") || v.contains("autoreply")
        })
        || fields.first("precedence").is_some_and(is_bulk)
}

fn is_bulk(value: &str) -> bool {
    matches!(value.trim().to_lowercase().as_str(), "bulk" | "junk" | "list" | "auto_reply")
}

/// Is it written by a mail server, or by whoever runs one (empty return path, mailer-daemon, postmaster)?
pub fn from_daemon(fields: &Fields) -> bool {
    const WORDS: &[&str] =
        &["postmaster", "mmdf", "mdaemon", "smtp-gateway", "mail administrator", "system administrator", "bounce"];
    let from = fields.first("from").unwrap_or_default().to_lowercase();
    let sender = fields.first("sender").unwrap_or_default().to_lowercase();
    is_mailer(fields)
        || WORDS.iter().any(|word| from.contains(word))
        || sender.contains("mailer-daemon")
        || fields.first("return-path").is_some_and(|path| {
            let path = path.trim().to_lowercase();
            path == "<>" || path.starts_with("<mailer-daemon")
        })
}

/// Does it come from a program that writes nothing but reports?
fn is_mailer(fields: &Fields) -> bool {
    const WORDS: &[&str] = &[
        "mailer-daemon",
        "mailerdaemon",
        "mail-daemon",
        "maildaemon",
        "mail delivery",
        "delivery subsystem",
        "microsoftexchange",
        "mail.delivery.system",
    ];
    let from = fields.first("from").unwrap_or_default().to_lowercase();
    WORDS.iter().any(|word| from.contains(word))
}

/// The refusal of a filter in the clothes of a disposition notification (RFC 5429, section 2.1).
pub fn is_rejection(fields: &Fields) -> bool {
    fields.first("auto-submitted").is_some_and(|value| value.to_lowercase().contains("reject"))
}

/// Does the subject say that a person answers or passes something on?
fn is_answer(subject: &str) -> bool {
    const BEGINNINGS: &[&str] =
        &["re:", "re :", "fwd:", "fw:", "aw:", "wg:", "tr:", "rv:", "sv:", "vs:", "odp:", "antw:"];
    let subject = subject.trim().to_lowercase();
    // Some servers put their verdict behind the subject of what they could not deliver: "RE: Visit : non remis".
    let verdict = subject.rsplit_once(" : ").is_some_and(|(about, end)| about.len() > 10 && bounce_subject(end));
    !verdict && BEGINNINGS.iter().any(|beginning| subject.starts_with(beginning))
}

fn bounce_subject(subject: &str) -> bool {
    const WORDS: &[&str] = &[
        "undeliver",
        "delivery status",
        "non delivery",
        "failed mail",
        "failed delivery",
        "delivery has failed",
        "error during delivery",
        "user unknown",
        "processing error",
        "delivery error",
        "delivery warning",
        "message delayed",
        "failure notice",
        "delivery fail",
        "mail failed",
        "returned mail",
        "delivery failure",
        "delivery report",
        "delivery notification",
        "mail delivery",
        "could not be delivered",
        "non-delivery",
        "nondeliverable",
        "returned to sender",
        "returning message",
        "mail error",
        "message status",
        "delivery problem",
        "unzustellbar",
        "unbestellbar",
        "non remis",
        "no se puede entregar",
        "onbestelbaar",
        "impossibile recapitare",
        "niedostarcz",
        "non recapitabile",
        "kan inte levereras",
        "kan ikke leveres",
        "nedoručiteln",
        "teslim edilemedi",
        "kézbesíthetetlen",
        "не удалось доставить",
        "не вдалося доставити",
        "配信不能",
        "无法送达",
        "无法投递",
        "無法傳遞",
        "退信",
        "blocked by our",
        "nie można dostarczyć",
        "não entregue",
        "devuelto",
        "не доставлено",
        "недоставлен",
        "banned",
        "rejected",
        "not delivered",
        "user unknown",
        "bounce",
        "warning: message",
        "mail system error",
        "can't be delivered",
        "notification d'état",
    ];
    let subject = subject.to_lowercase();
    WORDS.iter().any(|word| subject.contains(word))
}

/// The sign that marks it as automatic; `None` for a person's mail.
fn automatic(fields: &Fields, subject: &str) -> Option<&'static str> {
    let value = |name| fields.first(name).map(str::to_lowercase);
    if value("auto-submitted").is_some_and(|v| v.split(';').next().unwrap_or_default().trim() != "no") {
        return Some("Auto-Submitted says so (RFC 3834)");
    }
    if value("precedence").is_some_and(|v| is_bulk(&v)) {
        return Some("Precedence says that it is bulk mail");
    }
    for name in
        ["x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply", "x-autogenerated"]
    {
        if value(name).is_some_and(|v| v.trim() != "no") {
            return Some("a field of an automatic responder says so");
        }
    }
    if ["list-id", "list-post", "list-unsubscribe", "x-mailing-list", "x-beenthere"]
        .iter()
        .any(|name| value(name).is_some())
    {
        return Some("it comes from a mailing list (RFC 2369)");
    }
    if fields.first("return-path").is_some_and(|path| path.trim() == "<>") {
        return Some("its return path is empty");
    }
    if automatic_subject(subject) {
        return Some("its subject is that of an automatic reply");
    }
    if is_mailer(fields) || from_daemon(fields) && value("x-auto-response-suppress").is_some() {
        return Some("a mail server writes it");
    }
    None
}

/// Does the subject begin as those of automatic replies do?
fn automatic_subject(subject: &str) -> bool {
    // With a colon or a bracket, as programs write them: a person's "Out of office party on Friday?" has none.
    const BEGINNINGS: &[&str] = &[
        "automatic reply",
        "auto reply",
        "auto-reply",
        "autoreply",
        "automatic response",
        "auto response",
        "autoresponse",
        "out of office autoreply",
        "out of office",
        "out-of-office",
        "vacation",
        "vacation reply",
        "automatische antwort",
        "abwesenheitsnotiz",
        "abwesend",
        "abwesenheit",
        "automatisch antwoord",
        "automatisch bericht",
        "afwezig",
        "afwezigheidsbericht",
        "réponse automatique",
        "reponse automatique",
        "absence du bureau",
        "absent du bureau",
        "respuesta automática",
        "respuesta automatica",
        "fuera de la oficina",
        "resposta automática",
        "resposta automatica",
        "ausência temporária",
        "fora do escritório",
        "risposta automatica",
        "fuori sede",
        "fuori ufficio",
        "autosvar",
        "automatiskt svar",
        "automatisk svar",
        "frånvaro",
        "fravær",
        "ikke til stede",
        "automaattinen vastaus",
        "poissa",
        "odpowiedź automatyczna",
        "automatyczna odpowiedź",
        "nieobecność",
        "automatická odpověď",
        "automatická odpoveď",
        "mimo kancelář",
        "automatikus válasz",
        "házon kívül",
        "răspuns automat",
        "raspuns automat",
        "αυτόματη απάντηση",
        "otomatik yanıt",
        "otomatik cevap",
        "автоответ",
        "автоматический ответ",
        "автоматична відповідь",
        "תשובה אוטומטית",
        "מענה אוטומטי",
        "رد تلقائي",
        "自动回复",
        "自動回覆",
        "自動返信",
        "自動応答",
        "자동 회신",
        "부재중",
        "trả lời tự động",
        "ateb awtomatig",
        "fraværsmelding",
        "fraværsbesked",
        "frånvaromeddelande",
        "poissaoloilmoitus",
        "távollét",
        "távolléti értesítés",
        "nieobecność w pracy",
        "nepřítomnost",
        "mimo kancelária",
        "отсутствие на рабочем месте",
        "вне офиса",
        "нет на месте",
        "відсутність",
        "外出中",
        "不在通知",
        "外出自动回复",
    ];
    let subject = subject.trim().to_lowercase();
    if is_labelled_automatic(&subject) || is_of_notes(&subject) {
        return true;
    }
    BEGINNINGS.iter().any(|beginning| {
        subject.strip_prefix(beginning).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.is_empty() || rest.starts_with([':', '：', ']', ')', '-', '–', '(']) || rest.starts_with("re:")
        }) || subject.strip_prefix('[').is_some_and(|inner| inner.starts_with(beginning))
    })
}

/// HCL Notes: "AUTO: Ann Other is out of the office (returning 07/12/2026)", in older ones without the word before it.
fn is_of_notes(subject: &str) -> bool {
    let away = "is out of the office";
    let marked = subject.strip_prefix("auto:").is_some_and(|rest| rest.contains(away));
    marked || subject.split_once(away).is_some_and(|(_, rest)| rest == "." || rest.starts_with(" (returning "))
}

/// "Automatic reply: …" in whatever language: before the colon a few words, and among them the roots of both.
fn is_labelled_automatic(subject: &str) -> bool {
    const AUTOMATIC: &[&str] = &[
        "auto",
        "automat",
        "otomat",
        "αυτόματ",
        "автомат",
        "awtomat",
        "avtomat",
        "avtomaatt",
        "تلقائي",
        "خودکار",
        "אוטומטי",
        "स्वचालित",
        "อัตโนมัติ",
        "自动",
        "自動",
        "자동",
        "tự động",
        "samodejn",
    ];
    const REPLY: &[&str] = &[
        "repl",
        "respon",
        "antwort",
        "antwoord",
        "répon",
        "repon",
        "respost",
        "respuest",
        "rispost",
        "svar",
        "vastau",
        "vastus",
        "odpov",
        "odpowied",
        "odgovor",
        "válasz",
        "răspuns",
        "raspuns",
        "απάντησ",
        "yanıt",
        "cevap",
        "cavab",
        "ответ",
        "відповід",
        "отговор",
        "одговор",
        "رد",
        "پاسخ",
        "תשובה",
        "מענה",
        "回复",
        "回覆",
        "答复",
        "返信",
        "応答",
        "회신",
        "응답",
        "trả lời",
        "ateb",
        "ymateb",
        "atbild",
        "atsakym",
        "balas",
        "उत्तर",
        "जवाब",
        "ตอบ",
    ];
    let Some((label, _)) = subject.split_once([':', '：']) else { return false };
    // "Re: automatic replies" is a person's, and so is a sentence.
    let words = label.split_whitespace().count();
    let has = |roots: &[&str]| roots.iter().any(|root| label.contains(root));
    (1..=4).contains(&words) && label.chars().count() <= 40 && has(AUTOMATIC) && has(REPLY)
}

/// Does the message carry the marks of this service: its loop header with its own Message-ID, or its bare address as author?
pub fn is_own(fields: &Fields, author: Option<&Address>, message_id: &str, service: &Address) -> bool {
    let ours = message_id.strip_suffix(service.domain()).is_some_and(|rest| rest.ends_with(".mentorpost@"));
    ours || author.is_some_and(|author| author.key() == service.key())
        || fields.first("x-mentorpost-kind").is_some() && message_id.contains(".mentorpost@")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automatic_subjects_are_told_from_a_persons() {
        for subject in [
            "Automatic reply: Your request",
            "Out of Office: back in May",
            "Abwesenheitsnotiz: Anfrage",
            "AUTO: Ann Other is out of the office (returning 07/12/2026)",
            "Ann Other is out of the office.",
            "Out of office Re: Mentoring",
            "Réponse automatique : demande",
            "自动回复: 你好",
            "[Auto-Reply] hello",
            "Odpowiedź automatyczna: prośba",
        ] {
            assert!(automatic_subject(subject), "{subject}");
        }
        for subject in ["Out of office party on Friday?", "Re: vacation plans", "Automatic replies are a nuisance", ""]
        {
            assert!(!automatic_subject(subject), "{subject}");
        }
    }

    #[test]
    fn the_first_that_fits_decides() {
        let kind = |header: &str, signs: Signs| decide(&Fields::read(header.as_bytes()), "Hello", &signs, false).kind;
        assert_eq!(kind("From: a@x\r\n", Signs::default()), Kind::Human);
        assert_eq!(kind("Auto-Submitted: auto-replied\r\n", Signs::default()), Kind::AutoReply);
        assert_eq!(kind("Auto-Submitted: no\r\n", Signs::default()), Kind::Human);
        assert_eq!(kind("Precedence: bulk\r\n", Signs::default()), Kind::AutoReply);
        assert_eq!(kind("List-Id: <a.b>\r\n", Signs::default()), Kind::AutoReply);
        assert_eq!(kind("Return-Path: <>\r\n", Signs::default()), Kind::AutoReply);
        assert_eq!(kind("From: a@x\r\n", Signs { delivery_status: true, ..Signs::default() }), Kind::Bounce);
        assert_eq!(kind("From: MAILER-DAEMON@x\r\n", Signs { bounced: 1, ..Signs::default() }), Kind::Bounce);
        assert_eq!(kind("From: a@x\r\n", Signs { bounced: 1, ..Signs::default() }), Kind::Human);
        assert_eq!(kind("From: a@x\r\n", Signs { calendar_reply: true, ..Signs::default() }), Kind::CalendarReply);
    }
}
