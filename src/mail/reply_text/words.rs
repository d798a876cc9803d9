//! The vocabulary of mail programs: verbs of writing, header labels, months, separators and footers in many languages.
//!
//! The shapes (a date, an address, a colon) carry the recognition; these words only settle what shapes leave open. All are lower case and
//! written as the programs write them; words of scripts without spaces are looked for as parts of a line.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What a header label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Label {
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

fn set(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

/// Verbs of writing, as whole words.
static VERBS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("wrote writes pisze napisana napísaná schrieb schrieben geschrieben schreibt écrit écrivait ecrit escribió escribio escribiste escribía escreveu \
        scritto scrisse scrive schreef geschreven napisał napisała napisal napisala napísal napísala napsal napsala napsáno írta írtad írt \
        scris έγραψε έγραψαν γράφει yazdı yazdi yazmış skrev skreiv skrifaði kirjoitti написал написала написав написали пише писал пишет написа \
        كتب كتبت كتبها كتابة כתב כתבה viết ysgrifennodd menulis napisao rašė rakstīja kirjutas escriure escrigué idatzi scríobh escribiu लिखा เขียน نوشت")
});

/// Verbs of writing in scripts without spaces between words.
const VERB_PARTS: &[&str] = &["写道", "寫道", "写了", "寫了", "書きました", "님이 작성", "작성:", "썼습니다", "쓴 글", "のメール", "のメッセージ", "撰寫", "撰写"];

/// Words that programs also use there but people use more: they need an address beside them.
static WEAK_VERBS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set("sent said gesendet envoyé enviado inviato verzonden wysłał heeft odesłał"));

/// The first word of an attribution ("On", "Am", "Le"), where the line begins with one.
static OPENINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("on at am um le il el em in op dnia w na dne v ve dňa la a pe på den d. the στις την τη ons vào lúc pada ar ym yn tanggal tarihinde \
        в у на во 在 于 於 في بتاريخ בתאריך ב ב- dana dne. kuupäeval datums an i il: --- ---- от від lun mar")
});

/// Month and weekday names, whole or as their first letters are shortened to.
static CALENDAR: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("jan january januar januari janvier janv enero ene janeiro gennaio gen stycznia sty leden ledna led január ian ianuarie ιαν ιανουαρίου \
        ocak oca tammikuuta tammi января янв січня січ ionawr \
        feb february februar februari février févr fevr febrero fevereiro fev febbraio lutego lut února úno február febr februarie φεβ \
        φεβρουαρίου şubat şub helmikuuta helmi февраля февр фев лютого лют chwefror \
        mar march märz mär maart mrt mars marzo março marca března bře március márc martie μαρ μαρτίου mart maaliskuuta maalis marts \
        марта мар березня бер mawrth \
        apr april avril avr abril abr aprile kwietnia kwi dubna dub április ápr aprilie απρ απριλίου nisan nis huhtikuuta huhti апреля апр квітня квіт ebrill \
        may mai mei mayo maio maggio mag maja května kvě május máj μαΐ μαΐου mayıs toukokuuta touko maj мая трав травня mai. \
        jun june juni juin junio junho jun. giugno giu czerwca cze června čvn június jún iunie ιουν ιουνίου haziran haz kesäkuuta kesä июня июн червня черв mehefin \
        jul july juli juillet juil julio julho luglio lug lipca lip července čvc július júl iulie ιουλ ιουλίου temmuz tem heinäkuuta heinä июля июл липня лип gorffennaf \
        aug august augustus août aout agosto ago sierpnia sie srpna srp augusztus αυγ αυγούστου ağustos ağu elokuuta elo augusti августа авг серпня серп awst \
        sep sept september septembre septiembre setembro set settembre września wrz září zář szeptember szept septembrie σεπ σεπτ σεπτεμβρίου eylül eyl syyskuuta syys сентября сент сен вересня вер medi \
        oct okt october oktober octobre octubre out outubro ottobre ott października paź října říj október octombrie οκτ οκτωβρίου ekim eki lokakuuta loka октября окт жовтня жовт hydref \
        nov november novembre noviembre novembro listopada lis listopadu νοε νοεμ νοεμβρίου noiembrie kasım kas marraskuuta marras ноября нояб ноя листопада лист tachwedd \
        dec dez des december dezember décembre déc diciembre dic dezembro dicembre grudnia gru prosince pro desember δεκ δεκεμβρίου decembrie aralık ara joulukuuta joulu декабря дек грудня груд rhagfyr \
        mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday \
        montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so \
        lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom \
        segunda terça quarta quinta sexta seg ter qua qui sex lunedì martedì mercoledì giovedì venerdì sabato domenica gio \
        maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo \
        poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob niedz pondělí úterý středa čtvrtek pátek sobota neděle po út st čt pá so ne \
        pondelok utorok streda štvrtok piatok nedeľa hétfő kedd szerda csütörtök péntek szombat vasárnap luni marți miercuri joi vineri sâmbătă duminică \
        δευ τρί τετ πέμ παρ σάβ κυρ δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή pzt sal çar per cum cmt paz pazartesi salı çarşamba perşembe cuma cumartesi pazar \
        mån tis ons tors tor fre lör sön måndag tisdag onsdag torsdag fredag lördag söndag man tir lør søn mandag tirsdag lørdag søndag \
        maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai ke to pe la su ti \
        пн вт ср чт пт сб вс нд понедельник вторник среда четверг пятница суббота воскресенье понеділок вівторок середа п'ятниця субота неділя \
        يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר \
        בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר thg tháng")
});

/// Header labels, whole, without their colon.
static LABELS: LazyLock<HashMap<&str, Label>> = LazyLock::new(|| {
    let table: [(Label, &[&str]); 6] = [
        (
            Label::From,
            &[
                "from", "von", "de", "da", "van", "od", "fra", "från", "frå", "lähettäjä", "feladó", "kimden", "gönderen", "от", "от кого", "від",
                "від кого", "από", "expéditeur", "remitente", "remetente", "mittente", "afzender", "nadawca", "odosielateľ", "odesílatel", "expeditor", "din partea",
                "de la", "من", "المرسل", "מאת", "差出人", "寄件者", "寄件人", "发件人", "發件人", "보낸 사람", "보낸사람", "từ", "người gửi", "oddiwrth",
                "gan", "absender", "dari", "nuo", "no", "saatja", "pošiljatelj", "šalje", "送信者", "from address", "sender",
            ],
        ),
        (
            Label::Date,
            &[
                "date", "sent", "sent on", "sent at", "datum", "gesendet", "gesendet am", "envoyé", "envoyé le", "envoyée", "fecha", "enviado",
                "enviado el", "enviado em", "enviada", "enviada em", "data", "inviato", "inviato il", "verzonden", "verzonden op", "wysłano", "wysłane", "dnia", "data wysłania",
                "odesláno", "odoslané", "dátum", "elküldve", "küldve", "küldés dátuma", "trimis", "trimisă", "dată", "ημερομηνία", "στάλθηκε", "εστάλη", "gönderildi", "gönderilme tarihi",
                "tarih", "skickat", "skickades", "dato", "sendt", "sendt dato", "lähetetty", "päivämäärä", "päiväys", "дата", "отправлено", "отправлен", "надіслано", "отримано", "التاريخ", "تاريخ",
                "تم الإرسال", "أرسلت", "أُرسلت", "תאריך", "נשלח", "送信日時", "日時", "日付", "日期", "发送时间", "寄件日期", "傳送日期", "傳送時間", "發送時間", "时间", "時間", "날짜", "보낸 날짜",
                "보낸날짜", "ngày", "đã gửi", "gửi", "gửi lúc", "dyddiad", "anfonwyd", "message du", "poslano", "received", "tanggal", "dikirim", "date sent", "time",
            ],
        ),
        (
            Label::To,
            &[
                "to", "an", "à", "a", "para", "pour", "aan", "do", "komu", "pro", "címzett", "către", "catre", "la", "προς", "kime", "alıcı", "till", "til", "vastaanottaja", "кому", "إلى",
                "الى", "אל", "宛先", "收件者", "收件人", "받는 사람", "받는사람", "đến", "tới", "người nhận", "at", "empfänger", "destinatario", "destinatário", "destinataire", "kepada", "ke",
                "kam", "saaja", "ke kepada",
            ],
        ),
        (
            Label::Cc,
            &[
                "cc", "kopie", "copie", "copie à", "kopia", "kopi", "kopio", "kópia", "másolat", "másolatot kap", "dw", "do wiadomości", "копия", "копія", "κοιν", "κοινοποίηση", "bilgi", "نسخة", "نسخة إلى", "העתק",
                "抄送", "副本", "참조", "bcc", "tembusan", "con copia", "com cópia", "ccn", "sao gửi", "kopija",
            ],
        ),
        (
            Label::Subject,
            &[
                "subject", "betreff", "objet", "sujet", "asunto", "assunto", "oggetto", "onderwerp", "temat", "předmět", "predmet", "tárgy", "subiect", "θέμα", "konu", "ämne", "emne", "aihe", "тема", "الموضوع",
                "موضوع", "נושא", "件名", "主旨", "主题", "主題", "제목", "chủ đề", "tiêu đề", "pwnc", "testun", "subjek", "perihal", "tema", "teema", "zadeva", "re", "betr",
            ],
        ),
        (
            Label::Other,
            &[
                "reply-to", "reply to", "antwort an", "répondre à", "responder a", "responder para", "risposta", "rispondi a", "antwoord aan", "odpowiedz do", "svar till", "svar til", "importance", "wichtigkeit", "priorität", "priority",
                "attachments", "anlagen", "anhänge", "pièces jointes", "datos adjuntos", "anexos", "allegati", "bijlagen", "załączniki", "přílohy", "prílohy", "mellékletek", "on behalf of", "organization", "sensitivity", "mailed-by", "vedhæftede filer",
                "вложения", "importancia", "prioridade", "添付ファイル", "附件", "첨부", "message-id", "resent-from", "bilagor", "liitteet",
            ],
        ),
    ];
    table.iter().flat_map(|(label, names)| names.iter().map(move |name| (*name, *label))).collect()
});

/// Words for "message" as they stand in separators.
const MESSAGE_PARTS: &[&str] = &[
    "message", "nachricht", "mensaje", "mensagem", "messaggio", "bericht", "wiadomość", "wiadomosc", "zpráva", "zprava", "správa", "üzenet", "mesaj", "μήνυμα", "ileti", "meddelande", "meddelelse",
    "besked", "melding", "viesti", "сообщени", "повідомлення", "письмо", "лист", "رسالة", "הודעה", "邮件", "郵件", "メッセージ", "メール", "메시지", "메일", "thư", "tin nhắn", "neges", "pesan", "mail", "correo",
    "poruka", "sporočilo", "съобщение", "missatge", "email", "e-post", "appointment", "terminanfrage", "kiri", "levél", "skilaboð",
];

/// Words for "original", "earlier" or "reply" in separators.
const ORIGINAL_PARTS: &[&str] = &[
    "original", "ursprüngliche", "urspruengliche", "antwort", "reply message", "d'origine", "d’origine", "oorspronkelijk", "origineel", "oryginalna", "oryginalny", "původní", "puvodni", "pôvodná", "eredeti", "özgün", "ursprunglig", "wreiddiol", "αρχικό", "orijinal",
    "orjinal", "oprindelig", "opprinnelig", "alkuperäinen", "исходное", "исходящее", "оригинал", "початкове", "вихідне", "الأصلية", "المقتبسة", "מקורית", "המקורית", "原始", "原邮件", "原郵件", "元の", "オリジナル", "원본", "gốc",
    "gwreiddiol", "asli", "previous", "vorherige", "précédent", "izvorna", "izvorno", "algne", "upprunaleg",
];

/// Words for "forwarded" in separators.
const FORWARD_PARTS: &[&str] = &[
    "forwarded", "weitergeleitet", "transféré", "transfere", "reenviado", "encaminhada", "reencaminhada", "inoltrato", "doorgestuurd", "przekazana", "przekazane", "przesłana", "přeposlan", "preposlan", "továbbított", "redirecționat",
    "redirectionat", "transmis", "προωθημένο", "προωθούμενο", "iletilen", "iletilmiş", "yönlendirilen", "vidarebefordra", "vidaresend", "videresendt", "edelleenlähetetty", "välitetty", "välitetyn", "пересылаемое", "пересланное", "переслане", "переадресован", "محولة",
    "معاد توجيهها", "المُعاد", "שהועברה", "מועברת", "转发", "轉寄", "轉發", "転送", "전달", "chuyển tiếp", "anfon ymlaen", "diteruskan", "proslijeđena", "posredovano",
];

/// Openings of mobile footers: what stands before the device or program.
pub(super) const SENT_FROM: &[&str] = &[
    "sent from", "sent via", "sent with", "sent by", "sent using", "sent on the go", "get outlook for", "download outlook for", "from my iphone", "from my ipad", "from my android", "gesendet von", "gesendet mit", "von meinem", "von unterwegs",
    "diese nachricht wurde von", "holen sie sich outlook", "envoyé de", "envoyé depuis", "envoyé à partir", "envoyé avec", "envoyé via", "télécharger outlook", "obtenir outlook", "obtenez outlook", "enviado desde", "enviado de", "enviado a partir",
    "enviado do", "enviado da", "enviado via", "enviado con", "enviado pelo", "enviado por", "obtener outlook", "obter o outlook", "baixe o outlook", "inviato da", "inviato dal", "inviato con", "scarica outlook", "ottieni outlook", "verzonden vanaf", "verzonden via",
    "verstuurd vanaf", "verzonden met", "download outlook voor", "outlook voor", "wysłane z", "wysłano z", "wysłane za", "pobierz program outlook", "odesláno z", "odesláno ze", "odesláno přes", "získejte outlook", "odoslané z", "odoslané zo", "küldve", "elküldve", "iphone-ról küldve",
    "trimis de pe", "trimis de la", "trimis din", "στάλθηκε από", "εστάλη από", "iphone'umdan", "skickat från", "hämta outlook", "sendt fra", "hent outlook", "lähetetty", "hanki outlook", "отправлено с", "отправлено из", "отправлено со", "отправлено от", "скачать outlook",
    "надіслано з", "надіслано із", "відправлено з", "أُرسلت من", "أرسلت من", "مرسل من", "تم الإرسال من", "נשלח מ", "נשלח מה", "从我的", "從我的", "发自我的", "發自我的", "来自我的", "來自我的", "发送自", "傳送自", "從我", "取得 outlook", "获取 outlook", "iphoneから", "ipadから", "androidから",
    "iphone から", "outlook for ios を", "나의 iphone", "내 iphone", "iphone에서", "được gửi từ", "đã gửi từ", "gửi từ", "anfonwyd o", "dikirim dari", "poslano s", "poslano iz", "envoyé", "sent mobile",
];

/// Names that mark a footer for certain: devices and the programs on them.
const DEVICES: &[&str] = &[
    "iphon", "ipad", "ipod", "androi", "galaxy", "samsung", "huawei", "xiaomi", "redmi", "oneplus", "pixel", "nokia", "htc", "sony", "xperia", "motorola", "blackberry", "bb10", "windows", "outlook", "mobile", "mobil", "phone", "telefon",
    "téléphone", "teléfono", "telefone", "telefono", "telefoon", "smartphone", "handy", "tablet", "yahoo", "mailbox", "airmail", "protonmail", "proton mail", "spark", "mail.ru", "gmx", "web.de", "k-9", "typeapp", "bluemail", "blue mail", "edison", "thunderbird", "телефон", "мобил",
    "почт", "яндекс", "cell", "device", "gerät", "ti-85", "alcatel", "lg ", "macbook", "imac", "mac ", "apple", "mail app", "aqua mail", "nine", "superhuman", "airmail", "sparrow", "acompli", "zoho", "t-online", "aol", "hotmail", "hey.com", "honor", "oppo", "vivo", "realme", "wiko",
    "手机", "手機", "هاتف", "الهاتف", "جوال", "טלפון", "mobiel", "mobiltelefon", "puhelim", "kännykkä", "cep telefon", "điện thoại", "https://", "http://", "tutanota", "fastmail", "newton", "freundlichen", "laptop", "mailspring", "kurt", "posteo", "mobilgerät", "komór", "mobilu",
];

/// Words of legal notices at a mail's end; two different ones in one paragraph make a notice.
const LEGAL_PARTS: &[&str] = &[
    "confidential", "intended recipient", "intended solely", "intended only", "addressee", "privileged", "disclos", "in error", "unauthori", "delete this", "notify the sender", "viruses", "registered office", "please consider the environment", "vertraulich",
    "bestimmungsgemäße", "adressat", "irrtümlich", "unbefugt", "absender", "vernichten", "confidentiel", "destinataire", "par erreur", "strictement interdit", "confidencial", "destinatario", "destinatário", "por error", "por erro", "prohibid", "proibid", "riservat", "per errore",
    "vertrouwelijk", "geadresseerde", "bestemd voor", "abusievelijk", "poufn", "adresat", "omyłkow", "důvěrn", "příjemc", "omylem", "dôvern", "bizalmas", "címzett", "tévedés", "confidențial", "destinatar", "εμπιστευτ", "παραλήπτη", "gizli", "alıcı", "konfidentiell", "mottagare", "fortrolig", "modtager",
    "mottaker", "luottamuksel", "vastaanottaja", "конфиденциальн", "адресат", "конфіденційн", "adresát", "cyfrinachol", "机密", "機密", "보안", "سرية", "חסוי",
];

/// Openings of a farewell.
const FAREWELLS: &[&str] = &[
    "regards", "best", "kind", "thanks", "thank", "cheers", "sincerely", "yours", "warm", "many thanks", "br", "mit", "viele", "liebe", "freundliche", "gruß", "grüße", "lg", "vg", "mfg", "beste", "cordialement", "bien", "merci", "amicalement", "saludos", "gracias", "un saludo", "atentamente", "atenciosamente",
    "obrigado", "obrigada", "abraço", "abraços", "cordiali", "distinti", "saluti", "grazie", "groet", "groeten", "met", "vriendelijke", "bedankt", "pozdrawiam", "pozdrowienia", "dziękuję", "z", "s", "pozdravem", "pozdravom", "üdvözlettel", "köszönöm", "mulțumesc", "cu", "με", "ευχαριστώ", "saygılarımla", "teşekkürler", "med", "hälsningar",
    "mvh", "hilsen", "venlig", "vennlig", "terveisin", "ystävällisin", "с", "спасибо", "з", "дякую", "cofion", "diolch", "trân", "مع", "شكرا", "בברכה", "תודה", "此致", "谢谢", "以上", "よろしく", "감사합니다",
];

/// Short answers, which a name below a mail is not.
static ANSWERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("yes no ok okay sure agreed done fine thanks correct exactly maybe never always both neither none ja nein doch oui non si sí não sim nee jawel tak nie ano ne áno igen nem da nu ναι όχι evet hayır tamam jo nej nei kyllä ei joo да нет так ні         نعم لا כן לא 是 不 好 はい いいえ 네 아니요 có không ie nage gerne gern stimmt einverstanden perfect perfekt great monday tuesday wednesday thursday friday saturday sunday")
});

/// Is `line` (lower case) or its first word an answer by itself?
pub(super) fn is_answer(line: &str) -> bool {
    line.split(' ').any(|word| ANSWERS.contains(word))
}

/// Is `word` (lower case) a verb of writing?
pub(super) fn is_verb(word: &str) -> bool {
    VERBS.contains(word)
}

/// Does `line` (lower case) hold a verb of writing that is not set off by spaces?
pub(super) fn has_verb_part(line: &str) -> bool {
    contains_any(line, VERB_PARTS)
}

/// Is `word` a verb that only an address beside it makes an attribution?
pub(super) fn is_weak_verb(word: &str) -> bool {
    WEAK_VERBS.contains(word)
}

/// May an attribution begin with `word` (lower case)?
pub(super) fn is_opening(word: &str) -> bool {
    OPENINGS.contains(word)
}

/// Is `word` (lower case) the name of a month or a weekday, whole or shortened?
pub(super) fn is_calendar(word: &str) -> bool {
    CALENDAR.contains(word.trim_end_matches('.'))
}

/// The kind of a header label (lower case, without colon).
pub(super) fn label(name: &str) -> Option<Label> {
    LABELS.get(name).copied()
}

/// Is this the wording of a separator before an earlier mail: "original message" and its like?
pub(super) fn names_original(line: &str) -> bool {
    contains_any(line, MESSAGE_PARTS) && contains_any(line, ORIGINAL_PARTS)
}

/// Is this the wording of a separator before a forwarded mail?
pub(super) fn names_forward(line: &str) -> bool {
    contains_any(line, MESSAGE_PARTS) && contains_any(line, FORWARD_PARTS)
}

/// Does `line` (lower case) name a device or a mail program?
pub(super) fn names_device(line: &str) -> bool {
    contains_any(line, DEVICES)
}

/// How many different words of a legal notice `text` (lower case) holds, counted up to two.
pub(super) fn legal_words(text: &str) -> usize {
    LEGAL_PARTS.iter().filter(|part| text.contains(*part)).take(2).count()
}

/// Does `line` (lower case) open with a word of farewell?
pub(super) fn is_farewell(line: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).is_some_and(|w| FAREWELLS.contains(&w))
}

fn contains_any(line: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| line.contains(part))
}
