//! The wording of the lines that part an earlier mail: "Original Message", "Forwarded message".

use std::sync::LazyLock;

use super::Parts;

/// Words for "message".
static MESSAGE: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of(
        "message|nachricht|mensaje|mensagem|messaggio|bericht|wiadomość|wiadomosc|zpráva|zprava|správa|üzenet| \
         mesaj|μήνυμα|ileti|meddelande|meddelelse|besked|melding|viesti|сообщени|повідомлення|письмо|лист|رسالة| \
         הודעה|邮件|郵件|メッセージ|メール|메시지|메일|thư|tin nhắn|neges|pesan|mail|correo|poruka|sporočilo|съобщение|missatge| \
         email|e-post|appointment|terminanfrage|kiri|levél|skilaboð|消息|邮件|信件|sõnum|ziņojums|pranešimas|ข้อความ| \
         संदेश|پیام|შეტყობინება|порука|հաղորդագրություն",
    )
});

/// Words for "original", "earlier" or "reply".
static ORIGINAL: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of(
        "original|ursprüngliche|urspruengliche|antwort|reply message|replied message|d'origine|d’origine|oorspronkelijk| \
         origineel|oryginalna|oryginalny|původní|puvodni|pôvodná|eredeti|özgün|ursprunglig|wreiddiol|αρχικό| \
         orijinal|orjinal|oprindelig|opprinnelig|alkuperäinen|исходное|исходящее|оригинал|початкове|вихідне| \
         الأصلية|المقتبسة|מקורית|המקורית|原始|原邮件|原郵件|元の|オリジナル|원본|gốc|gwreiddiol|asli|previous|vorherige| \
         précédent|izvorna|izvorno|algne|upprunaleg|原件|algsõnum|sākotnēj|pradini|ต้นฉบับ|मूल|اصلی|მთავარი|изворна",
    )
});

/// Words for "forwarded".
static FORWARD: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of(
        "forwarded|weitergeleitet|transféré|transfere|reenviado|encaminhada|reencaminhada|inoltrato| \
         doorgestuurd|przekazana|przekazane|przesłana|přeposlan|preposlan|továbbított|redirecționat| \
         redirectionat|transmis|προωθημένο|προωθούμενο|iletilen|iletilmiş|yönlendirilen|vidarebefordra| \
         vidaresend|videresendt|edelleenlähetetty|välitetty|välitetyn|пересылаемое|пересланное|переслане| \
         переадресован|محولة|معاد توجيهها|المُعاد|שהועברה|מועברת|转发|轉寄|轉發|転送|전달|chuyển tiếp|anfon ymlaen| \
         diteruskan|proslijeđena|posredovano|перенаправлен|reenviat|препратен|edasisaadetud|edastatud|pārsūtīt| \
         persiųst|ส่งต่อ|अग्रेषित|هدایت شده|прослеђена|framsent|áframsent",
    )
});

/// Is this (lower case) the wording of a separator before an earlier mail?
pub(in super::super) fn names_original(line: &str) -> bool {
    MESSAGE.stand_in(line) && ORIGINAL.stand_in(line)
}

/// Is this (lower case) the wording of a separator before a forwarded mail?
pub(in super::super) fn names_forward(line: &str) -> bool {
    MESSAGE.stand_in(line) && FORWARD.stand_in(line)
}
