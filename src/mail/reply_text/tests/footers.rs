//! Signatures, mobile footers and legal notices.

use super::{WORDS, assert_cut, split};

const FOOTERS: &[&str] = &[
    "Sent from my iPhone",
    "Sent from my iPad",
    "Sent from HEY",
    "Get BlueMail for Android",
    "مُرسل من الـ iPhone",
    "Sent from my Verizon, Samsung Galaxy smartphone",
    "Sent from my phone. Please excuse brevity and typos.",
    "Virus-free. www.avast.com",
    "Sent from my Galaxy",
    "Sent from Yahoo Mail for iPhone",
    "Sent from Outlook for Android",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Sent from my Pixel 8 Pro",
    "Sent with Proton Mail secure email.",
    "Sent from Proton Mail for iOS",
    "Sent from Mail for Windows",
    "Von meinem iPhone gesendet",
    "Von meinem/meiner Galaxy gesendet",
    "Gesendet von Outlook für iOS",
    "Gesendet mit der GMX Mail App",
    "Gesendet von meinem Samsung Galaxy Smartphone.",
    "Diese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon Galaxy",
    "Envoyé à partir de Outlook pour Android",
    "Enviado desde mi iPhone",
    "Enviado desde Outlook para iOS",
    "Enviado do meu iPhone",
    "Enviado do Outlook para Android",
    "Inviato da iPhone",
    "Inviato dal mio Galaxy",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden met Outlook voor iOS",
    "Wysłane z iPhone'a",
    "Wysłano z telefonu Samsung Galaxy",
    "Odesláno z iPhonu",
    "Odoslané z iPhonu",
    "Az iPhone-omról küldve",
    "Trimis de pe iPhone-ul meu",
    "Στάλθηκε από το iPhone μου",
    "iPhone'umdan gönderildi",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail.ru",
    "Отправлено из Яндекс Почты для мобильных",
    "Надіслано з iPhone",
    "أُرسلت من الـ iPhone",
    "נשלח מה-iPhone שלי",
    "从我的 iPhone 发送",
    "發自我的 iPhone",
    "iPhoneから送信",
    "나의 iPhone에서 보냄",
    "Được gửi từ iPhone của tôi",
    "Anfonwyd o fy iPhone",
    "Yahoo Mail: Search, Organize, Conquer",
    "Yahoo Mail – E-Mail vereinfacht",
    "Enviado desde mi móvil",
    "Enviado do meu celular",
    "Gesendet von unterwegs",
    "Sent with FairEmail",
    "发自网易邮箱大师",
    "スマートフォンから送信",
    "Enviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.",
    "Secured by Tuta Mail: https://tuta.com/email",
    "Sent from Nine",
    "Gesendet mit Nine",
    "Sent with Mailbird",
    "Sent from eM Client for Mac",
    "Sent from Workspace ONE Boxer",
    "Sent on the go",
    "Sent on the new Sprint Network from my Samsung Galaxy S4",
    "Verstuurd via mijn Samsung Galaxy-smartphone.",
    "Poslano z mojega iPhona",
    "iPhone版 Outlook を入手",
    "네이버 메일 앱에서 보냄",
    "Sent with Aqua Mail for Android\nhttp://www.mobisystems.com/aqua-mail",
    "Ben Fox reacted via Gmail\n<https://www.google.com/gmail/about/?utm_source=gmail-in-product&utm_campaign=emojireactionemail#app>",
];

#[test]
fn of_telephones_are_cut() {
    let quote = "On Tue, 3 Mar 2026 at 10:15, Ann <ann@example.org> wrote:\n\n> Thursday?\n";
    assert_cut(FOOTERS.iter().flat_map(|footer| [(*footer).to_owned(), format!("{footer}\n\n{quote}")]));
}

#[test]
fn alone_are_kept() {
    assert_eq!(split("Sent from my iPhone\n").text, "Sent from my iPhone");
}

#[test]
fn behind_the_delimiter_are_cut() {
    let quote = "On Tue, 3 Mar 2026 at 10:15, Ann <ann@example.org> wrote:\n> Thursday?\n";
    let signatures = [
        "-- \nBen Fox\nLibrarian\n+44 20 7946 0000",
        "--\nBen",
        "—\nBen Fox\nhttps://example.org",
        "--\u{a0}\nBen",
        "_____________________\nBen Fox\nben@example.org",
        "-- \nBen\n\nSent from my iPhone",
        "-- \nBen Fox\nThe best way to predict the future is to invent it. Alan Kay said so, and I believe him.",
        "--\nBen Fox\n\"Be the change that you wish to see in the world.\" - Mahatma Gandhi",
        "—\nBen Fox\n\n„Wer kämpft, kann verlieren. Wer nicht kämpft, hat schon verloren.“ (Bertolt Brecht)",
        "--\nBen Fox\n\n“I never said half the things that they put on posters of me.”\n— Albert Einstein",
    ];
    assert_cut(signatures.iter().flat_map(|signature| {
        [(*signature).to_owned(), format!("{signature}\n\n{quote}"), format!("{quote}\n{signature}\n")]
    }));
}

#[test]
fn of_lawyers_are_cut() {
    let notices = [
        "This email and any attachments are confidential and intended solely for the addressee. If you have received it in error, please delete it and notify the sender at once.",
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind oder diese E-Mail irrtümlich erhalten haben, informieren Sie bitte den Absender und vernichten Sie diese Mail.",
        "Ce message et ses pièces jointes sont confidentiels et établis à l'intention exclusive de leurs destinataires. Si vous avez reçu ce message par erreur, merci de le détruire.",
        "Questo messaggio e i suoi allegati sono confidenziali e indirizzati esclusivamente al destinatario. Se non siete il destinatario siete pregati di cancellarlo.",
        "Niniejsza wiadomość zawiera informacje poufne przeznaczone wyłącznie dla adresata. Jeżeli nie są Państwo adresatem, prosimy o jej usunięcie.",
        "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。如果您错收了本邮件，请您立即通知发件人并删除本邮件！",
        "このメールには機密情報が含まれている場合があります。誤って受信された場合は、送信者に連絡の上、削除してください。",
        "Bu e-posta gizlidir ve yalnızca alıcısına yöneliktir. Yanlışlıkla aldıysanız lütfen gönderene bildiriniz ve siliniz.",
        "This email and any attachments are confidential and intended solely for the addressee. If you have received it in error, please notify the sender.\n\nExample Ltd is registered in England No. 123456. Registered office: 1 Water Lane, Leeds.\n\nPlease consider the environment before printing this email.",
        "Esta mensagem e seus anexos são confidenciais e destinam-se exclusivamente ao destinatário. Se você não é o destinatário, por favor apague-a.",
    ];
    assert_cut(notices.map(str::to_owned));
    let parted = split(&format!("{WORDS}\n\n-- \nBen\n\n{}\n", notices[0]));
    assert_eq!(parted.text, WORDS);
}
