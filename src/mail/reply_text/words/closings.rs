//! What stands at a mail's end: farewells, the footers of telephones, the notices of lawyers.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Parts, list, set};

/// Openings of mobile footers: what stands before the device or program.
static SENT_FROM: LazyLock<Vec<&str>> = LazyLock::new(|| {
    list(
        "sent from|sent via|sent with|sent by|sent using|sent on the go|get outlook for|download outlook for|get bluemail for|get the app| \
         from my iphone|from my ipad|from my android|gesendet von|gesendet mit|von meinem|von unterwegs| \
         diese nachricht wurde von|holen sie sich outlook|envoyé de|envoyé depuis|envoyé à partir|envoyé avec| \
         envoyé via|télécharger outlook|obtenir outlook|obtenez outlook|enviado desde|enviado de| \
         enviado a partir|enviado do|enviado da|enviado via|enviado con|enviado pelo|enviado por| \
         obtener outlook|obter o outlook|baixe o outlook|inviato da|inviato dal|inviato con|scarica outlook| \
         ottieni outlook|verzonden vanaf|verzonden via|verstuurd vanaf|verzonden met|download outlook voor| \
         outlook voor|wysłane z|wysłano z|wysłane za|pobierz program outlook|odesláno z|odesláno ze| \
         odesláno přes|získejte outlook|odoslané z|odoslané zo|küldve|elküldve|iphone-ról küldve|trimis de pe| \
         trimis de la|trimis din|στάλθηκε από|εστάλη από|iphone'umdan|skickat från|hämta outlook|sendt fra| \
         hent outlook|lähetetty|hanki outlook|отправлено с|отправлено из|отправлено со|отправлено от| \
         скачать outlook|надіслано з|надіслано із|відправлено з|أُرسلت من|أرسلت من|مرسل من|مُرسل من|تم الإرسال من|נשלח מ| \
         נשלח מה|从我的|從我的|发自我的|发自网易|来自 qq|發自我的|来自我的|來自我的|发送自|傳送自|從我|取得 outlook|获取 outlook|iphoneから|ipadから|androidから| \
         iphone から|outlook for ios を|나의 iphone|내 iphone|iphone에서|được gửi từ|đã gửi từ|gửi từ|anfonwyd o| \
         dikirim dari|poslano s|poslano iz|envoyé|sent mobile|provenance :|provenance:|verzonden vanuit|skickades från| \
         στάλθηκε με|στάλθηκε από|enviat des|enviat amb|изпратено от|saadetud|nosūtīts no|išsiųsta iš|ส่งจาก|मेरे| \
         ارسال شده از|ارسال‌شده از|bidalita|enviado dende|послато са|poslato sa|გაგზავნილია|ուղարկված|dërguar nga| \
         sent frá|sent úr|sendt með|sent on the|verstuurd via|poslano z|ghi từ|iphone-ról|verstuurd met|私の|gesendet aus|från min|fra min|wysłane przy",
    )
});

/// Endings of mobile footers, in languages whose verb comes last.
static SENT: LazyLock<Vec<&str>> = LazyLock::new(|| {
    list(
        "gesendet|küldve|gönderildi|传送|傳送|發送|发送|送信|보냄|lähetetty|geschickt|verschickt|भेजा गया|göndərilib|jönatilgan|жіберілді",
    )
});

/// Names that mark a footer for certain: devices, and the programs on them.
static DEVICES: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of(
        "iphon|ipad|ipod|androi|galaxy|samsung|huawei|xiaomi|redmi|oneplus|pixel|nokia|htc|xperia|motorola| \
         blackberry|bb10|windows|outlook|mobile|mobil|phone|telefon|téléphone|teléfono|telefone|telefono| \
         telefoon|smartphone|handy|tablet|yahoo|mailbox|airmail|protonmail|proton mail|mail.ru|gmx|web.de|k-9| \
         typeapp|bluemail|blue mail|edison|thunderbird|телефон|мобил|почт|яндекс|cell|device|gerät|ti-85| \
         alcatel|macbook|imac|apple|mail app|aqua mail|superhuman|sparrow|acompli|zoho|t-online|aol|hotmail| \
         hey.com|honor|oppo|vivo|realme|wiko|手机|手機|هاتف|الهاتف|جوال|טלפון|mobiel|mobiltelefon|puhelim|kännykkä| \
         cep telefon|điện thoại|https://|http://|tutanota|fastmail|newton|freundlichen|laptop|mailspring|kurt| \
         posteo|mobilgerät|komór|mobilu|my mac|mein mac|spark|sony xperia|polymail| hey|tuta|mail orange|courrier pour|e-post för| \
         κινητ|zařízení|스마트폰|휴대폰|gmail|honor|correo para|correio para|posta per|mail voor|poczta| \
         móvil|movil|celular|telemóvel|cellulare|unterwegs|dispositivo| \
         mymail|fairemail|libero mail|네이버 메일|la poste mail|邮箱|企业微信|スマートフォン",
    )
});

/// Programs whose names mean other things as well: they are meant where nothing but them is said to have sent it.
static PROGRAMS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    list(
        "nine|boxer|workspace one boxer|front|spike|missive|canary|canary mail|mailbird|em client|mimestream|shortwave|unibox| \
         inky|postbox|mailplane|twobird|vivaldi|evolution|kmail|geary|betterbird|seamonkey|roundcube|zimbra",
    )
});

/// What stands between a program's name and the system it runs on.
const MADE_FOR: [&str; 8] = [" for ", " für ", " pour ", " para ", " per ", " voor ", " för ", " dla "];

/// Lines that programs write below a mail and that say nothing of having been sent.
static SLOGANS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    list("yahoo mail:|yahoo mail –|yahoo mail -|sent on the go|secured by tuta|provenienza: posta|procedencia: correo")
});

/// The shops' platforms as their offers name them, beside which a program's name invites to get it, whatever the language says between them.
const PLATFORMS: [&str; 3] = ["ios", "android", "iphone版"];

/// Words of legal notices; three different ones in one paragraph make a notice.
static LEGAL: LazyLock<Vec<&str>> = LazyLock::new(|| {
    list(
        "confidential|intended recipient|intended solely|intended only|addressee|privileged|disclos|in error| \
         unauthori|delete this|notify the sender|viruses|registered office|please consider the environment| \
         vertraulich|bestimmungsgemäße|adressat|irrtümlich|unbefugt|absender|vernichten|confidentiel| \
         destinataire|par erreur|strictement interdit|confidencial|destinatario|destinatário|por error|por erro| \
         prohibid|proibid|riservat|per errore|vertrouwelijk|geadresseerde|bestemd voor|abusievelijk|poufn| \
         adresat|omyłkow|důvěrn|příjemc|omylem|dôvern|bizalmas|címzett|tévedés|confidențial|destinatar| \
         εμπιστευτ|παραλήπτη|gizli|alıcı|konfidentiell|mottagare|fortrolig|modtager|mottaker|luottamuksel| \
         vastaanottaja|конфиденциальн|адресат|конфіденційн|adresát|cyfrinachol|机密|機密|보안|سرية|חסוי| \
         保密|错收|误收|誤收|删除|刪除|发件人|誤って|削除|送信者|yanlışlık|siliniz|gönderene|المرسل إليه|بالخطأ|حذف|기밀|삭제| \
         pièces jointes|pièce jointe|détruire|intention exclusive|confidenzial|esclusivamente|siete pregati|cancellar|wyłącznie dla| \
         usunięcie|exclusivamente|apague|destinam-se|ausschließlich für|uitsluitend bestemd|výhradně|výlučne|kizárólag|exclusiv|uteslutande",
    )
});

/// What legal notices call the mail that they stand in.
static THIS_MAIL: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of(
        "this e-mail|this email|this mail|this message|this communication|this transmission|this electronic| \
         contained in this|the information contained|the information transmitted|the contents of this|email and any| \
         e-mail and any|message and any|diese e-mail|diese email|diese mail|diese nachricht|dieser e-mail| \
         dieser email|dieser mail|dieser nachricht|ce message|cet e-mail|cet email|ce mail|ce courriel|ce courrier| \
         cette communication|présent message|présent courriel|este correo|este mensaje|este e-mail|este email| \
         esta comunicación|el presente mensaje|esta mensagem|este correio|questo messaggio|questa e-mail| \
         questa email|questa mail|la presente e-mail|presente messaggio|questa comunicazione|dit bericht| \
         deze e-mail|deze email|deze mail|dit e-mailbericht|niniejsza wiadomość|ta wiadomość|wiadomość jest|niniejszy e-mail| \
         ten e-mail|tato zpráva|tento e-mail|této zprávy|táto správa|tejto správy|ez az e-mail|ez az üzenet| \
         jelen üzenet|acest mesaj|acest e-mail|acest email|το παρόν|αυτό το μήνυμα|το μήνυμα|αυτό το email| \
         bu e-posta|bu mesaj|bu ileti|bu elektronik|detta meddelande|det här meddelandet|detta e-post|denna e-post| \
         denne e-mail|denne mail|denne meddelelse|denne e-post|denne meldingen|tämä viesti|tämä sähköposti| \
         это сообщение|настоящее сообщение|данное сообщение|это письмо|данное письмо|це повідомлення|цей лист| \
         цей електронний|本邮件|此邮件|本電子郵件|此電子郵件|本郵件|此郵件|このメール|本メール|このメッセージ|本メッセージ|이 메일|본 메일|이 이메일|본 이메일|이 메시지| \
         هذه الرسالة|هذا البريد|הודעה זו|דואר זה|neges hon|yr e-bost hwn",
    )
});

/// What employers and scanners add in a line of its own.
static ADDED: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of(
        "consider the environment before print|denken sie an die umwelt|pensez à l'environnement|pensez à l’environnement| \
         en el medio ambiente antes de imprimir|no meio ambiente antes de imprimir|all'ambiente prima di stampare| \
         aan het milieu voordat u|virus-free. www.avast|checked for viruses by avast|virenfrei. www.avast|garanti sans virus| \
         registered office:|registered in england no|registered in england and wales|sitz der gesellschaft:|registergericht:",
    )
});

/// What says that answers stand inside the earlier mail.
static INLINE: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of(
        "inline|in-line|answers below|comments below|replies below|responses below|see below|please find below| \
         answered below|replied below|in your email below|in your mail below|in your message below| \
         in the text below|in your text|interspersed|inserted below|embedded below|marked with|marked by| \
         between the lines|between your lines|under each question|below each question|under your questions| \
         below your questions|antworten unten|siehe unten|s. unten|s.u|s. u|weiter unten|im text| \
         zwischen den zeilen|in deiner mail unten|direkt darunter|ci-dessous|plus bas|dans le texte| \
         dans ton message|dans votre message|entre les lignes|más abajo|debajo|ver abajo|abajo|entre líneas| \
         en el texto|abaixo|no texto|entre as linhas|sotto|vedi sotto|di seguito|nel testo|tra le righe|hieronder| \
         zie onder|in de tekst|tussen de regels|poniżej|w treści|między wierszami|níže|v textu|nižšie|alább| \
         lásd lent|mai jos|παρακάτω|aşağıda|satır aralarında|nedanför|nedan|nedenfor|nedenunder|i teksten|i texten| \
         katso alta|tekstin seassa|ниже|в тексте|нижче|见下|見下|下面|下方|下記|文中|아래|본문에|أدناه|להלן|bên dưới|isod",
    )
});

/// What says so of answers that are told by their looks alone, which no text shows.
static LOOKS: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of(
        "in red|in blue|in green|in bold|in italics|in italic|in caps|in capitals|in all caps|in colour|in color| \
         highlighted|in rot|in blau|in grün|fett|kursiv|in großbuchstaben|farbig|en rouge|en bleu|en vert|en gras| \
         en italique|en majuscules|en rojo|en azul|en verde|en negrita|en cursiva|en mayúsculas|em vermelho|em azul| \
         em verde|em negrito|em itálico|em maiúsculas|in rosso|in blu|in verde|in grassetto|in corsivo|in maiuscolo| \
         in rood|in blauw|in groen|vetgedrukt|cursief|in hoofdletters|na czerwono|na niebiesko|pogrubieniem|kursywą| \
         červeně|modře|tučně|kurzívou|pirossal|kékkel|cu roșu|με κόκκινο|kırmızı|med rött|i rött|med rødt|i rødt| \
         punaisella|красным|синим|жирным|курсивом|червоним|红色|紅色|蓝色|藍色|赤字|青字|太字|빨간|파란|بالأحمر|באדום|màu đỏ|mewn coch",
    )
});

/// Words of whole sentences, which a footer is not.
static SENTENCE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set(
        "i i'll i'm i've you we he she they it is was are were has have had can can't cannot will would yesterday today ich du wir ist war \
         sind je nous vous est yo es está ik ja jest",
    )
});

/// Words by which people speak of themselves, and which mean nothing else in other languages.
static FIRST_PERSON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("i'm i've i'll i'd my ich mir mich mein meine meinem meinen meiner meines j'ai moi mes yo mi mis meu minha \
         meus io mio mia ik mijn mój moja moje mnie můj moje jag min mitt mina jeg mit mine minun minä я мне мой \
         моя меня benim")
});

/// Words of those who tell that they have sent something, beside a telephone or not.
static SENDING: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("number nummer numéro numero número gestern hier ayer ieri ontem gisteren wczoraj matin stamattina als")
});

/// First words of a farewell.
static FAREWELLS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("regards best kind thanks thank cheers sincerely yours warm many thanks br mit viele liebe freundliche \
         gruß grüße lg vg mfg beste cordialement bien merci amicalement saludos gracias un saludo atentamente \
         atenciosamente obrigado obrigada abraço abraços cordiali distinti saluti grazie groet groeten met \
         vriendelijke bedankt pozdrawiam pozdrowienia dziękuję z s pozdravem pozdravom üdvözlettel köszönöm \
         mulțumesc cu με ευχαριστώ saygılarımla teşekkürler med hälsningar mvh hilsen venlig vennlig terveisin \
         ystävällisin с спасибо з дякую cofion diolch trân مع شكرا בברכה תודה 此致 谢谢 以上 よろしく 감사합니다")
});

/// Short answers, which a name below a mail is not.
static ANSWERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("yes no ok okay sure agreed done fine thanks correct exactly maybe never always both neither none ja \
         nein doch oui non si sí não sim nee jawel tak nie ano ne áno igen nem da nu ναι όχι evet hayır tamam \
         jo nej nei kyllä ei joo да нет так ні نعم لا כן לא 是 不 好 はい いいえ 네 아니요 có không ie nage gerne gern \
         stimmt einverstanden perfect perfekt great monday tuesday wednesday thursday friday saturday sunday")
});

/// How a mobile footer opens or closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum SentFrom {
    /// It opens with so many bytes of "sent from".
    Opens(usize),
    /// It closes with "sent".
    Closes,
}

/// Reads `line` (lower case) as "sent from …".
pub(in super::super) fn sent_from(line: &str) -> Option<SentFrom> {
    let opening = SENT_FROM.iter().filter(|opening| line.starts_with(**opening)).map(|opening| opening.len()).max();
    let bare = line.trim_end_matches(['.', '。', '!']);
    opening
        .map(SentFrom::Opens)
        .or_else(|| SENT.iter().any(|closing| bare.ends_with(closing)).then_some(SentFrom::Closes))
}

/// Does `line` (lower case) name a device or a mail program?
pub(in super::super) fn names_device(line: &str) -> bool {
    DEVICES.stand_in(line)
}

/// Is `rest` (lower case), which follows "sent from", the name of a mail program and no more?
pub(in super::super) fn is_program(rest: &str) -> bool {
    let name = MADE_FOR.iter().find_map(|made_for| rest.split_once(made_for)).map_or(rest, |(name, _)| name);
    PROGRAMS.contains(&name.trim().trim_end_matches(['.', '!']))
}

/// Does `line` (lower case) open with what a program says of itself below a mail?
pub(in super::super) fn is_slogan(line: &str) -> bool {
    SLOGANS.iter().any(|slogan| line.starts_with(slogan))
}

/// Does `line` (lower case) name Outlook and one of the platforms it is got for?
pub(in super::super) fn offers_program(line: &str) -> bool {
    line.contains("outlook") && PLATFORMS.iter().any(|platform| line.contains(platform))
}

/// How many different words of a legal notice `text` (lower case) holds, counted up to three.
pub(in super::super) fn legal_words(text: &str) -> usize {
    LEGAL.iter().filter(|part| text.contains(**part)).take(3).count()
}

/// Does `text` (lower case) speak of the mail that it stands in?
pub(in super::super) fn speaks_of_mail(text: &str) -> bool {
    THIS_MAIL.stand_in(text)
}

/// Does `line` (lower case) open with a word of farewell?
pub(in super::super) fn is_farewell(line: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty())
        .is_some_and(|word| FAREWELLS.contains(word))
}

/// Is a word of `line` (lower case) an answer by itself?
pub(in super::super) fn is_answer(line: &str) -> bool {
    line.split(' ').any(|word| ANSWERS.contains(word))
}

/// Is `line` (lower case) something that employers and scanners add?
pub(in super::super) fn is_added(line: &str) -> bool {
    ADDED.stand_in(line)
}

/// Does `text` (lower case) say that its answers stand inside the earlier mail?
pub(in super::super) fn points_inside(text: &str) -> bool {
    has_phrase(text, &INLINE) || points_at_looks(text)
}

/// Does `text` (lower case) say that its answers are told from the earlier mail by their looks?
pub(in super::super) fn points_at_looks(text: &str) -> bool {
    has_phrase(text, &LOOKS)
}

/// Does one of `phrases` stand in `text`, of whole words where the script sets them apart?
fn has_phrase(text: &str, phrases: &Parts) -> bool {
    phrases.find(text).any(|at| {
        let after = text.get(at.end..).and_then(|rest| rest.chars().next());
        let before = text.get(..at.start).and_then(|rest| rest.chars().next_back());
        !text.get(at).is_some_and(|phrase| phrase.starts_with(char::is_lowercase))
            || !after.is_some_and(char::is_alphanumeric) && !before.is_some_and(char::is_alphanumeric)
    })
}

/// Does `text` (lower case), which may be a footer, tell of something that was sent?
pub(in super::super) fn tells_of_sending(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| SENDING.contains(word))
}

/// Does somebody speak of herself in `text`? Case tells the English pronoun from the Italian article.
pub(in super::super) fn in_first_person(text: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
        .any(|word| word == "I" || FIRST_PERSON.contains(word.replace('’', "'").to_lowercase().as_str()))
}

/// Does `text` (lower case) hold a word of whole sentences?
pub(in super::super) fn is_sentence(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '!')).any(|word| SENTENCE.contains(word))
}
