//! Header blocks and separators of many programs and languages.

use super::{assert_cut, split};

/// Outlook, desktop, web, mobile and new; Notes; Hotmail: label lines in the order the program prints them.
const BLOCKS: &[&str] = &[
    "From: Ann Marsh <ann@example.org>\nSent: Tuesday, 3 March 2026 10:15\nTo: Ben <ben@example.org>\nSubject: Thursday",
    "|------------>\n| From:      |\n|------------>\n  >--------------|\n  |Ann Marsh <ann@example.org>  |\n  >--------------|\n|------------>\n| To:        |\n|------------>\n  >--------------|\n  |Ben           |\n  >--------------|",
    "             Ann Marsh                                       \n             <ann@example.org>                               \n                                                           To \n             03/03/2026 10:15          Ben                    \n                                                           cc \n                                                      Subject \n                                       Thursday",
    "From: Ann Marsh [mailto:ann@example.org]\nSent: 03 March 2026 10:15\nTo: Ben\nSubject: Thursday",
    "*From:* Ann Marsh <ann@example.org>\n*Sent:* Tuesday, March 3, 2026 10:15 AM\n*To:* Ben\n*Subject:* Thursday",
    "From: Ann Marsh\nSent: 03 March 2026 10:15\nTo: Ben Fox\nCc: Cy Orr\nSubject: Thursday\nImportance: High",
    "From: Ann Marsh\n<ann@example.org>\nSent: Tuesday, 3 March 2026 10:15\nTo: Ben <ben@example.org>;\nCy <cy@example.org>\nSubject: Thursday",
    "From:        \"Ann Marsh\" <ann@example.org>\nTo:        Ben <ben@example.org>\nDate:        03/03/2026 10:15\nSubject:        Thursday",
    "From: Ann Marsh <ann@example.org>\n\nSent: Tuesday, 3 March 2026 10:15\n\nTo: Ben <ben@example.org>\n\nSubject: Thursday",
    "Date: Tue, 3 Mar 2026 10:15:22 +0000\nSubject: Thursday\nFrom: ann@example.org\nTo: ben@example.org",
    "Von: Ann Marsh <ann@example.org>\nGesendet: Dienstag, 3. März 2026 10:15\nAn: Ben <ben@example.org>\nBetreff: Donnerstag",
    "Gesendet: Dienstag, 03. März 2026 um 10:15 Uhr\nVon: \"Ann Marsh\" <ann@example.org>\nAn: ben@example.org\nBetreff: Donnerstag",
    "De : Ann Marsh <ann@example.org>\nEnvoyé : mardi 3 mars 2026 10:15\nÀ : Ben <ben@example.org>\nObjet : Jeudi",
    "De: Ann Marsh <ann@example.org>\nEnviado: martes, 3 de marzo de 2026 10:15\nPara: Ben <ben@example.org>\nAsunto: Jueves",
    "De: Ann Marsh <ann@example.org>\nEnviado: terça-feira, 3 de março de 2026 10:15\nPara: Ben <ben@example.org>\nAssunto: Quinta",
    "Da: Ann Marsh <ann@example.org>\nInviato: martedì 3 marzo 2026 10:15\nA: Ben <ben@example.org>\nOggetto: Giovedì",
    "Van: Ann Marsh <ann@example.org>\nVerzonden: dinsdag 3 maart 2026 10:15\nAan: Ben <ben@example.org>\nOnderwerp: Donderdag",
    "Od: Ann Marsh <ann@example.org>\nWysłano: wtorek, 3 marca 2026 10:15\nDo: Ben <ben@example.org>\nTemat: Czwartek",
    "Od: Ann Marsh <ann@example.org>\nOdesláno: úterý 3. března 2026 10:15\nKomu: Ben <ben@example.org>\nPředmět: Čtvrtek",
    "Od: Ann Marsh <ann@example.org>\nOdoslané: utorok 3. marca 2026 10:15\nKomu: Ben <ben@example.org>\nPredmet: Štvrtok",
    "Feladó: Ann Marsh <ann@example.org>\nElküldve: 2026. március 3., kedd 10:15\nCímzett: Ben <ben@example.org>\nTárgy: Csütörtök",
    "De la: Ann Marsh <ann@example.org>\nTrimis: marți, 3 martie 2026 10:15\nCătre: Ben <ben@example.org>\nSubiect: Joi",
    "Από: Ann Marsh <ann@example.org>\nΣτάλθηκε: Τρίτη, 3 Μαρτίου 2026 10:15\nΠρος: Ben <ben@example.org>\nΘέμα: Πέμπτη",
    "Kimden: Ann Marsh <ann@example.org>\nGönderildi: 3 Mart 2026 Salı 10:15\nKime: Ben <ben@example.org>\nKonu: Perşembe",
    "Från: Ann Marsh <ann@example.org>\nSkickat: den 3 mars 2026 10:15\nTill: Ben <ben@example.org>\nÄmne: Torsdag",
    "Fra: Ann Marsh <ann@example.org>\nSendt: 3. marts 2026 10:15\nTil: Ben <ben@example.org>\nEmne: Torsdag",
    "Lähettäjä: Ann Marsh <ann@example.org>\nLähetetty: tiistai 3. maaliskuuta 2026 10.15\nVastaanottaja: Ben <ben@example.org>\nAihe: Torstai",
    "От: Ann Marsh <ann@example.org>\nОтправлено: 3 марта 2026 г. 10:15\nКому: Ben <ben@example.org>\nТема: Четверг",
    "Від: Ann Marsh <ann@example.org>\nНадіслано: 3 березня 2026 р. 10:15\nКому: Ben <ben@example.org>\nТема: Четвер",
    "من: Ann Marsh <ann@example.org>\nتم الإرسال: 3 مارس 2026 10:15\nإلى: Ben <ben@example.org>\nالموضوع: الخميس",
    "מאת: Ann Marsh <ann@example.org>\nנשלח: יום שלישי 3 מרץ 2026 10:15\nאל: Ben <ben@example.org>\nנושא: חמישי",
    "发件人: Ann Marsh <ann@example.org>\n发送时间: 2026年3月3日 10:15\n收件人: Ben <ben@example.org>\n主题: 星期四",
    "寄件者: Ann Marsh <ann@example.org>\n寄件日期: 2026年3月3日 上午 10:15\n收件者: Ben <ben@example.org>\n主旨: 星期四",
    "发件人： Ann Marsh <ann@example.org>\n发送时间： 2026年3月3日 10:15\n收件人： Ben <ben@example.org>\n主题： 星期四",
    "差出人: Ann Marsh <ann@example.org>\n送信日時: 2026年3月3日 10:15\n宛先: Ben <ben@example.org>\n件名: 木曜日",
    "보낸 사람: Ann Marsh <ann@example.org>\n보낸 날짜: 2026년 3월 3일 화요일 오전 10:15\n받는 사람: Ben <ben@example.org>\n제목: 목요일",
    "Từ: Ann Marsh <ann@example.org>\nĐã gửi: Thứ Ba, 3 tháng 3, 2026 10:15\nĐến: Ben <ben@example.org>\nChủ đề: Thứ Năm",
    "Oddi wrth: Ann Marsh <ann@example.org>\nAnfonwyd: 03 Mawrth 2026 10:15\nAt: Ben <ben@example.org>\nPwnc: Dydd Iau",
    // Without the sender.
    "Date: Tue, 3 Mar 2026 10:15:02 -0600\nTo: ben@example.org",
    // A language that no list here holds: the shape alone.
    "Oorsprong: Ann Marsh <ann@example.org>\nVersend op: 3 Maart 2026 10:15\nBestemming: Ben <ben@example.org>\nSaak: Donderdag",
];

#[test]
fn of_labels_are_cut() {
    assert_cut(BLOCKS.iter().flat_map(|block| {
        [
            format!("{block}\n\nWould Thursday suit you?\n"),
            format!("________________________________\n{block}\n\nWould Thursday suit you?\n"),
            format!("{}\n\nWould Thursday suit you?\n", block.replace('\n', "\r\n")),
        ]
    }));
}

/// Lines that part an earlier mail by their words.
const SEPARATORS: &[&str] = &[
    "-----Original Message-----",
    "----- Original message -----",
    "-------- Original Message --------",
    "-----Ursprüngliche Nachricht-----",
    "-------- Ursprüngliche Nachricht --------",
    "-----Message d'origine-----",
    "-------- Message d’origine --------",
    "-----Mensaje original-----",
    "-----Mensagem original-----",
    "-----Messaggio originale-----",
    "-----Oorspronkelijk bericht-----",
    "-----Wiadomość oryginalna-----",
    "-------- Oryginalna wiadomość --------",
    "-----Původní zpráva-----",
    "-----Pôvodná správa-----",
    "-----Eredeti üzenet-----",
    "-----Mesaj original-----",
    "-----Αρχικό μήνυμα-----",
    "-----Orijinal Mesaj-----",
    "-----Özgün İleti-----",
    "-----Ursprungligt meddelande-----",
    "-----Oprindelig meddelelse-----",
    "-----Opprinnelig melding-----",
    "-----Alkuperäinen viesti-----",
    "-----Исходное сообщение-----",
    "-------- Исходное сообщение --------",
    "-----Початкове повідомлення-----",
    "-----الرسالة الأصلية-----",
    "-----הודעה מקורית-----",
    "-----原始邮件-----",
    "------------------ 原始邮件 ------------------",
    "-----元のメッセージ-----",
    "-----원본 메시지-----",
    "-----Thư gốc-----",
    "-----Neges wreiddiol-----",
    "---- Replied Message ----",
    "-- Please write above this line --",
    "##- Please type your reply above this line -##",
    "--- Reply above this line ---",
];

#[test]
fn behind_separators_are_cut() {
    assert_cut(SEPARATORS.iter().map(|separator| format!("{separator}\n\nWould Thursday suit you?\n")));
}

#[test]
fn passed_on_are_told_apart() {
    let mails = [
        "---------- Forwarded message ---------\nFrom: Ann Marsh <ann@example.org>\nDate: Tue, 3 Mar 2026 at 10:15\nSubject: Thursday\nTo: Ben <ben@example.org>\n\n\nWould Thursday suit you?",
        "Begin forwarded message:\n\nFrom: Ann Marsh <ann@example.org>\nSubject: Thursday\nDate: 3 March 2026 at 10:15\nTo: Ben <ben@example.org>\n\nWould Thursday suit you?",
        "-------- Weitergeleitete Nachricht --------\nBetreff: Donnerstag\nDatum: Tue, 3 Mar 2026 10:15\nVon: Ann <ann@example.org>\nAn: ben@example.org\n\nGeht Donnerstag?",
        "Anfang der weitergeleiteten Nachricht:\n\n> Von: Ann <ann@example.org>\n> Betreff: Donnerstag\n>\n> Geht Donnerstag?",
        "> Début du message transféré :\n>\n> De: Ann <ann@example.org>\n> Objet: jeudi\n>\n> Jeudi ?",
        "-------- Пересылаемое сообщение --------\n03.03.2026, 10:15, \"Ann\" <ann@example.org>:\n\nВ четверг?",
        "---------- 转发的邮件 ---------\n发件人： Ann <ann@example.org>\n主题： 星期四\n\n星期四？",
    ];
    for mail in mails {
        let parted = split(&format!("Dear Ben,\n\nsee below, please.\n\n{mail}\n"));
        assert!(parted.forwarded, "{mail}");
        assert_eq!(parted.text, "Dear Ben,\n\nsee below, please.");
        let bare = split(mail);
        assert!(bare.forwarded && !bare.text.is_empty(), "without a word of its own all of it stays: {mail}");
    }
    assert!(!split("Yes.\n\nOn Tue, 3 Mar 2026 at 10:15, Ann <ann@example.org> wrote:\n> Thursday?").forwarded);
}
