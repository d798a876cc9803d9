//! Masks: while a template is rendered, every value is a number between two private-use characters; what it stands for is put in
//! afterwards, so that nothing a person wrote is ever read as Markdown, handlebars or HTML.

use serde_json::Value;

/// Around the number of an inline value.
pub const VALUE: (char, char) = ('\u{e000}', '\u{e001}');
/// Around the number of a person's words, a block of their own.
pub const WORDS: (char, char) = ('\u{e002}', '\u{e003}');
/// Around a button: label, then its body behind the middle one.
pub const BUTTON: (char, char, char) = ('\u{e004}', '\u{e005}', '\u{e006}');

/// The values behind the numbers.
#[derive(Debug, Default)]
pub struct Mask(Vec<String>);

/// A piece of rendered Markdown.
pub enum Piece<'a> {
    /// The template's own.
    Own(&'a str),
    /// A value.
    Value(&'a str),
    /// A person's words.
    Words(&'a str),
    /// A button: label and body, values in them still masked.
    Button(&'a str, &'a str),
}

impl Mask {
    /// Puts a number in place of every text that is not empty; an empty one stays, so that templates can ask for it.
    pub fn hide(&mut self, value: &mut Value) {
        match value {
            Value::String(text) if !text.is_empty() => {
                let private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
                self.0.push(text.replace("\r\n", "\n").replace(private, ""));
                *text = format!("{}{}{}", VALUE.0, self.0.len() - 1, VALUE.1);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.hide(field)),
            _ => {}
        }
    }

    fn value(&self, number: &str) -> &str {
        number.parse::<usize>().ok().and_then(|index| self.0.get(index)).map_or("", String::as_str)
    }

    /// Cuts rendered Markdown into the template's own pieces and what is masked.
    pub fn pieces<'a>(&'a self, mut text: &'a str) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        while let Some(start) = text.find([VALUE.0, WORDS.0, BUTTON.0]) {
            let (own, rest) = text.split_at(start);
            pieces.push(Piece::Own(own));
            let mut chars = rest.chars();
            let opening = chars.next().unwrap_or(VALUE.0);
            let inside = chars.as_str();
            let closing = match opening {
                c if c == VALUE.0 => VALUE.1,
                c if c == WORDS.0 => WORDS.1,
                _ => BUTTON.2,
            };
            let Some((inner, after)) = inside.split_once(closing) else { return pieces };
            pieces.push(match opening {
                c if c == VALUE.0 => Piece::Value(self.value(inner)),
                c if c == WORDS.0 => Piece::Words(self.value(inner)),
                _ => inner.split_once(BUTTON.1).map_or(Piece::Own(""), |(label, body)| Piece::Button(label, body)),
            });
            text = after;
        }
        pieces.push(Piece::Own(text));
        pieces
    }

    /// Text with its values put in as they are.
    pub fn plain(&self, text: &str) -> String {
        self.pieces(text)
            .iter()
            .map(|piece| match piece {
                Piece::Own(text) | Piece::Value(text) | Piece::Words(text) => *text,
                Piece::Button(label, _) => *label,
            })
            .collect()
    }

    /// The text part: values as they are, buttons as the word to answer with.
    pub fn text(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        for piece in self.pieces(text) {
            match piece {
                Piece::Own(text) | Piece::Value(text) => filled.push_str(text),
                Piece::Words(text) => filled.push_str(text.trim_end()),
                Piece::Button(label, body) => {
                    let body = self.plain(body);
                    filled.push_str(&format!("* {}: answer with {body}", self.plain(label)));
                }
            }
        }
        filled
    }
}
