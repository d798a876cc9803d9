//! What subjects tell about the kind of a message.

/// Does the subject report a success (RFC 3461, section 4.1: `NOTIFY=SUCCESS`)?
pub(super) fn is_of_success(subject: &str) -> bool {
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

/// Does the subject say that a person answers or passes something on?
pub(super) fn is_answer(subject: &str) -> bool {
    let subject = lower(subject);
    // Some servers put their verdict behind the subject of what they could not deliver: "RE: Visit : non remis".
    let verdict = subject.rsplit_once(" : ").is_some_and(|(about, end)| about.len() > 10 && is_of_bounce(end));
    !verdict && begins_as_answer(&subject)
}

/// Does the subject (lower case) begin with what mail programs put before that of an answered or passed on mail?
fn begins_as_answer(subject: &str) -> bool {
    const PREFIXES: &str = "re|fw|fwd|aw|wg|tr|rv|sv|vs|odp|antw|doorst|r|i|rif|res|enc|ynt|ilt|pd|vb|vl|vá|atb|απ|σχετ|πρθ|на|ha|отв|пер| \
         hal|bls|trs|回复|回覆|答复|转发|轉寄|返信|転送|회신|답장|전달|השב|הועבר|رد|إعادة توجيه|trả lời|chuyển tiếp|ateb";
    let Some((prefix, _)) = subject.split_once([':', '：']) else { return false };
    // Some count their answers: "Re[2]:".
    let prefix =
        prefix.trim().trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | '^'));
    items(PREFIXES).any(|known| known == prefix)
}

/// Does the subject tell of a mail that was not delivered?
pub(super) fn is_of_bounce(subject: &str) -> bool {
    const WORDS: &str = "undeliver|delivery status|non delivery|failed mail|failed delivery|delivery has failed|error during delivery| \
         user unknown|processing error|delivery error|delivery warning|message delayed|failure notice|delivery fail| \
         mail failed|returned mail|delivery failure|delivery report|delivery notification|mail delivery| \
         could not be delivered|non-delivery|nondeliverable|returned to sender|returning message|mail error| \
         message status|delivery problem|unzustellbar|unbestellbar|non remis|no se puede entregar|onbestelbaar| \
         impossibile recapitare|niedostarcz|non recapitabile|kan inte levereras|kan ikke leveres|nedoručiteln| \
         teslim edilemedi|kézbesíthetetlen|не удалось доставить|не вдалося доставити|配信不能|无法送达|无法投递|無法傳遞|退信| \
         blocked by our|nie można dostarczyć|não entregue|devuelto|не доставлено|недоставлен|banned|rejected| \
         not delivered|user unknown|bounce|warning: message|mail system error|can't be delivered|notification d'état";
    let subject = subject.to_lowercase();
    items(WORDS).any(|word| subject.contains(word))
}

/// Does the subject begin as those of automatic replies do? `answers` says that the message answers another: where people head a mail of
/// their own with the same word, they begin one.
pub(super) fn is_automatic(subject: &str, answers: bool) -> bool {
    let subject = lower(subject);
    is_labelled_automatic(&subject) || is_of_notes(&subject) || is_notice(&subject) || is_absence(&subject, answers)
}

/// Is it the name of a notice that only programs write, with a mark behind it: "Automatic replies are a nuisance" has none.
fn is_notice(subject: &str) -> bool {
    const NAMES: &str = "automatic reply|auto reply|auto-reply|autoreply|automatic response|auto response|autoresponse| \
         out of office autoreply|vacation reply|automatische antwort|abwesenheitsnotiz|automatisch antwoord| \
         automatisch bericht|afwezigheidsbericht|réponse automatique|reponse automatique|respuesta automática| \
         respuesta automatica|resposta automática|resposta automatica|risposta automatica|autosvar|automatiskt svar| \
         automatisk svar|automaattinen vastaus|odpowiedź automatyczna|automatyczna odpowiedź|automatická odpověď| \
         automatická odpoveď|automatikus válasz|răspuns automat|raspuns automat|αυτόματη απάντηση|otomatik yanıt| \
         otomatik cevap|автоответ|автоматический ответ|автоматична відповідь|תשובה אוטומטית|מענה אוטומטי|رد تلقائي| \
         自动回复|自動回覆|自動返信|自動応答|자동 회신|trả lời tự động|ateb awtomatig|fraværsmelding|fraværsbesked|frånvaromeddelande| \
         poissaoloilmoitus|távolléti értesítés|不在通知|外出自动回复|automated reply|automated response| \
         out of office notification|out of office reply|out of office message|vacation responder|vacation message| \
         vacation notice|abwesenheitsmeldung|abwesenheitsnachricht|abwesenheitsassistent|afwezigheidsassistent| \
         message d'absence|message d’absence|réponse d'absence|réponse d’absence|mensaje de ausencia| \
         messaggio di assenza";
    let bare = subject.trim_start_matches('[');
    items(NAMES)
        .filter_map(|name| bare.strip_prefix(name))
        .map(str::trim_start)
        .any(|rest| rest.is_empty() || rest.starts_with([':', '：', ']', ')', '-', '–', '(']) || begins_as_answer(rest))
}

/// Is it a word about absence, which programs and people head a mail with? A program puts the subject behind it that it answers; what a
/// person says there asks something, or speaks of herself.
fn is_absence(subject: &str, answers: bool) -> bool {
    const WORDS: &str = "out of office|out-of-office|vacation|abwesend|abwesenheit|afwezig|absence du bureau|absent du bureau| \
         fuera de la oficina|fora do escritório|fuori sede|fuori ufficio|frånvaro|fravær|ikke til stede|poissa| \
         nieobecność|mimo kancelář|házon kívül|távollét|ausência temporária|nieobecność w pracy|nepřítomnost| \
         mimo kancelária|отсутствие на рабочем месте|вне офиса|нет на месте|відсутність|부재중|外出中|ooo|urlaub|im urlaub| \
         absence|absent|absent(e)|absente|ausente|fuera de oficina|ausência|ausencia|assente|assenza|on leave| \
         on annual leave|nie ma mnie w biurze|poza biurem|ofis dışında|εκτός γραφείου|休暇";
    const ABOUT_ONESELF: &str = "i|i'm|i'll|my|ich|bin|je|mon|yo|estoy|io|sono|ik|jeg|jag";
    let inner = subject.strip_prefix('[');
    let bare = inner.unwrap_or(subject);
    let ends: &[char] = if inner.is_some() { &[']'] } else { &[':', '：'] };
    items(WORDS).filter_map(|word| bare.strip_prefix(word)).any(|rest| {
        let rest = rest.trim_start();
        let behind = rest.strip_prefix(ends).map(str::trim_start);
        if begins_as_answer(behind.unwrap_or(rest)) {
            return true;
        }
        let mut words = rest.split(|c: char| !(c.is_alphanumeric() || c == '\''));
        let own = rest.contains(['?', '？']) || words.any(|word| items(ABOUT_ONESELF).any(|own| own == word));
        answers && !own && (rest.is_empty() || behind.is_some())
    })
}

/// HCL Notes: "AUTO: Ann Other is out of the office (returning 07/12/2026)", in older ones without the word before it.
fn is_of_notes(subject: &str) -> bool {
    const AWAY: &str = "is out of the office|ist außer haus|est absent|est en dehors du bureau|está fuera de la oficina|está ausente| \
         è fuori sede|è fuori ufficio|is afwezig|is niet aanwezig|jest poza biurem|är inte på kontoret";
    let marked = subject.starts_with("auto:");
    items(AWAY)
        .filter_map(|away| subject.split_once(away))
        .any(|(_, rest)| marked || rest == "." || rest.starts_with(" (returning ") || rest.starts_with(". (rückkehr "))
}

/// "Automatic reply: …" in whatever language: before the colon a few words, and among them one for each of the two, or one for both.
fn is_labelled_automatic(subject: &str) -> bool {
    const AUTOMATIC: &str = "auto|otomat|αυτόματ|автомат|awtomat|avtomat|avtomaatt|تلقائي|خودکار|אוטומטי|स्वचालित|อัตโนมัติ|自动|自動|자동| \
         tự động|samodejn";
    /// Words that begin as they do, and that people write about.
    const OTHERS: &str = "automation|automotiv|automobil|autonom|autis|автомобил|автономн";
    const REPLY: &str = "repl|respon|antwort|antwoord|répon|repon|respost|respuest|rispost|svar|vastau|vastus|odpov|odpowied|odgovor| \
         válasz|răspuns|raspuns|απάντησ|yanıt|cevap|cavab|ответ|відповід|отговор|одговор|رد|پاسخ|תשובה|מענה|回复|回覆| \
         答复|返信|応答|회신|응답|trả lời|ateb|ymateb|atbild|atsakym|balas|उत्तर|जवाब|ตอบ";
    const OTHER_REPLIES: &str = "responsib|responsab|replies|responses";
    // "Re: automatic replies" is a person's, and so is a sentence.
    let Some((label, _)) = subject.split_once([':', '：']) else { return false };
    let words: Vec<&str> = label.split_whitespace().collect();
    // Scripts that tell capitals from small letters set words apart, too; elsewhere, and between two words, the root stands anywhere.
    let begins = |word: &str, roots: &str| {
        let cased = |root: &str| root.chars().all(|c| c.is_lowercase() || c == '\'');
        items(roots).any(|root| if cased(root) { word.starts_with(root) } else { label.contains(root) })
    };
    let is_auto = |word: &&&str| begins(word, AUTOMATIC) && !begins(word, OTHERS);
    let is_reply = |word: &&str| begins(word, REPLY) && !begins(word, OTHER_REPLIES);
    let both = |word: &&str| items(REPLY).any(|root| word.contains(root)) && !begins(word, OTHER_REPLIES);
    (1..=4).contains(&words.len())
        && label.chars().count() <= 40
        && words.iter().filter(is_auto).any(|word| both(word) || words.iter().any(&is_reply))
}

/// The entries of a list.
fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split('|').map(str::trim)
}

/// In lower case; the Turkish dotted capital leaves a combining dot behind.
fn lower(subject: &str) -> String {
    subject.trim().to_lowercase().replace('\u{307}', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automatic_subjects_are_told_from_a_persons() {
        for subject in [
            "Automatic reply: Your request",
            "Automated reply: Your request",
            "Auto Response - Re: Mentoring",
            "Auto-réponse : demande",
            "Autoodpowiedź: prośba",
            "Autosvar: Re: Mentoring",
            "Autorespuesta: Mentoring",
            "Automaattivastaus: Thursday",
            "Out of Office: back in May",
            "Out of office",
            "Out of Office Notification: Mentoring",
            "Abwesenheitsnotiz: Anfrage",
            "Abwesenheitsmeldung: Re: Anfrage",
            "AUTO: Ann Other is out of the office (returning 07/12/2026)",
            "AUTO: Ann Other ist außer Haus. (Rückkehr am 07.12.2026)",
            "AUTO: Ann Other est absente du bureau (retour 07/12/2026)",
            "Ann Other is out of the office.",
            "Out of office Re: Mentoring",
            "OOO: Re: Mentoring",
            "[OOO] Re: Mentoring",
            "Urlaub: AW: Mentoring",
            "Absence : Ben asks for a talk",
            "Fuera de oficina: Ben asks for a talk",
            "Réponse automatique : demande",
            "自动回复: 你好",
            "[Auto-Reply] hello",
            "Odpowiedź automatyczna: prośba",
            "Samodejni odgovor: Mentoring",
        ] {
            assert!(is_automatic(subject, true), "{subject}");
        }
        for subject in [
            "Out of office party on Friday?",
            "Out of office next week",
            "Out of office - can we talk next week instead?",
            "Re: vacation plans",
            "Re: Automatic reply: Mentoring",
            "Vacation - can we move our call?",
            "Vacation (and our call)",
            "Abwesend: nächste Woche bin ich in Rom",
            "Absent du bureau - on reporte ?",
            "Fravær: kan vi flytte mødet?",
            "Afwezig (volgende week)",
            "Ann Other is out of the office",
            "Automatic replies are a nuisance",
            "Automatic replies: how do they work?",
            "Automotive career responses: what do you think?",
            "Automation responsibilities: a question",
            "Auto industry responsibilities: my draft",
            "Autonomous response systems: which firms?",
            "",
        ] {
            assert!(!is_automatic(subject, true), "{subject}");
        }
        // A person who begins a mail heads it so; a program answers one.
        for subject in ["Vacation", "Absence: Thursday", "Urlaub: 3. bis 10. August", "OOO"] {
            assert!(!is_automatic(subject, false) && is_automatic(subject, true), "{subject}");
        }
    }

    #[test]
    fn answers_are_told_in_many_languages() {
        for prefix in [
            "Re:",
            "RE :",
            "Re[2]:",
            "AW:",
            "R:",
            "I:",
            "RES:",
            "ENC:",
            "Ynt:",
            "İlt:",
            "PD:",
            "VB:",
            "回复：",
            "转发:",
        ] {
            assert!(is_answer(&format!("{prefix} Undelivered Mail Returned to Sender")), "{prefix}");
        }
        for subject in
            ["Undelivered Mail Returned to Sender", "RE: Visit on Monday : non remis", "Delivery: failed mail"]
        {
            assert!(!is_answer(subject), "{subject}");
        }
    }
}
