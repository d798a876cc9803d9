//! The stem of an English word: market, markets, marketing and marketer have one, whichever side of the Atlantic spells them.

/// Endings with what stays of them, and how many letters must stay before; the longest that fits is cut, and then the next.
const ENDINGS: &[(&str, &str, usize)] = &[
    ("ologically", "olog", 3),
    ("ological", "olog", 3),
    ("ologist", "olog", 3),
    ("ology", "olog", 2),
    ("ization", "iz", 3),
    ("ational", "", 4),
    ("ations", "", 4),
    ("ation", "", 4),
    ("ative", "", 4),
    ("ating", "", 4),
    ("ated", "", 4),
    ("ates", "", 4),
    ("ators", "", 4),
    ("ator", "", 4),
    ("ition", "", 4),
    ("icians", "ic", 3),
    ("ician", "ic", 3),
    ("icist", "ic", 3),
    ("ement", "", 4),
    ("ment", "", 4),
    ("ancies", "", 4),
    ("ancy", "", 4),
    ("ance", "", 4),
    ("ant", "", 5),
    ("ency", "", 5),
    ("ence", "", 5),
    ("ent", "", 6),
    ("iest", "y", 4),
    ("ness", "", 4),
    ("ical", "ic", 3),
    ("ics", "ic", 3),
    ("ial", "", 5),
    ("al", "", 5),
    ("ists", "", 4),
    ("ist", "", 4),
    ("ism", "", 4),
    ("ions", "", 4),
    ("ion", "", 4),
    ("ives", "", 4),
    ("ive", "", 4),
    ("able", "", 4),
    ("ible", "", 4),
    ("iers", "", 5),
    ("ier", "", 5),
    ("ers", "", 4),
    ("er", "", 4),
    ("ors", "", 4),
    ("or", "", 4),
    ("ing", "", 3),
    ("ed", "", 4),
    ("ly", "", 4),
    ("ity", "", 4),
    ("ous", "", 4),
    ("ful", "", 4),
    ("ate", "", 4),
    ("ic", "", 5),
    ("y", "", 4),
    ("e", "", 3),
];

/// Beginnings of words that would share a stem with words of another meaning, with the stem they get.
const APART: &[(&str, &str)] = &[
    ("programmer", "programming"),
    ("programming", "programming"),
    ("doctora", "doctorate"),
    ("foundation", "foundation"),
    ("hospitalit", "hospitality"),
    ("news", "news"),
    ("police", "police"),
    ("united", "united"),
    ("wales", "wales"),
];

/// The stem of a folded word.
pub(super) fn stem(word: &str) -> String {
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    if let Some((_, stem)) = APART.iter().find(|(start, _)| word.starts_with(start)) {
        return (*stem).to_owned();
    }
    let mut stem = american(&singular(word));
    for _ in 0..4 {
        let Some(shorter) = cut(&stem) else { break };
        stem = shorter;
    }
    undoubled(&stem)
}

/// In one spelling: organise and organize, colour and color, centre and center, programme and program.
fn american(word: &str) -> String {
    let mut word = word.to_owned();
    for (british, american) in [
        ("isation", "ization"),
        ("ising", "izing"),
        ("iser", "izer"),
        ("ised", "ized"),
        ("ise", "ize"),
        ("yse", "yze"),
        ("ysing", "yzing"),
        ("mme", "m"),
        ("mmes", "ms"),
        ("ogue", "og"),
        ("logues", "logs"),
        ("centre", "center"),
        ("centres", "centers"),
        ("theatre", "theater"),
        ("theatres", "theaters"),
        ("defence", "defense"),
        ("licence", "license"),
    ] {
        if let Some(start) = word.strip_suffix(british)
            && start.len() + american.len() >= 4
        {
            word = format!("{start}{american}");
            break;
        }
    }
    for our in ["colour", "labour", "behaviour", "harbour", "honour", "favour", "neighbour"] {
        if word.starts_with(our) {
            let (start, end) = (our.trim_end_matches("our"), word.trim_start_matches(our));
            return format!("{start}or{end}");
        }
    }
    word
}

fn singular(word: &str) -> String {
    if let Some(start) = word.strip_suffix("ies").filter(|start| start.len() >= 3) {
        return format!("{start}y");
    }
    for hissing in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(hissing) {
            return word.trim_end_matches("es").to_owned();
        }
    }
    let one = word.strip_suffix('s').filter(|start| start.len() >= 3 && !start.ends_with(['s', 'u', 'i']));
    // "politics" and its like keep their ending for the longer rule.
    one.filter(|start| !start.ends_with("ic")).unwrap_or(word).to_owned()
}

fn cut(word: &str) -> Option<String> {
    for (ending, stays, before) in ENDINGS {
        let Some(start) = word.strip_suffix(ending) else { continue };
        let fits = start.len() >= *before && start.bytes().any(|b| b"aeiouy".contains(&b));
        // "engineer" and "career" are no comparatives, and "ring" has no stem before its ending.
        if fits && !(*ending == "er" && start.ends_with('e')) {
            return Some(format!("{start}{stays}")).filter(|shorter| shorter != word);
        }
    }
    None
}

/// "programm" and "plann" without the letter that the ending doubled.
fn undoubled(word: &str) -> String {
    let bytes = word.as_bytes();
    match bytes {
        [start @ .., a, b] if a == b && start.len() >= 2 => word.get(..word.len() - 1).unwrap_or(word).to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn a_family_of_words_has_one_stem() {
        let families = [
            "market markets marketing marketer marketers marketed",
            "bank banks banking banker bankers",
            "engineer engineers engineering",
            "consult consulting consultant consultants consultancy consultation",
            "account accounting accountant accountants accountancy",
            "manage manager managers management managing managed",
            "program programme programmes",
            "programming programmer programmers",
            "organise organize organiser organizing organisation organization organisations",
            "colour color colours",
            "centre center centres centers",
            "psychology psychologist psychologists psychological",
            "politics political politician politicians",
            "economics economist economy economies economic",
            "finance finances financing financial financier",
            "develop developer developers development developing",
            "teach teaching teacher teachers",
            "design designer designing designs",
            "educate education educational educator",
            "communication communications communicate communicating communicator",
            "journalism journalist journalists",
            "nurse nurses nursing",
            "research researcher researching",
            "charity charities",
            "invest investing investor investment investments",
            "physics physicist physicists",
            "trade trading trader traders",
            "labour labor",
            "licence license licensing",
            "interview interviews interviewing interviewer",
            "negotiate negotiation negotiating negotiator",
            "write writing writer writers",
            "analyse analyze analysing analyzing",
        ];
        let mut wrong = Vec::new();
        for family in families {
            let stems: Vec<String> = family.split(' ').map(stem).collect();
            if !stems.iter().all(|s| *s == stems[0]) {
                wrong.push(format!("{family}: {stems:?}"));
            }
        }
        assert_eq!(wrong, [] as [String; 0]);
    }

    #[test]
    fn words_that_only_look_alike_keep_their_own() {
        let strangers = [
            "career care",
            "news new",
            "string str",
            "business bus",
            "data date",
            "law lawn",
            "maths mat",
            "press pre",
            "policy police",
            "doctor doctorate",
            "hospital hospitality",
            "programme programmer",
            "poland pole",
            "paris pari",
            "wales wale",
            "chemist chef",
        ];
        for pair in strangers {
            let (a, b) = pair.split_once(' ').unwrap();
            assert_ne!(stem(a), stem(b), "{pair}");
        }
    }
}
