//! The document as lines of text, each knowing the nodes it was made of.

use super::dom::{Data, Dom, Id};
use super::places::{self, Place};

/// A piece of a line.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The node it comes from.
    pub(super) node: Id,
    /// What of the line it is.
    pub(super) text: String,
}

/// One line.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// What it is made of.
    pub(super) pieces: Vec<Piece>,
    /// How deep it is quoted.
    pub(super) depth: usize,
    /// How it is shown to the search for history, where that differs from its text.
    pub(super) shown: Option<&'static str>,
    /// Part of a signature.
    pub(super) signature: bool,
}

impl Row {
    /// Its text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            text.push_str(&piece.text);
        }
        text.trim_end().to_owned()
    }

    /// Its text with its quote marks, as the search for history reads it.
    pub(super) fn read(&self) -> String {
        let text = self.shown.map_or_else(|| self.text(), str::to_owned);
        if self.depth == 0 { text } else { format!("{} {text}", ">".repeat(self.depth.min(20))) }
    }
}

/// Shown in place of what a program marks as an attribution, whatever its language.
const ATTRIBUTION: &str = "On 2026-03-02 at 10:00, A <a@example.org> wrote:";
/// Shown where a program marks the beginning of the earlier mail.
const BEGINNING: &str = "-----Original Message-----";

/// Longer link targets are for machines.
const MAX_LINK: usize = 300;

/// The walk's state.
struct Walk<'d> {
    dom: &'d Dom,
    rows: Vec<Row>,
    row: Row,
    depth: usize,
    signature: usize,
    pre: usize,
    struck: usize,
    attribution: Vec<usize>,
}

/// One step of the walk.
enum Step {
    Enter(Id),
    Leave(Id, Place),
}

/// Renders a document.
pub(super) fn rows(dom: &Dom) -> Vec<Row> {
    let mut walk = Walk {
        dom,
        rows: Vec::new(),
        row: Row::default(),
        depth: 0,
        signature: 0,
        pre: 0,
        struck: 0,
        attribution: Vec::new(),
    };
    let mut steps = vec![Step::Enter(0)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(id) => {
                if let Some(place) = walk.enter(id) {
                    steps.push(Step::Leave(id, place));
                    steps.extend(dom.children(id).iter().rev().map(|child| Step::Enter(*child)));
                }
            }
            Step::Leave(id, place) => walk.leave(id, place),
        }
    }
    walk.end_row();
    walk.rows
}

impl Walk<'_> {
    /// Enters a node; `None` where there is nothing below it to see.
    fn enter(&mut self, id: Id) -> Option<Place> {
        match &self.dom.nodes.get(id)?.data {
            // What is struck out is seen, but no longer said.
            Data::Text(_) if self.struck > 0 => {
                self.piece(id, "");
                return None;
            }
            Data::Text(text) => {
                self.text(id, text);
                return None;
            }
            Data::Nothing => return Some(Place::Plain),
            Data::Element { .. } => {}
        }
        let place = places::of(self.dom, id);
        self.enter_place(place)?;
        self.enter_element(id);
        Some(place)
    }

    /// Opens what a place opens; `None` where nothing of it is shown.
    fn enter_place(&mut self, place: Place) -> Option<()> {
        match place {
            Place::Hidden => return None,
            Place::Beginning => self.announce(BEGINNING),
            Place::History => {
                self.announce(ATTRIBUTION);
                self.depth += 1;
            }
            Place::Quote => {
                self.end_row();
                self.blank();
                self.depth += 1;
            }
            Place::Signature => {
                self.end_row();
                self.signature += 1;
            }
            Place::Attribution => {
                self.end_row();
                self.attribution.push(self.rows.len());
            }
            Place::Plain => {}
        }
        Some(())
    }

    /// Writes what an element itself shows.
    fn enter_element(&mut self, id: Id) {
        let name = self.dom.name(id);
        self.struck += usize::from(places::is_struck(self.dom, id));
        match name {
            "br" => {
                self.piece(id, "");
                self.end_row_even_if_empty();
            }
            "hr" => {
                self.end_row();
                self.piece(id, "-----");
                self.end_row();
            }
            "img" => {
                let shown = self.dom.attr(id, "src").starts_with("cid:");
                let alt = self.dom.attr(id, "alt");
                let label = if !shown {
                    String::new()
                } else if alt.is_empty() {
                    "[image]".to_owned()
                } else {
                    format!("[{alt}]")
                };
                self.piece(id, &label);
            }
            _ if is_block(name) => {
                self.end_row();
                if spaced(self.dom, id) {
                    self.blank();
                }
                self.pre += usize::from(name == "pre");
                if name == "li" {
                    self.piece(id, "- ");
                }
                if places::has_top_border(self.dom, id) && self.looks_like_labels(id) {
                    self.announce(BEGINNING);
                }
            }
            "td" | "th" => self.space(),
            _ => {}
        }
    }

    fn leave(&mut self, id: Id, place: Place) {
        let name = self.dom.name(id);
        self.struck -= usize::from(self.struck > 0 && places::is_struck(self.dom, id));
        if name == "a" {
            self.link_target(id);
        }
        if is_block(name) {
            self.end_row();
            self.pre -= usize::from(name == "pre" && self.pre > 0);
            if spaced(self.dom, id) {
                self.blank();
            }
        }
        match place {
            Place::History | Place::Quote => {
                self.end_row();
                self.depth = self.depth.saturating_sub(1);
                self.blank();
            }
            Place::Signature => {
                self.end_row();
                self.signature = self.signature.saturating_sub(1);
            }
            Place::Attribution => {
                self.end_row();
                self.mark_attribution();
            }
            Place::Beginning | Place::Hidden | Place::Plain => {}
        }
    }

    /// Shows the rows since an attribution's beginning as one, unless they say that the mail was forwarded.
    fn mark_attribution(&mut self) {
        let Some(start) = self.attribution.pop() else { return };
        let rows = self.rows.get_mut(start..).unwrap_or(&mut []);
        let worded: Vec<usize> =
            rows.iter().enumerate().filter(|(_, row)| !row.text().trim().is_empty()).map(|(at, _)| at).collect();
        let forwarded = worded.first().and_then(|at| rows.get(*at)).is_some_and(|row| row.text().starts_with("--"));
        if forwarded || worded.len() > 6 {
            return;
        }
        if let Some((last, others)) = worded.split_last() {
            for at in others {
                if let Some(row) = rows.get_mut(*at) {
                    row.shown = Some("");
                }
            }
            if let Some(row) = rows.get_mut(*last) {
                row.shown = Some(ATTRIBUTION);
            }
            // What was shown as empty above the attribution belongs to it.
            if let (Some(first), true) = (others.first(), !others.is_empty())
                && let Some(row) = rows.get_mut(*first)
            {
                row.shown = Some(ATTRIBUTION);
            }
        }
    }

    fn text(&mut self, id: Id, text: &str) {
        if self.pre > 0 {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.end_row_even_if_empty();
                }
                self.piece(id, line.trim_end_matches('\r'));
            }
            return;
        }
        let mut collapsed = String::with_capacity(text.len());
        // Of what is struck out there are pieces without text.
        let mut before = self.row.pieces.iter().rev().take(8).filter(|piece| !piece.text.is_empty());
        let mut spaced = before.next().is_none_or(|piece| piece.text.ends_with(' '));
        for c in text.chars() {
            let space = c.is_ascii_whitespace();
            if !space {
                collapsed.push(c);
            } else if !spaced {
                collapsed.push(' ');
            }
            spaced = space;
        }
        self.piece(id, &collapsed);
    }

    /// The target of a link whose words do not say it.
    fn link_target(&mut self, id: Id) {
        let href = self.dom.attr(id, "href").trim();
        let Some(bare) = href.strip_prefix("https://").or_else(|| href.strip_prefix("http://")) else { return };
        if self.depth > 0 || href.len() > MAX_LINK || self.dom.children(id).is_empty() {
            return;
        }
        // A link's words are the line's last pieces.
        let pieces = self.row.pieces.get(self.row.pieces.len().saturating_sub(6)..).unwrap_or(&[]);
        let said: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        let bare = bare.trim_end_matches('/').trim_start_matches("www.");
        if !said.trim().is_empty() && !said.contains(bare) {
            self.piece(id, &format!(" <{href}>"));
        }
    }

    fn piece(&mut self, node: Id, text: &str) {
        self.row.pieces.push(Piece { node, text: text.to_owned() });
    }

    fn space(&mut self) {
        if let Some(last) = self.row.pieces.last_mut()
            && !last.text.ends_with(' ')
        {
            last.text.push(' ');
        }
    }

    fn end_row(&mut self) {
        if !self.row.pieces.is_empty() {
            self.end_row_even_if_empty();
        }
    }

    fn end_row_even_if_empty(&mut self) {
        let mut row = std::mem::take(&mut self.row);
        row.depth = self.depth;
        row.signature = self.signature > 0;
        self.rows.push(row);
    }

    /// An empty row, unless there is one.
    fn blank(&mut self) {
        if self.rows.last().is_some_and(|row| !row.pieces.is_empty()) {
            self.rows.push(Row { depth: self.depth, signature: self.signature > 0, ..Row::default() });
        }
    }

    /// A row that only the search for history sees.
    fn announce(&mut self, shown: &'static str) {
        self.end_row();
        self.rows.push(Row { depth: self.depth, shown: Some(shown), ..Row::default() });
    }

    /// Are there label lines ("From: …") at the element's beginning?
    fn looks_like_labels(&self, id: Id) -> bool {
        let mut colons = 0;
        let mut address = false;
        let mut pending = vec![id];
        for _ in 0..80 {
            let Some(at) = pending.pop() else { break };
            if let Some(Data::Text(text)) = self.dom.nodes.get(at).map(|node| &node.data) {
                colons += usize::from(text.trim_end().ends_with([':', '：']) || text.contains(": "));
                address |= text.contains('@');
            }
            pending.extend(self.dom.children(at).iter().rev());
        }
        colons >= 3 || colons >= 2 && address
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "p"
            | "table"
            | "tr"
            | "li"
            | "ul"
            | "ol"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "pre"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "center"
            | "form"
            | "address"
            | "dl"
            | "dt"
            | "dd"
            | "body"
            | "html"
            | "main"
            | "nav"
            | "aside"
            | "figure"
            | "fieldset"
    )
}

/// Is the element set off by empty lines?
fn spaced(dom: &Dom, id: Id) -> bool {
    match dom.name(id) {
        "p" => !dom.attr(id, "class").to_ascii_lowercase().contains("mso"),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table" | "pre" => true,
        _ => false,
    }
}
