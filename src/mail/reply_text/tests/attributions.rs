//! Attribution lines of many programs and languages, above quoted and above bare history.

use super::{assert_cut, split};

/// As the programs write them: Gmail, Apple Mail, Thunderbird, Outlook for Mac, Yahoo, Yandex, mail.ru, Zoho, mutt.
const LINES: &[&str] = &[
    "On Tue, 3 Mar 2026 at 10:15, Ann Marsh <ann@example.org> wrote:",
    "On Tue, Mar 3, 2026 at 10:15\u{202f}AM Ann Marsh <ann@example.org> wrote:",
    "On Mar 3, 2026, at 10:15, Ann Marsh <ann@example.org> wrote:",
    "On 03/03/2026 10:15, Ann Marsh wrote:",
    "On Tue, Mar 03, 2026 at 10:15:00AM +0100, Ann Marsh wrote:",
    "On Tuesday, March 3rd, 2026 at 10:15 AM, Ann Marsh <ann@example.org> wrote:",
    "On Tuesday, March 3, 2026 at 10:15:22 AM GMT+1, Ann Marsh <ann@example.org> wrote:",
    "At 10:15 AM 3/3/2026, Ann Marsh wrote:",
    "Ann Marsh <ann@example.org> wrote on 03/03/2026 10:15:22 AM:",
    "---- On Tue, 03 Mar 2026 10:15:22 +0100 Ann Marsh <ann@example.org> wrote ----",
    "---- Ann Marsh schrieb ----",
    "Ann Marsh <ann@example.org> writes:",
    "* Ann Marsh <ann@example.org> [2026-03-03 10:15]:",
    "Quoting Ann Marsh <ann@example.org>:",
    "Zitat von Ann Marsh <ann@example.org>:",
    "On Tue, Mar 3 at 10:15 AM Ann Marsh <ann@example.org> wrote:",
    "Þann þri., 3. mar. 2026 kl. 10:15 skrifaði Ann Marsh <ann@example.org>:",
    "เมื่อ อ. 3 มี.ค. 2026 เวลา 10:15 Ann Marsh <ann@example.org> เขียนว่า:",
    "मंगल, 3 मार्च 2026 को 10:15 बजे को Ann Marsh <ann@example.org> ने लिखा:",
    "در تاریخ سه‌شنبه ۳ مارس ۲۰۲۶،‏ ۱۰:۱۵ Ann Marsh <ann@example.org> نوشت:",
    "Hau idatzi du Ann Marsh (ann@example.org) erabiltzaileak (2026 mar. 3, ar. (10:15)):",
    "O mar, 3 de mar de 2026 ás 10:15, Ann Marsh (<ann@example.org>) escribiu:",
    "Am Di., 3. März 2026 um 10:15 Uhr schrieb Ann Marsh <ann@example.org>:",
    "Am 03.03.26 um 10:15 schrieb Ann Marsh:",
    "Am 03.03.2026 um 10:15 schrieb Ann Marsh <ann@example.org>:",
    "Ann Marsh <ann@example.org> schrieb am Di., 3. März 2026, 10:15:",
    "Le mar. 3 mars 2026 à 10:15, Ann Marsh <ann@example.org> a écrit :",
    "Le 03/03/2026 à 10:15, Ann Marsh a écrit\u{a0}:",
    "Le mardi 3 mars 2026 à 10:15:22 UTC+1, Ann Marsh <ann@example.org> a écrit :",
    "El mar, 3 mar 2026 a las 10:15, Ann Marsh (<ann@example.org>) escribió:",
    "El 3/3/26 a las 10:15, Ann Marsh escribió:",
    "El 3 mar 2026, a las 10:15, Ann Marsh <ann@example.org> escribió:",
    "Em ter., 3 de mar. de 2026 às 10:15, Ann Marsh <ann@example.org> escreveu:",
    "A 03/03/2026 às 10:15, Ann Marsh escreveu:",
    "Il giorno mar 3 mar 2026 alle ore 10:15 Ann Marsh <ann@example.org> ha scritto:",
    "Il 03/03/2026 10:15, Ann Marsh ha scritto:",
    "Op di 3 mrt 2026 om 10:15 schreef Ann Marsh <ann@example.org>:",
    "Op 3 mrt 2026 om 10:15 heeft Ann Marsh <ann@example.org> het volgende geschreven:",
    "Op 03-03-2026 om 10:15 schreef Ann Marsh:",
    "wt., 3 mar 2026 o 10:15 Ann Marsh <ann@example.org> napisał(a):",
    "W dniu 03.03.2026 o 10:15, Ann Marsh pisze:",
    "Wiadomość napisana przez Ann Marsh <ann@example.org> w dniu 3 mar 2026, o godz. 10:15:",
    "út 3. 3. 2026 v 10:15 odesílatel Ann Marsh <ann@example.org> napsal:",
    "Dne 03. 03. 26 v 10:15 Ann Marsh napsal(a):",
    "ut 3. 3. 2026 o 10:15 Ann Marsh <ann@example.org> napísal(a):",
    "Dňa 3. 3. 2026 o 10:15 Ann Marsh napísal(a):",
    "Ann Marsh <ann@example.org> ezt írta (időpont: 2026. márc. 3., K, 10:15):",
    "2026. 03. 03. 10:15 keltezéssel, Ann Marsh írta:",
    "În mar., 3 mar. 2026 la 10:15, Ann Marsh <ann@example.org> a scris:",
    "Pe 3 mar. 2026, la 10:15, Ann Marsh <ann@example.org> a scris:",
    "Στις Τρί 3 Μαρ 2026 στις 10:15 π.μ., ο χρήστης Ann Marsh <ann@example.org> έγραψε:",
    "Στις 3/3/26 10:15, ο/η Ann Marsh έγραψε:",
    "Ann Marsh <ann@example.org>, 3 Mar 2026 Sal, 10:15 tarihinde şunu yazdı:",
    "3.03.2026 10:15 tarihinde Ann Marsh yazdı:",
    "Den tis 3 mars 2026 kl 10:15 skrev Ann Marsh <ann@example.org>:",
    "3 mars 2026 kl. 10:15 skrev Ann Marsh <ann@example.org>:",
    "Den 2026-03-03 kl. 10:15, skrev Ann Marsh:",
    "Den tirs. 3. mar. 2026 kl. 10.15 skrev Ann Marsh <ann@example.org>:",
    "Den 03.03.2026 kl. 10.15 skrev Ann Marsh:",
    "tir. 3. mar. 2026 kl. 10:15 skrev Ann Marsh <ann@example.org>:",
    "ti 3.3.2026 klo 10.15 Ann Marsh (ann@example.org) kirjoitti:",
    "Ann Marsh kirjoitti 3.3.2026 klo 10.15:",
    "вт, 3 мар. 2026 г. в 10:15, Ann Marsh <ann@example.org>:",
    "03.03.2026 10:15, Ann Marsh пишет:",
    "03.03.2026, 10:15, \"Ann Marsh\" <ann@example.org>:",
    "Вторник, 3 марта 2026, 10:15 +03:00 от Ann Marsh <ann@example.org>:",
    "3 марта 2026 г., в 10:15, Ann Marsh <ann@example.org> написал(а):",
    "вт, 3 бер. 2026 р. о 10:15 Ann Marsh <ann@example.org> пише:",
    "03.03.26 10:15, Ann Marsh пише:",
    "في الثلاثاء، ٣ مارس ٢٠٢٦ في ١٠:١٥ ص تمت كتابة ما يلي بواسطة \u{202a}Ann Marsh\u{202c}\u{200f} <\u{202a}ann@example.org\u{202c}\u{200f}>:",
    "في ٣ مارس ٢٠٢٦، الساعة ١٠:١٥ ص، كتب Ann Marsh <ann@example.org>:",
    "\u{202b}בתאריך יום ג׳, 3 במרץ 2026 ב-10:15 מאת \u{202a}Ann Marsh\u{202c}\u{200f} <\u{202a}ann@example.org\u{202c}\u{200f}>:\u{202c}",
    "Ann Marsh <ann@example.org> 于2026年3月3日周二 10:15写道：",
    "在 2026年3月3日，10:15，Ann Marsh <ann@example.org> 写道：",
    "在 2026/3/3 10:15, Ann Marsh 写道:",
    "Ann Marsh <ann@example.org> 於 2026年3月3日 週二 上午10:15寫道：",
    "2026年3月3日(火) 10:15 Ann Marsh <ann@example.org>:",
    "2026/03/03 10:15、Ann Marsh <ann@example.org>のメール:",
    "On 2026/03/03 10:15, Ann Marsh wrote:",
    "2026년 3월 3일 (화) 오전 10:15, Ann Marsh <ann@example.org>님이 작성:",
    "2026. 3. 3. 오전 10:15, Ann Marsh 이(가) 쓴 글:",
    "Vào Th 3, 3 thg 3, 2026 vào lúc 10:15 Ann Marsh <ann@example.org> đã viết:",
    "Vào 3 thg 3, 2026, lúc 10:15, Ann Marsh <ann@example.org> đã viết:",
    "Ar Maw, 3 Maw 2026 am 10:15 Ann Marsh <ann@example.org> ysgrifennodd:",
    "Ar 03/03/2026 10:15, ysgrifennodd Ann Marsh:",
    "Pada tanggal Sel, 3 Mar 2026 pukul 10.15 Ann Marsh <ann@example.org> menulis:",
    "uto, 3. ožu 2026. u 10:15 Ann Marsh <ann@example.org> napisao je:",
    "V V tor., 3. mar. 2026 ob 10:15 je oseba Ann Marsh <ann@example.org> napisala:",
    "На вт, 3.03.2026 г. в 10:15 Ann Marsh <ann@example.org> написа:",
    "2026-03-03, an, 10:15 Ann Marsh <ann@example.org> rašė:",
    "El dt., 3 de març 2026 a les 10:15, Ann Marsh <ann@example.org> va escriure:",
];

#[test]
fn are_cut_with_their_quote() {
    assert_cut(LINES.iter().flat_map(|line| {
        [format!("{line}\n\n> Would Thursday suit you?\n>\n> Ann\n"), format!("{line}\n> Would Thursday suit you?\n")]
    }));
}

#[test]
fn are_cut_with_history_that_has_no_quote_marks() {
    assert_cut(LINES.iter().flat_map(|line| [format!("{line}\n\nWould Thursday suit you?\n\nAnn\n")]));
}

#[test]
fn are_cut_where_they_stand_inside_the_quote() {
    assert_cut(LINES.iter().flat_map(|line| [format!("> {line}\n>\n> Would Thursday suit you?\n")]));
}

#[test]
fn are_cut_where_they_are_wrapped() {
    assert_cut(LINES.iter().filter(|line| line.chars().count() > 50).filter_map(|line| line.split_once('<')).flat_map(
        |(head, tail)| {
            [
                format!("{}\n<{tail}\n\n> Would Thursday suit you?\n", head.trim_end()),
                format!("{head}<\n{tail}\n\n> Would Thursday suit you?\n"),
                format!("{}\n<{tail}\n\nWould Thursday suit you?\n", head.trim_end()),
            ]
        },
    ));
}

#[test]
fn are_parted_from_words_on_the_same_line() {
    let parted = split("Fine with me. On Tue, 3 Mar 2026 at 10:15, Ann Marsh <ann@example.org> wrote:\n> Thursday?\n");
    assert_eq!(parted.text, "Fine with me.");
}

#[test]
fn on_top_leave_the_answer_below() {
    let parted =
        split("On Tue, 3 Mar 2026 at 10:15, Ann Marsh <ann@example.org> wrote:\n> Thursday?\n\nYes, gladly.\n");
    assert_eq!(parted.text, "Yes, gladly.");
}

#[test]
fn between_answers_go_and_the_answered_lines_stay() {
    let body = "Dear Ann,\n\nOn Tue, 3 Mar 2026 at 10:15, Ann Marsh <ann@example.org> wrote:\n> Thursday?\n\nYes, gladly.\n\n> And where?\n\nAt the library, if it is open.\n";
    assert_eq!(
        split(body).text,
        "Dear Ann,\n\n> Thursday?\n\nYes, gladly.\n\n> And where?\n\nAt the library, if it is open."
    );
}

#[test]
fn below_a_separator_leave_the_answer_below() {
    for heading in ["-------- Original Message --------", "-------- Ursprüngliche Nachricht --------"] {
        for line in
            ["On 03/03/2026 10:15, Ann Marsh wrote:", "Am 03.03.26 um 10:15 schrieb Ann Marsh <ann@example.org>:"]
        {
            assert_eq!(split(&format!("{heading}\n{line}\n\n> Thursday?\n\nYes, gladly.\n")).text, "Yes, gladly.");
            assert_cut([format!("{heading}\n{line}\n\n> Thursday?\n"), format!("{heading}\n{line}\n\nThursday?\n")]);
        }
    }
}

#[test]
fn without_verb_and_colon_need_the_quote_right_below_them() {
    for line in [
        "\"Ann Marsh\" ann@example.org – 3 March 2026 10:15",
        "\"Ann Marsh\" <ann@example.org> – March 3, 2026 10:15 AM",
    ] {
        assert_cut([format!("{line}\n> Would Thursday suit you?\n")]);
        assert_eq!(split(&format!("{line}\n> Thursday?\n\nYes, gladly.\n")).text, "Yes, gladly.");
        let body = format!("{line}\n\nThat is when she wrote it.");
        assert_eq!(split(&body).text, body);
    }
}

#[test]
fn without_words_of_her_own_leave_nothing() {
    assert_eq!(split("On Tue, 3 Mar 2026 at 10:15, Ann Marsh <ann@example.org> wrote:\n> Thursday?\n").text, "");
}

#[test]
fn of_few_words_need_the_quote_below_them() {
    for line in ["Ann Marsh wrote:", "Ann Marsh <ann@example.org>:"] {
        assert_cut([format!("{line}\n> Would Thursday suit you?\n")]);
        let body = format!("{line}\nthat Thursday suits her.");
        assert_eq!(split(&body).text, body);
    }
}

/// Of languages whose verbs and months are not known here: the shape has to do.
const UNFORESEEN: &[&str] = &[
    "Mnamo Jum, 3 Mac 2026 saa 10:15 Ann Marsh <ann@example.org> alindika:",
    "სამ, 3 მარ 2026, 10:15 Ann Marsh <ann@example.org> სწერს:",
    "Երք, մրտ 3, 2026-ին 10:15-ին Ann Marsh <ann@example.org> գրում է՝",
    "মঙ্গল, ৩ মার্চ, ২০২৬ তারিখে ১০:১৫ টায় Ann Marsh <ann@example.org> লেখেন:",
    "2026 ж. 3 нау., сс 10:15, Ann Marsh <ann@example.org> жазғаны:",
    "Më mar, 3 mar 2026 në 10:15, Ann Marsh <ann@example.org> tha:",
    "Je mar, 3 mar 2026 je 10:15, Ann Marsh <ann@example.org> notis:",
];

#[test]
fn of_languages_not_foreseen_are_cut_by_their_shape() {
    assert_cut(UNFORESEEN.iter().flat_map(|line| {
        let torn = line.replace("> ", ">\n");
        [line, torn.as_str()].map(|line| format!("{line}\n\n> Would Thursday suit you?\n"))
    }));
}

#[test]
fn are_cut_with_the_sender_that_narrow_wrapping_left_above() {
    for wrapped in [
        "Ann Marsh\n<mentoring+r7k2qaaaabbbbccccdddd@uni.example>\nezt írta (időpont: 2026. márc. 3., K, 10:15):",
        "Ann Marsh\n<mentoring+r7k2qaaaabbbbccccdddd@uni.example>,\n3 Mar 2026 Sal, 10:15 tarihinde şunu yazdı:",
        "Wiadomość napisana przez Ann Marsh\n<ann@example.org> w dniu 3 mar 2026, o godz.\n10:15:",
    ] {
        let parted = split(&format!("Gladly!\n\n{wrapped}\n> Tea?\n"));
        assert_eq!(parted.text, "Gladly!", "{wrapped}");
    }
}

#[test]
fn with_initials_before_the_quote_marks_are_cut_with_their_quote() {
    let parted =
        split("Gladly!\n\n>>>>> \"AM\" == Ann Marsh <ann@example.org> writes:\n\n    AM> Tea?\n    AM> At four?\n");
    assert_eq!(parted.text, "Gladly!");
    let own = "Two lines of a log:\n\nERR> not found\nWARN> slow";
    assert_eq!(split(own).text, own);
}

#[test]
fn are_cut_from_the_name_that_was_left_on_the_line_above() {
    assert_cut(
        [
            "Ann Marsh <ann@example.org>\nhat am 3. März 2026 um 10:15 geschrieben:",
            "Ann Marsh <ann@example.org> ezt\nírta (időpont: 2026. márc. 3., K, 10:15):",
            "Ann Marsh <ann@example.org> ezt\nírta:",
            "Ann Marsh <ann@example.org>, 3 Mar\n2026 Sal, 10:15 tarihinde şunu yazdı:",
            "Ann Marsh <ann@example.org>\n于2026年3月3日周二 10:15写道：",
            "Quoting Ann Marsh\n<ann@example.org>:",
            "Użytkownik Ann Marsh\n<ann@example.org> napisał:",
        ]
        .iter()
        .map(|line| format!("{line}\n\n> Would Thursday suit you?\n")),
    );
}

#[test]
fn in_the_shape_of_labels_leave_the_answer_below() {
    let block = "Gesendet: Dienstag, 3. März 2026 um 10:15 Uhr\nVon: \"Ann Marsh\" <ann@example.org>\nAn: ben@example.org\nBetreff: Tee\n";
    for heading in ["", "---------- Ursprüngliche Nachricht ----------\n"] {
        assert_eq!(split(&format!("{heading}{block}\n> Donnerstag?\n\nJa, gern.\n")).text, "Ja, gern.");
    }
}
