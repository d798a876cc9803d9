//! The vocabulary of mail programs in many languages.
//!
//! The shapes (a date, an address, a colon) carry the recognition; these words only settle what shapes leave open. All are lower case and
//! written as the programs write them. Lists of whole words are parted by spaces, lists of phrases and parts of words by bars.

mod calendar;
mod closings;
mod greetings;
mod labels;
mod outside;
mod senses;
mod separators;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

pub(super) use calendar::is_calendar;
pub(super) use closings::{
    SentFrom, in_first_person, is_added, is_answer, is_farewell, is_program, is_sentence, is_slogan, legal_words,
    names_device, offers_program, points_at_looks, points_inside, sent_from, speaks_of_mail, tells_of_sending,
};
pub(super) use greetings::is_greeting;
pub(super) use labels::{Label, label};
pub(super) use outside::{is_outside_label, says_outside, warns};
pub(super) use senses::senses;
pub(super) use separators::{names_forward, names_original};

/// Verbs of writing.
const VERBS: &str = "wrote writes quoting zitat cytowanie citando citát pisze napisana napísaná schrieb schrieben geschrieben schreibt écrit écrivait ecrit \
         escribió escribio escribiste escribía escreveu scritto scrisse scrive schreef geschreven napisał \
         napisała napisal napisala napísal napísala napsal napsala napsáno írta írtad írt scris έγραψε έγραψαν \
         γράφει yazdı yazdi yazmış skrev skreiv skrifaði kirjoitti написал написала написав написали пише писал \
         пишет написа كتب كتبت كتبها كتابة כתב כתבה viết ysgrifennodd menulis napisao rašė rakstīja kirjutas \
         escriure escrigué escrit idatzi scríobh escribiu लिखा เขียน نوشت написао написала geskryf shkroi \
         skribis жазды бичсэн գրել დაწერა লিখেছেন எழுதியது لکھا aliandika sinulat писали писала yozdi";

/// Verbs of writing in scripts without spaces between words.
static VERB_PARTS: LazyLock<Parts> = LazyLock::new(|| {
    Parts::of("写道|寫道|写了|寫了|書きました|님이 작성|작성:|썼습니다|쓴 글|เขียน|लिखा|のメール|のメッセージ|撰寫|撰写")
});

/// Verbs that people use more than programs do: they need an address beside them.
const WEAK_VERBS: &str = "sent said gesendet envoyé enviado inviato verzonden wysłał heeft odesłał";

/// First words of attributions ("On", "Am", "Le").
const OPENINGS: &str = "on at am um le il el em in op dnia w na dne v ve dňa la a pe på den d. the στις την τη ons vào lúc \
         pada ar ym yn tanggal tarihinde в у на во 在 于 於 في بتاريخ בתאריך ב ב- dana dne. kuupäeval datums an i \
         il: --- ---- от від lun mar";

/// Words that say whose somebody is, or which one.
static RELATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set("my our your his her their the mein meine meiner unser unsere dein deine notre votre nuestro nuestra minha \
         nosso nossa mia nostro nostra mijn onze moja moje nasz nasza vår")
});

/// Is `word`, as it is written, one that says whose somebody is, or which one?
pub(super) fn relates(word: &str) -> bool {
    RELATIONS.contains(word)
}

/// Does `line` (lower case) hold a verb of writing that is not set off by spaces?
pub(super) fn has_verb_part(line: &str) -> bool {
    // None of the parts is written in ASCII.
    !line.is_ascii() && VERB_PARTS.stand_in(line)
}

fn set(words: &'static str) -> HashSet<&'static str> {
    words.split_whitespace().collect()
}

fn list(phrases: &'static str) -> Vec<&'static str> {
    phrases.split('|').map(str::trim).filter(|phrase| !phrase.is_empty()).collect()
}

/// Parts of texts that are looked for all at once: one pass, however many there are.
struct Parts(Option<AhoCorasick>);

impl Parts {
    /// Those of a list.
    fn of(parts: &'static str) -> Self {
        // The kind it would choose for few is larger by megabytes, all lists together. It fails for more than fit into memory alone.
        let small = Some(AhoCorasickKind::ContiguousNFA);
        Self(AhoCorasick::builder().kind(small).build(list(parts)).ok())
    }

    /// Does `text` hold one of them?
    fn stand_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|parts| parts.is_match(text))
    }

    /// Where they stand, each wherever it does.
    fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        self.0.iter().flat_map(move |parts| parts.find_overlapping_iter(text)).map(|found| found.range())
    }
}
