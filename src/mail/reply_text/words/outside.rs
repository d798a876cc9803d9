//! The stamps of gateways on mail from outside.

use std::sync::LazyLock;

use super::{Parts, list};

/// What is said of a mail, or of who sent it, in nothing but such stamps.
static OUTSIDE: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of(
        "originated from outside|originated outside|originates from outside|originates outside|came from outside| \
         sent from outside|is from outside|sent by someone outside|external sender|from an external source| \
         often get email from|often get e-mail from|aka.ms/learnaboutsenderidentification|externen absender| \
         externer absender|externe absenderin|von außerhalb|von ausserhalb|erhalten nicht oft e| \
         erhalten nicht häufig e|expéditeur externe|l'extérieur de l'organisation|l’extérieur de l’organisation| \
         l'extérieur de votre organisation|n’obtenez pas souvent d’e-mail|n'obtenez pas souvent d'e-mail| \
         ne recevez pas souvent de courrier|remitente externo|fuera de la organización|fuera de su organización| \
         suele recibir correo|remetente externo|fora da organização|fora da sua organização| \
         recebe e-mails com frequência|recebe frequentemente|mittente esterno|esterno all'organizzazione| \
         esterna all'organizzazione|esterno all’organizzazione|dall'esterno dell'organizzazione| \
         ricevono spesso messaggi di posta|si riceve spesso posta|externe afzender|van buiten de organisatie| \
         van buiten uw organisatie|ontvangt niet vaak e|spoza organizacji|zewnętrzny nadawca|nadawca zewnętrzny| \
         zewnętrznego nadawcy|nie otrzymujesz często wiadomości|externí odesílatel|externího odesílatele| \
         mimo organizaci|mimo vaši organizaci|externého odosielateľa|mimo organizácie|szervezeten kívülről| \
         külső feladó|kuruluş dışından|harici gönderen|harici bir gönderen|extern avsändare|utanför organisationen| \
         får inte ofta e-post|ekstern afsender|uden for organisationen|får ikke ofte mail|ekstern avsender| \
         utenfor organisasjonen|får ikke ofte e-post|organisaation ulkopuol|saa usein sähköpostia| \
         внешний отправитель|внешнего отправителя|за пределами организации|из-за пределов организации| \
         зовнішній відправник|зовнішнього відправника|εξωτερικό αποστολέα|εξωτερικός αποστολέας|expeditor extern| \
         din afara organizației|外部发件人|外部寄件者|外部寄件人|来自组织外部|来自外部|來自外部|外部送信者|組織外から|社外から|외부 발신자|외부에서 보낸|외부에서 발송| \
         مرسل خارجي|من خارج المؤسسة|من خارج المنظمة|anfonwr allanol",
    )
});

/// Such stamps of a word or two, on a line of their own or with a warning behind them.
static LABELS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    list(
        "external|ext|external email|external e-mail|external mail|external message|external sender|external source| \
         extern|externe|externe e-mail|externe mail|externe nachricht|externer absender|courriel externe| \
         e-mail externe|mail externe|message externe|externo|correo externo|e-mail externo|email externo| \
         mensaje externo|mensagem externa|esterno|e-mail esterna|email esterna|mail esterna|posta esterna| \
         externe mail|extern bericht|wiadomość zewnętrzna|e-mail zewnętrzny|mail zewnętrzny|externí e-mail| \
         extern e-post|ekstern mail|ekstern e-mail|ekstern e-post|внешнее письмо|外部邮件|外部郵件|外部メール|社外メール|외부 메일",
    )
});

/// What such stamps warn of.
static WARNINGS: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of(
        "not click|n't click|n’t click|clicking|not open|links or attachment|attachments or link|links and attachment| \
         attachments and link|caution|klick|anhänge|anhang|vorsicht|pièces jointes|pièce jointe|cliquez|lien| \
         enlaces|adjuntos|anexos|allegati|collegament|koppelingen|bijlage|załącznik|odkaz|přílohy|bağlantı|länk| \
         bilag|vedlegg|liitteit|ссылк|вложени|附件|链接|連結|添付|リンク|링크|첨부",
    )
});

/// Does `text` (lower case) say that the mail came from outside, as gateways do?
pub(in super::super) fn says_outside(text: &str) -> bool {
    OUTSIDE.stand_in(text) || label_of(text).is_some_and(|rest| WARNINGS.stand_in(rest))
}

/// Is `line` (lower case) the label of such a stamp and no more: in brackets or the like, or of two words at least?
pub(in super::super) fn is_outside_label(line: &str) -> bool {
    label_of(line).is_some_and(|rest| !rest.contains(char::is_alphanumeric))
}

/// Does `line` (lower case) warn of what a mail may bring?
pub(in super::super) fn warns(line: &str) -> bool {
    WARNINGS.stand_in(line)
}

/// What stands behind the label that `text` begins with.
fn label_of(text: &str) -> Option<&str> {
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = bare.find(|c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '-'))).unwrap_or(bare.len());
    let (label, rest) = bare.split_at(end);
    let label = label.trim_end_matches([' ', '-']);
    // One word says it only where it is set off, as a person's first word is not.
    let set_off = label.contains([' ', '-']) || bare.len() < text.len() && rest.starts_with([']', '*', ')']);
    let parted = rest.is_empty() || !rest.starts_with([',', '\'', '’', '?']);
    (LABELS.contains(&label) && set_off && parted).then_some(rest)
}
