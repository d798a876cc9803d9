//! Words that look like history or signatures and are neither.

use super::split;

const TEXTS: &[&str] = &[
    "On Monday I wrote:\nthe draft is nearly done.\n\nWhat do you think?",
    "On the one hand I like it.\nOn the other hand, as she wrote: it is late.",
    "On 5 March 2026 the committee wrote to us: we were not amused, and said so.\nWhat now?",
    "Sent from my holiday in Wales: greetings!",
    "Greetings.\n\nSent from my holiday cottage, where the mobile phone has no signal and I walk all day.",
    "I had it sent from my phone to the printer.\nIt worked.",
    "The command is:\n\nprogram -- --verbose\n\nand then wait.",
    "First part.\n\n---\n\nSecond part, which is long enough to be read as prose by anybody who looks at it.",
    "From: here to there is a long way.\nWe should meet halfway.",
    "Our trip:\nFrom: Leeds\nTo: York\nDate: 5 March 2026 10:15\nSee you there.",
    "Here is what to bring:\nDate: Thursday, 5 March 2026\nTime: 10:15\nPlace: the library",
    "Notes:\nGoal: finish the draft\nNext step: read chapter two\nOpen question: who reviews it?",
    "Please write to ann@example.org or call.\nBen",
    "At 10:15 on 5 March 2026 we meet bob@example.org in the hall and discuss:\n- the draft\n- the plan",
    "I read: \"Original Message\" is a band.\nGood, isn't it?",
    "She forwarded message after message:\nit was too much.",
    "- one\n-- one and a half\n- two",
    "```\nFrom: a@example.org\nTo: b@example.org\nSubject: x\n-- \nsignature\n```\nThat is the file I mean.",
    "Mach ich. Am 3. März schrieb ich: das geht.\nGruß",
    "> quoted without a word",
    "x > y and y > z\n\n3 > 2",
    "?",
    "👍",
    "2026-03-03 10:15\n2026-03-04 11:00\nBoth suit me.",
    "My points:\n1) From: is a header.\n2) Sent: is another.\nThat is all.",
    "The message is confidential, I think.\nYours\nBen",
    "From my iPhone I can't open the file.",
    "Hello,\n\nthe draft was sent from my phone yesterday, I hope it arrived",
    "You may join if you are\n> 18",
    "I want this to stay confidential: please do not disclose it to my mentor, who would not understand why I am asking you about it now.",
    "First thought, which I had long ago.\n--\nThe second one came to me only today, alas.\nIt is about the draft that you have sent me.",
    "Dear Ann,\n\nas Ben wrote:\n> 12 people came",
    "Yours\n\nPS: On Tuesday at 9:30 I am away.",
    "The talk:\n\nDate: 3 December 2026\nTime: 15:00\nSubject: Careers in mapping\n\nWould you come with me?",
    "La conférence :\n\nDate : 3 décembre 2026\nObjet : cartes des crues\nPour : les étudiants\n\nViens avec moi !",
    "The open day:\n\nFrom: 10:00\nTo: 16:00\nContact: openday@example.org\n\nShall we meet there?",
    "My train:\n\nDate: 3 November 2026\nFrom: Leeds\nTo: York\nDeparture: 10:15\n\nCould you pick me up?",
    "I shall be away:\n\nFrom: 3 March 2026\nTo: 8 March 2026\nSubject: fieldwork\n\nSee you after that!",
    "An opening:\n\nSubject: Junior analyst\nDate: by 5 January 2027\nContact: jobs@example.org\n\nI would go for it.",
    "An opening:\n\nPost: Junior analyst\nInterviews: 5 January 2027, 10:15\nContact: jobs@example.org\n\nI would go for it.",
    "Your tutor Jane Hill <jane@example.org> wrote:\n\nAda is good at maps.\n\nI agree!",
    "On Monday 2 November 2026 at 10:00 my boss wrote:\n\n\"We need two interns.\"\n\nWould you like to apply?",
    "The firm said on 2 November 2026 at 10:00 in a mail (jobs@example.org):\n\nWe hire in May.\n\nApply!",
    "As the agency (jobs@example.org) wrote on 2 November 2026:\n\nApplications close on Friday.\n\nPlease hurry.",
    "The advert says:\n\n--- original message of the firm ---\nWe seek a trainee.\n\nWhat do you think?",
    "Thanks for the notes!\n--\nOne more question: where did you study before?",
    "Yes, that works for Thursday.\n--\nWill you bring the maps?",
    "My thoughts on the CV: good.\n\n——\n\nOn the letter: too long, I fear",
    "My thoughts:\n\n1. CV: good\n\n--\n\n2. Letter: too long",
    "My thoughts on the CV: good.\n\n---\n\nA sample: https://cv.example/sample\nAnother: https://cv.example/other",
    "Council work: stable.\n\n_____\n\nConsultancy: fast",
    "Call me on Tuesday.\n\n-----\n\nMy number is 020 7946 0958\nBest after six",
    "I know three councils well.\n\n-- \nGrace\n\nPS: Bring your maps to our first call.",
    "Die Bewerbung ist fertig.\n\nGesendet mit der Post und als Mail an das Handy der Chefin",
    "J'ai fini.\n\nEnvoyé avec mon numéro de téléphone ce matin",
    "He terminado la solicitud.\n\nEnviado por correo y por teléfono ayer",
    "My plan for you:\n\n> write to the council\n> finish the CV",
    "I like this line of yours:\n\n> Which councils have you looked at?",
    "Good news.\n\nI feel privileged to have been offered a post at the council. Please keep this confidential: I have not disclosed it to my tutor.",
    "Eine Bitte:\n\nBitte behandle das vertraulich: der Absender der Mail war mein Chef, und sie kam irrtümlich an mich. Was soll ich tun?",
    "Te cuento:\n\nMe llegó por error un correo confidencial de mi jefe y el destinatario era otra persona. ¿Qué hago?",
    "My advice:\n\nThe contract says the salary is confidential and that you may not disclose it to an unauthorised person. That is usual; sign it.",
    "This email is confidential and intended solely for the addressee. If you have received it in error, please delete it.",
    "All is arranged.\n\nSent from Rome, with love",
    "It is with you.\n\nSent from the front desk yesterday",
    "How did you send it?\n\nSent by post on Monday.",
    "I looked again.\nhttps://cv.example/sample",
    "See you.\n\n--\nTom\n\nPlease bring the documents with you on Thursday.",
    "A thought.\n--\n\"Where do I begin?\" is what I would like to ask you first of all.",
    "> Thursday?\n\nGladly, at ten.",
    "> Could we meet?\n> I mean on Thursday, if that suits you.\n> Or on Friday.\nGladly, at ten.",
    "> 10 on Monday\n> 11 on Tuesday\n> not on Friday\n\nThese are my hours.",
    "Dear Ann,\n\n> Could we meet?\n>\n> I mean on Thursday.\n> Ann\n\nGladly, at ten.",
];

#[test]
fn texts_are_kept_whole() {
    let wrong: Vec<(&str, String)> =
        TEXTS.iter().map(|text| (*text, split(text).text)).filter(|(text, kept)| text != kept).collect();
    assert!(wrong.is_empty(), "{} texts lost something: {wrong:#?}", wrong.len());
}

#[test]
fn a_postscript_below_a_footer_is_kept() {
    let parted = split("See you there.\n\nSent from my iPhone\n\nPS: I shall be late.\n");
    assert!(parted.text.contains("PS: I shall be late."));
}

#[test]
fn a_last_line_with_a_colon_is_no_label_of_the_history_below() {
    let words = "A few links.\n\nA sample: https://cv.example/sample\nAnother: https://cv.example/other\nWrite to: jobs@example.org";
    let block =
        "From: Ann Marsh <ann@example.org>\nSent: 3 March 2026 10:15\nTo: Ben\nSubject: Thursday\n\nThursday?\n";
    assert_eq!(split(&format!("{words}\n\n{block}")).text, words);
}

#[test]
fn words_between_a_footer_and_marked_history_are_kept() {
    let words = "Thanks for writing.\n\nSent from my iPhone\n\nI forgot: I know three councils well.";
    let quote = "> On 3 Mar 2026, at 10:15, Ann <ann@example.org> wrote:\n>\n> Thursday?\n";
    assert_eq!(split(&format!("{words}\n\n{quote}")).text, words);
}

#[test]
fn nothing_plausible_left_keeps_everything() {
    for body in [
        "-----Original Message-----\nFrom: a@example.org\n\nHello",
        "From: a@example.org\nSent: 3 March 2026 10:15\nTo: b@example.org\nSubject: x\n\nHello",
        "-- \nBen",
    ] {
        assert_eq!(split(body).text, body);
    }
}

#[test]
fn a_greeting_alone_is_no_message() {
    let quote = "On Tue, 3 Mar 2026 at 10:15, Ann <ann@example.org> wrote:\n\n> Thursday?\n";
    for below in
        ["-- \nyes, Thursday is fine", "--\nBen\nSent from my iPhone", "Sent from my iPhone", "____________\nBen"]
    {
        for greeting in
            ["Hello", "Dear Dr Marsh,", "Sehr geehrte Frau Marsh,", "Cześć Anno!", "Здравствуйте,", "你好，"]
        {
            let body = format!("{greeting}\n\n{below}");
            assert_eq!(split(&format!("{body}\n\n{quote}")).text, body);
            assert_eq!(
                split(&format!("{greeting}\nGladly.\n\n{below}\n\n{quote}")).text,
                format!("{greeting}\nGladly.")
            );
        }
    }
    for message in ["Hello?", "Hi Ann, gladly", "Dear Ann, I accept.", "Salut, d'accord"] {
        assert_eq!(split(&format!("{message}\n\nSent from my iPhone")).text, message);
    }
}

#[test]
fn both_parts_together_hold_every_line() {
    let body = "Yes.\n\nOn Tue, 3 Mar 2026 at 10:15, Ann <ann@example.org> wrote:\n> Thursday?\n\n-- \nBen\n";
    let parted = split(body);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!([words(&parted.text), words(&parted.elided)].concat(), words(body));
}

#[test]
fn answers_inside_history_without_marks_are_kept() {
    let body = "Please see my comments in red.\n\nFrom: Ann <ann@example.org>\nSent: 3 March 2026 10:15\nTo: Ben\nSubject: x\n\nThursday? YES\n";
    assert_eq!(split(body).text, body.trim_end());
    for pointer in [
        "Please see below.",
        "Siehe unten.",
        "Voir ci-dessous",
        "Zie hieronder.",
        "Odpowiedzi poniżej",
        "Cevaplar aşağıda",
        "见下",
        "IN CAPS",
    ] {
        let body = body.replace("Please see my comments in red.", pointer);
        assert_eq!(split(&body).text, body.trim_end(), "{pointer}");
    }
    let quote = "> Thursday?\n>\n> YES";
    let coloured = split(&format!(
        "My answers are in red.\n\nOn Tue, 3 Mar 2026 at 10:15, Ann <ann@example.org> wrote:\n{quote}\n"
    ));
    assert_eq!(coloured.text, format!("My answers are in red.\n\n{quote}"), "no text shows a colour");
    assert!(coloured.elided.contains("ann@example.org"));
    let marked = "My answers are inline.\n\nOn Tue, 3 Mar 2026 at 10:15, Ann <ann@example.org> wrote:\n> Thursday?\n";
    assert_eq!(split(marked).text, "My answers are inline.");
}
