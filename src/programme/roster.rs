//! The roster: people as staff hand them over, in a CSV file, every row checked and every fault named by its place.

use std::collections::HashMap;
use std::fmt;

use super::form::Field;
use super::person::{Profile, Role};
use crate::mail::address::Address;

/// One good row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// What they take part as.
    pub role: Role,
    /// Their name.
    pub name: String,
    /// Their address.
    pub address: Address,
    /// What is said of them.
    pub profile: Profile,
    /// Mentors: how many mentees at a time.
    pub capacity: u32,
    /// What the file says nothing about, having no such column or, for how many mentees, nothing in it: of somebody who is known
    /// already it stays as it is.
    pub untold: Vec<Field>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The line it stands on, counted from 1.
    pub line: u64,
    /// The column it stands in; empty where it is about the whole row.
    pub column: String,
    /// What is wrong, and what to do.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.column.is_empty() {
            write!(f, "{}: {}", self.line, self.what)
        } else {
            write!(f, "{}: {}: {}", self.line, self.column, self.what)
        }
    }
}

/// The columns that every file has.
const NEEDED: [&str; 3] = ["role", "name", "email"];

/// The columns of a profile; which role has which.
const COLUMNS: &[(&str, Field, bool, bool)] = &[
    ("preferred_name", Field::PreferredName, true, true),
    ("language", Field::Language, true, true),
    ("course", Field::Course, true, true),
    ("job", Field::Job, true, false),
    ("history", Field::History, true, false),
    ("strengths", Field::Strengths, true, false),
    ("moves", Field::Moves, true, false),
    ("help", Field::Help, true, true),
    ("languages", Field::Languages, true, false),
    ("limit", Field::Capacity, true, false),
    ("year", Field::Year, false, true),
    ("graduation", Field::Graduation, false, true),
    ("aims", Field::Aims, false, true),
];

/// Every column there may be.
fn known() -> impl Iterator<Item = &'static str> {
    NEEDED.into_iter().chain(COLUMNS.iter().map(|(name, ..)| *name))
}

const MAX_NAME: usize = 100;
const MAX_FIELD: usize = 10_000;

/// Reads a whole roster: UTF-8 (a BOM is fine), comma or semicolon, the header in any order and case. `capacity` is how many mentees
/// a mentor takes who does not say.
pub fn read(text: &str, capacity: u32) -> (Vec<Row>, Vec<Finding>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    let semicolons = first.matches(';').count() > first.matches(',').count();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if semicolons { b';' } else { b',' })
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(header)) = records.next() else {
        return (Vec::new(), vec![finding(1, "", "the file is empty; the first line must name the columns")]);
    };
    let (columns, mut findings) = columns(&header);
    if !findings.is_empty() {
        return (Vec::new(), findings);
    }
    let mut rows = Vec::new();
    let mut seen = HashMap::new();
    for record in records {
        match record {
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                findings.push(finding(line, "", "cannot be read; is a quotation mark missing?"));
            }
            Ok(record) if record.iter().all(str::is_empty) => {}
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                match Reading::new(line, &columns, &record).row(capacity, &mut seen) {
                    Ok(row) => rows.push(row),
                    Err(wrong) => findings.extend(wrong),
                }
            }
        }
    }
    (rows, findings)
}

fn finding(line: u64, column: &str, what: impl Into<String>) -> Finding {
    Finding { line, column: column.to_owned(), what: what.into() }
}

/// Which column stands where.
fn columns(header: &csv::StringRecord) -> (Vec<&'static str>, Vec<Finding>) {
    let mut columns = Vec::new();
    let mut findings = Vec::new();
    for name in header {
        let folded = name.to_lowercase();
        match known().find(|known| *known == folded) {
            Some(known) if columns.contains(&known) => {
                findings.push(finding(1, known, "this column is there twice; take one out"));
            }
            Some(known) => columns.push(known),
            None => {
                let known: Vec<_> = known().collect();
                let what = format!("this column is not known; take it out, or use one of {}", known.join(", "));
                findings.push(finding(1, &shown(name), what));
            }
        }
    }
    for needed in NEEDED {
        if !columns.contains(&needed) {
            findings.push(finding(1, needed, "this column is missing; every file needs role, name and email"));
        }
    }
    (columns, findings)
}

/// One row being read.
struct Reading<'a> {
    line: u64,
    fields: HashMap<&'static str, &'a str>,
    findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    fn new(line: u64, columns: &[&'static str], record: &'a csv::StringRecord) -> Self {
        let fields = columns.iter().copied().zip(record.iter()).collect();
        let mut reading = Self { line, fields, findings: Vec::new() };
        if record.len() != columns.len() {
            let what = format!("has {} fields where the first line names {}", record.len(), columns.len());
            reading.wrong("", format!("{what}; does a field with a comma in it stand in quotation marks?"));
        }
        reading
    }

    fn wrong(&mut self, column: &str, what: impl Into<String>) {
        self.findings.push(finding(self.line, column, what));
    }

    fn field(&self, column: &str) -> &'a str {
        self.fields.get(column).copied().unwrap_or_default()
    }

    fn row(mut self, capacity: u32, seen: &mut HashMap<String, u64>) -> Result<Row, Vec<Finding>> {
        let role = self.role();
        let name = self.name();
        let address = self.address(seen);
        let capacity = self.capacity(capacity);
        if let Some(role) = role {
            self.foreign_columns(role);
        }
        self.graduation();
        let profile = self.profile();
        let untold = self.untold();
        match (role, address) {
            (Some(role), Some(address)) if self.findings.is_empty() => {
                Ok(Row { line: self.line, role, name, address, profile, capacity, untold })
            }
            _ => Err(self.findings),
        }
    }

    fn role(&mut self) -> Option<Role> {
        match self.field("role").to_lowercase().as_str() {
            "mentor" => Some(Role::Mentor),
            "mentee" => Some(Role::Mentee),
            other => {
                let what = format!("{:?} is neither mentor nor mentee", shown(other));
                self.wrong("role", what);
                None
            }
        }
    }

    fn name(&mut self) -> String {
        let name = self.field("name").split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            self.wrong("name", "is empty");
        } else if name.chars().count() > MAX_NAME {
            self.wrong("name", "is longer than 100 characters");
        } else if name.chars().any(char::is_control) || name.contains('@') {
            self.wrong("name", "is not a name: others see it, so it may hold no address");
        }
        name
    }

    fn address(&mut self, seen: &mut HashMap<String, u64>) -> Option<Address> {
        let text = self.field("email");
        let Some(address) = Address::parse(text).filter(|address| address.domain().contains('.')) else {
            let what = format!("{:?} is not a mail address", shown(text));
            self.wrong("email", what);
            return None;
        };
        if let Some(earlier) = seen.insert(address.key(), self.line) {
            self.wrong("email", format!("{text} stands on line {earlier} as well; keep one of the two"));
        }
        Some(address)
    }

    fn capacity(&mut self, default: u32) -> u32 {
        let text = self.field("limit");
        if text.is_empty() {
            return default;
        }
        match text.parse::<u32>() {
            Ok(limit @ 1..=50) => limit,
            _ => {
                let what = format!("{:?} is not a number of mentees from 1 to 50", shown(text));
                self.wrong("limit", what);
                default
            }
        }
    }

    fn foreign_columns(&mut self, role: Role) {
        let mentor = role == Role::Mentor;
        for (column, _, of_mentors, of_mentees) in COLUMNS {
            if !(if mentor { *of_mentors } else { *of_mentees }) && !self.field(column).is_empty() {
                let (this, other) = if mentor { ("mentor", "mentees") } else { ("mentee", "mentors") };
                self.wrong(column, format!("is for {other}; leave it empty for a {this}"));
            }
        }
    }

    fn graduation(&mut self) {
        let text = self.field("graduation");
        let fits = text.split_once('-').is_some_and(|(year, month)| {
            year.len() == 4
                && year.bytes().all(|b| b.is_ascii_digit())
                && month.len() == 2
                && month.parse::<u8>().is_ok_and(|m| (1..=12).contains(&m))
        });
        if !text.is_empty() && !fits {
            let what = format!("{:?} is not a month; write it as 2027-07", shown(text));
            self.wrong("graduation", what);
        }
    }

    fn untold(&self) -> Vec<Field> {
        let untold = |(column, field, ..): &(&str, Field, bool, bool)| {
            let told = self.fields.get(column).is_some_and(|text| *field != Field::Capacity || !text.is_empty());
            (!told).then_some(*field)
        };
        COLUMNS.iter().filter_map(untold).collect()
    }

    fn profile(&mut self) -> Profile {
        for (column, ..) in COLUMNS {
            if self.field(column).len() > MAX_FIELD {
                self.wrong(column, "is longer than 10,000 bytes");
            }
        }
        let field = |column| self.field(column).to_owned();
        Profile {
            course: field("course"),
            job: field("job"),
            history: field("history"),
            strengths: field("strengths"),
            moves: field("moves"),
            help: field("help"),
            languages: field("languages"),
            year: field("year"),
            graduation: field("graduation"),
            aims: field("aims"),
            preferred_name: field("preferred_name"),
            language: field("language"),
        }
    }
}

/// A value as it is shown in a finding: short, on one line.
fn shown(value: &str) -> String {
    value.chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_in_any_order_and_case() {
        let text = "\u{feff}Email;NAME;role;Limit;job\r\njane@corp.example;Jane  Smith;Mentor;3;\"Head of R&D;\nlate of X\"\r\n;;;;\r\n";
        let (rows, findings) = read(text, 2);
        assert_eq!(findings, []);
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.role, row.name.as_str(), row.capacity), (Role::Mentor, "Jane Smith", 3));
        assert_eq!(row.profile.job, "Head of R&D;\nlate of X");
    }

    #[test]
    fn what_a_file_says_nothing_about_is_known() {
        let untold = |text: &str| {
            let (rows, findings) = read(text, 2);
            assert_eq!(findings, []);
            rows.into_iter().map(|row| row.untold).collect::<Vec<_>>()
        };
        let every: Vec<_> = COLUMNS.iter().map(|(_, field, ..)| *field).collect();
        assert_eq!(untold("role,name,email\nmentor,Jane,j@x.example\n"), std::slice::from_ref(&every));
        // An empty field is an answer; a number of mentees that is empty is none.
        let told = untold("role,name,email,job,limit\nmentor,Jane,j@x.example,,\nmentor,Joe,k@x.example,Baker,3\n");
        let without = |fields: &[Field]| every.iter().copied().filter(|f| !fields.contains(f)).collect::<Vec<_>>();
        assert_eq!(told, [without(&[Field::Job]), without(&[Field::Job, Field::Capacity])]);
    }

    /// A CSV broken in a dozen ways, with what each gets.
    #[test]
    fn every_fault_is_named_by_its_place() {
        let cases = [
            ("", "1: the file is empty; the first line must name the columns"),
            ("role,name\nmentor,Jane", "1: email: this column is missing; every file needs role, name and email"),
            ("role,name,email,email\n", "1: email: this column is there twice; take one out"),
            (
                "role,name,email,shoe size\n",
                "1: shoe size: this column is not known; take it out, or use one of role, name, email, preferred_name, language, course, job, history, \
                 strengths, moves, help, languages, limit, year, graduation, aims",
            ),
            ("role,name,email\nboss,Jane,j@x.example\n", "2: role: \"boss\" is neither mentor nor mentee"),
            ("role,name,email\nmentor,,j@x.example\n", "2: name: is empty"),
            (
                "role,name,email\nmentor,j@x.example,j@x.example\n",
                "2: name: is not a name: others see it, so it may hold no address",
            ),
            ("role,name,email\nmentor,Jane,jane at x\n", "2: email: \"jane at x\" is not a mail address"),
            (
                "role,name,email\nmentor,Jane,j@x.example\nmentor,Joe,J+a@x.example\n",
                "3: email: J+a@x.example stands on line 2 as well; keep one of the two",
            ),
            (
                "role,name,email,limit\nmentor,Jane,j@x.example,many\n",
                "2: limit: \"many\" is not a number of mentees from 1 to 50",
            ),
            (
                "role,name,email,aims\nmentor,Jane,j@x.example,fame\n",
                "2: aims: is for mentees; leave it empty for a mentor",
            ),
            (
                "role,name,email,graduation\nmentee,Ada,a@x.example,July\n",
                "2: graduation: \"July\" is not a month; write it as 2027-07",
            ),
            (
                "role,name,email\nmentor,Smith, Jane,j@x.example\n",
                "2: has 4 fields where the first line names 3; does a field with a comma in it stand in quotation marks?",
            ),
        ];
        for (text, expected) in cases {
            let (_, findings) = read(text, 2);
            assert!(findings.iter().any(|f| f.to_string() == expected), "{text:?}: {findings:?}");
        }
    }
}
