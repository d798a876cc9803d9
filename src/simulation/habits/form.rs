//! Forms: filled in the way people fill in forms.

use crate::simulation::actor::{Actor, Meant, Next, Part};
use crate::simulation::incoming::Incoming;

/// Fills in the `Field: value` lines of a form, leaving some out; `None` where the mail holds no form.
pub(super) fn fill(actor: &mut Actor, mail: &Incoming) -> Option<Next> {
    let fields: Vec<&str> = mail.text.lines().filter_map(field).collect();
    if fields.is_empty() {
        return None;
    }
    let mut lines = Vec::new();
    for field in fields {
        if actor.chance.is(0.08) {
            continue;
        }
        let colon = *actor.chance.pick(&[": ", ":", " : "]);
        lines.push(format!("{field}{colon}{}", value(actor, field)));
    }
    Some(actor.answer(mail, &lines.join("\n"), Meant::Command))
}

/// The label of a line that wants a value.
fn field(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['>', ' ', '*', '-']);
    let (label, _) = line.split_once(':')?;
    let label = label.trim_matches(['*', ' ']);
    let known = [
        "name", "course", "job", "history", "success", "strength", "move", "help", "limit", "mentees", "language",
        "year", "graduat", "aim", "month",
    ];
    let low = label.to_lowercase();
    (label.len() < 60 && known.iter().any(|word| low.contains(word))).then_some(label)
}

fn value(actor: &mut Actor, field: &str) -> String {
    let low = field.to_lowercase();
    let (mentor, year) = (actor.part == Part::Mentor, actor.chance.between(2027, 2028));
    match low.as_str() {
        _ if low.contains("preferred") => actor.first_name().to_owned(),
        _ if low.contains("graduat") || low.contains("month") => format!("{year}-07"),
        _ if low.contains("limit") || low.contains("how many") || low.contains("mentees") => "2".to_owned(),
        _ if low.contains("language") => "English".to_owned(),
        _ if low.contains("name") => actor.writer.name.clone(),
        _ if low.contains("course") => actor.course.to_owned(),
        _ if low.contains("year") => "Final year".to_owned(),
        _ if low.contains("aim") => format!("A first job in {}", actor.field),
        _ if low.contains("move") => format!("Moved to {}", actor.place),
        _ if low.contains("help") => format!("{}, interviews", actor.field),
        _ if mentor => format!("Ten years in {}, {}", actor.field, actor.place),
        _ => format!("{} in {}", actor.field, actor.place),
    }
}
