//! A small document tree in an arena, filled by html5ever; every walk over it is a loop.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ExpandedName, LocalName, Namespace, ParseOpts, QualName, ns};

/// A node's place in the arena.
pub(super) type Id = usize;

/// Nodes beyond which a document is given up.
const MAX_NODES: usize = 400_000;
/// How much is fed to the parser between looks at the number of nodes.
const STEP: usize = 8 * 1024;

/// What a node is.
#[derive(Debug)]
pub(super) enum Data {
    /// The document itself, comments and what else is not shown.
    Nothing,
    /// An element.
    Element {
        /// Its name, without prefix.
        name: LocalName,
        /// Its attributes.
        attrs: Vec<(LocalName, StrTendril)>,
    },
    /// Text.
    Text(String),
}

/// One node.
#[derive(Debug)]
pub(super) struct Node {
    /// What it is.
    pub(super) data: Data,
    /// Where it hangs.
    pub(super) parent: Option<Id>,
    /// What hangs from it.
    pub(super) children: Vec<Id>,
}

/// A document.
#[derive(Debug)]
pub(super) struct Dom {
    /// All nodes; the first is the document.
    pub(super) nodes: Vec<Node>,
}

impl Dom {
    /// Parses `html`; `None` where it grows beyond all measure.
    pub(super) fn parse(html: &str) -> Option<Self> {
        let mut parser = html5ever::parse_document(Sink::new(), ParseOpts::default());
        let mut rest = html;
        while !rest.is_empty() {
            let mut cut = rest.len().min(STEP);
            while !rest.is_char_boundary(cut) {
                cut += 1;
            }
            let (now, later) = rest.split_at(cut);
            parser.process(StrTendril::from_slice(now));
            if parser.tokenizer.sink.sink.nodes.borrow().len() > MAX_NODES {
                return None;
            }
            rest = later;
        }
        Some(parser.finish())
    }

    /// The element's name, or nothing for other nodes.
    pub(super) fn name(&self, id: Id) -> &str {
        match self.nodes.get(id).map(|node| &node.data) {
            Some(Data::Element { name, .. }) => name,
            _ => "",
        }
    }

    /// The value of an attribute, or nothing.
    pub(super) fn attr(&self, id: Id, wanted: &str) -> &str {
        match self.nodes.get(id).map(|node| &node.data) {
            Some(Data::Element { attrs, .. }) => {
                attrs.iter().find(|(name, _)| &**name == wanted).map_or("", |(_, value)| value)
            }
            _ => "",
        }
    }

    /// What hangs from a node.
    pub(super) fn children(&self, id: Id) -> &[Id] {
        self.nodes.get(id).map_or(&[], |node| &node.children)
    }
}

/// html5ever's view of the tree under construction.
struct Sink {
    nodes: RefCell<Vec<Node>>,
    names: RefCell<Vec<Option<QualName>>>,
    contents: RefCell<Vec<(Id, Id)>>,
}

/// An element's name, owned: html5ever asks for it while the tree is borrowed elsewhere.
#[derive(Debug)]
struct Name(Namespace, LocalName);

impl html5ever::interface::ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0
    }

    fn local_name(&self) -> &LocalName {
        &self.1
    }

    fn expanded(&self) -> ExpandedName<'_> {
        ExpandedName { ns: &self.0, local: &self.1 }
    }
}

impl Sink {
    fn new() -> Self {
        let document = Node { data: Data::Nothing, parent: None, children: Vec::new() };
        Self {
            nodes: RefCell::new(vec![document]),
            names: RefCell::new(vec![None]),
            contents: RefCell::new(Vec::new()),
        }
    }

    fn add(&self, data: Data, name: Option<QualName>) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { data, parent: None, children: Vec::new() });
        self.names.borrow_mut().push(name);
        nodes.len() - 1
    }

    /// Takes a node from its parent. The last child is the usual one, so it is looked for from the end.
    fn detach(&self, id: Id) {
        let mut nodes = self.nodes.borrow_mut();
        let parent = nodes.get_mut(id).and_then(|node| node.parent.take());
        if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent))
            && let Some(at) = parent.children.iter().rposition(|child| *child == id)
        {
            parent.children.remove(at);
        }
    }

    /// Hangs `child` into `parent` at `place`, or at its end; text joins text before it.
    fn insert(&self, parent: Id, place: Option<usize>, child: NodeOrText<Id>) {
        match child {
            NodeOrText::AppendText(text) => {
                let before = {
                    let nodes = self.nodes.borrow();
                    let children = nodes.get(parent).map_or(&[][..], |node| &node.children);
                    place.unwrap_or(children.len()).checked_sub(1).and_then(|at| children.get(at)).copied()
                };
                if let Some(before) = before
                    && let Some(Node { data: Data::Text(earlier), .. }) = self.nodes.borrow_mut().get_mut(before)
                {
                    earlier.push_str(&text);
                    return;
                }
                let id = self.add(Data::Text(text.to_string()), None);
                self.hang(parent, place, id);
            }
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                self.hang(parent, place, id);
            }
        }
    }

    fn hang(&self, parent: Id, place: Option<usize>, id: Id) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(node) = nodes.get_mut(id) {
            node.parent = Some(parent);
        }
        if let Some(node) = nodes.get_mut(parent) {
            let end = node.children.len();
            node.children.insert(place.unwrap_or(end).min(end), id);
        }
    }

    fn place_of(&self, id: Id) -> Option<(Id, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes.get(id)?.parent?;
        let at = nodes.get(parent)?.children.iter().rposition(|child| *child == id)?;
        Some((parent, at))
    }
}

impl TreeSink for Sink {
    type ElemName<'a> = Name;
    type Handle = Id;
    type Output = Dom;

    fn finish(self) -> Dom {
        Dom { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name {
        match self.names.borrow().get(*target) {
            Some(Some(name)) => Name(name.ns.clone(), name.local.clone()),
            _ => Name(ns!(), LocalName::from("")),
        }
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Id {
        let attrs = attrs.into_iter().map(|attr| (attr.name.local, attr.value)).collect();
        let id = self.add(Data::Element { name: name.local.clone(), attrs }, Some(name));
        if flags.template {
            let content = self.add(Data::Nothing, None);
            self.contents.borrow_mut().push((id, content));
        }
        id
    }

    fn create_comment(&self, _text: StrTendril) -> Id {
        self.add(Data::Nothing, None)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Id {
        self.add(Data::Nothing, None)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.insert(*parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, prev_element: &Id, child: NodeOrText<Id>) {
        let has_parent = self.nodes.borrow().get(*element).is_some_and(|node| node.parent.is_some());
        if has_parent { self.append_before_sibling(element, child) } else { self.append(prev_element, child) }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public_id: StrTendril, _system_id: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        self.contents.borrow().iter().rev().find(|(id, _)| id == target).map_or(0, |(_, content)| *content)
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, new_node: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(id) = &new_node {
            self.detach(*id);
        }
        if let Some((parent, at)) = self.place_of(*sibling) {
            self.insert(parent, Some(at), new_node);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        if let Some(Node { data: Data::Element { attrs: present, .. }, .. }) = self.nodes.borrow_mut().get_mut(*target)
        {
            for attr in attrs {
                if !present.iter().any(|(name, _)| *name == attr.name.local) {
                    present.push((attr.name.local, attr.value));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut nodes = self.nodes.borrow_mut();
        let children = nodes.get_mut(*node).map(|node| std::mem::take(&mut node.children)).unwrap_or_default();
        for child in &children {
            if let Some(child) = nodes.get_mut(*child) {
                child.parent = Some(*new_parent);
            }
        }
        if let Some(parent) = nodes.get_mut(*new_parent) {
            parent.children.extend(children);
        }
    }
}
