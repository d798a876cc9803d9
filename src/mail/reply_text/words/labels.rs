//! Header labels, as mail programs translate them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::list;

/// What a header label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in super::super) enum Label {
    /// Who wrote the quoted mail.
    From,
    /// When it was sent.
    Date,
    /// To whom.
    To,
    /// To whom else.
    Cc,
    /// About what.
    Subject,
    /// Anything else that programs print there: importance, attachments, answer address.
    Other,
}

/// Labels, whole, without their colon.
static LABELS: LazyLock<HashMap<&str, Label>> = LazyLock::new(|| {
    let table = [
        (
            Label::From,
            "from|von|de|da|van|od|fra|från|frå|lähettäjä|feladó|kimden|gönderen|от|от кого|від|від кого|από| \
             expéditeur|remitente|remetente|mittente|afzender|nadawca|odosielateľ|odesílatel|expeditor| \
             din partea|de la|من|المرسل|מאת|差出人|寄件者|寄件人|发件人|發件人|보낸 사람|보낸사람|từ|người gửi|oddiwrth|gan|absender| \
             dari|nuo|no|saatja|pošiljatelj|šalje|送信者|from address|sender| \
             od|од|frá|จาก|प्रेषक|از|გამომგზავნი|šalje|pošiljatelj|oddi wrth|remetent|kimtől|saatja|nga|dari",
        ),
        (
            Label::Date,
            "date|sent|sent on|sent at|datum|gesendet|gesendet am|envoyé|envoyé le|envoyée|fecha|enviado| \
             enviado el|enviado em|enviada|enviada em|data|inviato|inviato il|verzonden|verzonden op|wysłano| \
             wysłane|dnia|data wysłania|odesláno|odoslané|dátum|elküldve|küldve|küldés dátuma|trimis|trimisă| \
             dată|ημερομηνία|στάλθηκε|εστάλη|gönderildi|gönderilme tarihi|tarih|skickat|skickades|dato|sendt| \
             sendt dato|lähetetty|päivämäärä|päiväys|дата|отправлено|отправлен|надіслано|отримано|التاريخ|تاريخ| \
             تم الإرسال|أرسلت|أُرسلت|תאריך|נשלח|送信日時|日時|日付|日期|发送时间|寄件日期|傳送日期|傳送時間|發送時間|时间|時間|날짜|보낸 날짜|보낸날짜|ngày| \
             đã gửi|gửi|gửi lúc|dyddiad|anfonwyd|message du|poslano|received|tanggal|dikirim|date sent|time| \
             изпратено|послато|saadetud|nosūtīts|išsiųsta|enviat|ส่งแล้ว|วันที่|भेजा गया|ارسال شد|تاریخ|გაიგზავნა|датум|dagsetning|kuupäev|datums",
        ),
        (
            Label::To,
            "to|an|à|a|para|pour|aan|do|komu|pro|címzett|către|catre|la|προς|kime|alıcı|till|til|vastaanottaja| \
             кому|إلى|الى|אל|宛先|收件者|收件人|받는 사람|받는사람|đến|tới|người nhận|at|empfänger|destinatario|destinatário| \
             destinataire|kepada|ke|kam|saaja|ke kepada| \
             per a|до|за|za|prima|adressaat|коме|ถึง|प्रति|به|ადრესატი|viðtakandi|primatelj|прима|adresāts",
        ),
        (
            Label::Cc,
            "cc|kopie|copie|copie à|kopia|kopi|kopio|kópia|másolat|másolatot kap|dw|do wiadomości|копия|копія| \
             κοιν|κοινοποίηση|bilgi|نسخة|نسخة إلى|העתק|抄送|副本|참조|bcc|tembusan|con copia|com cópia|ccn|sao gửi| \
             kopija| \
             копие|koopia|kopija|копија|สำเนา|प्रतिलिपि|رونوشت|ასლი|afrit|còpia|còpia a|kp",
        ),
        (
            Label::Subject,
            "subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|temat|předmět|predmet|tárgy|subiect| \
             θέμα|konu|ämne|emne|aihe|тема|الموضوع|موضوع|נושא|件名|主旨|主题|主題|제목|chủ đề|tiêu đề|pwnc|testun|subjek| \
             perihal|tema|teema|zadeva|re|betr| \
             assumpte|относно|tēma|наслов|หัวเรื่อง|เรื่อง|विषय|თემა|efni|naslov|perkara",
        ),
        (
            Label::Other,
            "reply-to|reply to|antwort an|répondre à|responder a|responder para|risposta|rispondi a| \
             antwoord aan|odpowiedz do|svar till|svar til|importance|wichtigkeit|priorität|priority|attachments| \
             anlagen|anhänge|pièces jointes|datos adjuntos|anexos|allegati|bijlagen|załączniki|přílohy|prílohy| \
             mellékletek|on behalf of|organization|sensitivity|mailed-by|vedhæftede filer|вложения|importancia| \
             prioridade|添付ファイル|附件|첨부|message-id|resent-from|bilagor|liitteet",
        ),
    ];
    table.into_iter().flat_map(|(label, names)| list(names).into_iter().map(move |name| (name, label))).collect()
});

/// The kind of a header label (lower case, without colon).
pub(in super::super) fn label(name: &str) -> Option<Label> {
    LABELS.get(name).copied()
}
