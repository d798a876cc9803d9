//! Greetings, by which a message opens and which say nothing by themselves.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{list, set};

/// First words of a greeting, in scripts that set words off by spaces.
static GREETINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set(
        "hello hi hey hiya dear greetings morning hallo hej hei hola olá ola bonjour bonsoir salut salve ciao cher chère \
         liebe lieber liebes guten moin servus grüezi sehr estimado estimada querido querida buenos buenas caro cara \
         prezado prezada bom boa gentile egregio buongiorno buonasera beste geachte dag goedemorgen goedemiddag hoi cześć \
         witam szanowna szanowny szanowni dzień ahoj dobrý vážená vážený milá milý szia sziasztok kedves tisztelt jó \
         bună salutare stimată stimate dragă γεια αγαπητέ αγαπητή καλημέρα καλησπέρα merhaba selam sayın sevgili \
         kära käre kjære kære hyvä terve moi hyvää привет здравствуйте добрый доброе уважаемая уважаемый дорогая \
         дорогой привіт вітаю шановна шановний добрий مرحبا السلام أهلا عزيزي عزيزتي שלום היי בוקר helo annwyl bore \
         shwmae hola bon bok poštovani dragi draga zdravo pozdravljeni spoštovani здравейте здравей уважаеми tere \
         sveiki labas gerb halo selamat yth kepada xin chào नमस्ते سلام",
    )
});

/// Greetings in scripts without spaces.
static OPENINGS: LazyLock<Vec<&str>> =
    LazyLock::new(|| list("你好|您好|早上好|各位|尊敬的|こんにちは|おはよう|こんばんは|お世話に|안녕|สวัสดี|เรียน"));

/// Is `line` (lower case) a greeting and no more ("Dear Ann,")?
pub(in super::super) fn is_greeting(line: &str) -> bool {
    let bare = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    // What goes on behind a comma, or asks, says something.
    if bare.contains([',', '.', '!', '?', ':', ';', '，', '。', '、']) || line.contains(['?', '？']) {
        return false;
    }
    if OPENINGS.iter().any(|opening| bare.starts_with(opening)) {
        return bare.chars().count() <= 12;
    }
    let mut words = bare.split(' ').filter(|word| !word.is_empty());
    words.next().is_some_and(|first| GREETINGS.contains(first)) && words.count() <= 4
}
