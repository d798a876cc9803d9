//! `inspect`: what the service makes of one message, or of many, without acting.

use std::io::{BufRead, Read};
use std::path::Path;

use serde_json::{Value, json};

use super::{Done, Failure, open, refused, say};
use crate::mail::address::Address;
use crate::mail::inbound::Inbound;
use crate::mail::parse::{ParseContext, parse};
use crate::mail::{html_text, reply_text};
use crate::programme::command::Command;

#[derive(clap::Args)]
pub struct Arguments {
    /// A message as it was received (.eml); - reads stdin.
    #[arg(value_name = "FILE.eml", conflicts_with_all = ["text", "batch"])]
    file: Option<std::path::PathBuf>,
    /// Answer with a JSON object.
    #[arg(long)]
    json: bool,
    /// Stdin is a bare text body in UTF-8; the answer is its new text.
    #[arg(long, conflicts_with = "batch")]
    text: bool,
    /// Stdin holds JSON lines with an id and a path, text or html; each is answered with one line.
    #[arg(long)]
    batch: bool,
}

/// The largest input that is read.
const MAX_INPUT: u64 = 256 << 20;

pub fn run(path: &Path, how: &Arguments) -> Done {
    if how.text {
        let read = bare_text(&decoded(stdin()?));
        say(if how.json { read.to_string() } else { read["text"].as_str().unwrap_or_default().to_owned() });
        return Ok(());
    }
    let context = context(path);
    if how.batch {
        return batch(&context);
    }
    let Some(file) = &how.file else {
        return Err(refused("name a file, or - for stdin; --text and --batch read stdin as well"));
    };
    let raw = if file == Path::new("-") { stdin()? } else { read(file).map_err(Failure::Refused)? };
    let inbound = parse(&raw, &context);
    say(if how.json { object(&inbound).to_string() } else { page(&inbound) });
    Ok(())
}

/// Whose mail it is: of the settings where there are any, else of nobody.
fn context(path: &Path) -> ParseContext {
    match open::config(path) {
        Ok(config) => ParseContext::new(config.policy.address, config.authserv_ids),
        Err(_) => {
            // A reserved name (RFC 2606), so that no mail is taken for our own.
            let nobody = Address::parse("mentorpost@nobody.invalid");
            let Some(nobody) = nobody else { unreachable!("the literal is an address") };
            ParseContext::new(nobody, Vec::new())
        }
    }
}

fn batch(context: &ParseContext) -> Done {
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        say(answer(&line, context));
    }
    Ok(())
}

/// One line of a batch answered; what is wrong with it stands in the answer, so that the others go on.
fn answer(line: &[u8], context: &ParseContext) -> Value {
    let asked: Value = match serde_json::from_slice(line) {
        Ok(asked) => asked,
        Err(error) => return json!({"id": null, "error": format!("is not JSON: {error}")}),
    };
    let field = |name: &str| asked.get(name).and_then(Value::as_str);
    // Of a body in both forms the HTML says more.
    let mut read = if let Some(html) = field("html") {
        let new = html_text::split(html);
        json!({"text": new.text, "elided": new.elided, "html": new.html, "command": command(&new.text)})
    } else if let Some(text) = field("text") {
        bare_text(text)
    } else if let Some(path) = field("path") {
        match self::read(Path::new(path)) {
            Ok(raw) => object(&parse(&raw, context)),
            Err(why) => json!({"error": why}),
        }
    } else {
        json!({"error": "has neither path nor text nor html"})
    };
    if let Value::Object(object) = &mut read {
        object.insert("id".to_owned(), asked.get("id").cloned().unwrap_or(Value::Null));
    }
    read
}

fn bare_text(text: &str) -> Value {
    let new = reply_text::split(text);
    json!({"text": new.text, "elided": new.elided, "command": command(&new.text)})
}

fn command(text: &str) -> Value {
    match Command::read(text) {
        Some((command, _)) => json!({"name": command.word.as_str(), "argument": command.argument}),
        None => Value::Null,
    }
}

/// The object of the contract.
fn object(inbound: &Inbound) -> Value {
    let bounce: Vec<Value> = inbound
        .bounce
        .iter()
        .map(|report| {
            json!({"recipient": report.recipient, "status": report.status, "action": report.action.as_str(),
                "permanent": report.permanent})
        })
        .collect();
    let attachments: Vec<Value> = inbound
        .attachments
        .iter()
        .map(
            |file| json!({"name": file.name, "type": file.media_type, "size": file.bytes.len(), "inline": file.inline}),
        )
        .collect();
    let proof = &inbound.authentication;
    json!({
        "kind": inbound.kind.as_str(),
        "reason": inbound.reason,
        "from": inbound.from.as_ref().map(Address::as_str),
        "recipients": inbound.recipients().map(Address::as_str).collect::<Vec<_>>(),
        "subject": inbound.subject,
        "message_id": inbound.message_id,
        "in_reply_to": inbound.in_reply_to,
        "references": inbound.references,
        "date": inbound.date.map(|date| date.to_string()),
        "text": inbound.text,
        "elided": inbound.elided,
        "html": inbound.html.get(),
        "command": if inbound.kind == crate::mail::inbound::Kind::Human { command(&inbound.text) } else { Value::Null },
        "attachments": attachments,
        "bounce": if bounce.is_empty() { Value::Null } else { Value::Array(bounce) },
        "auto_reply": inbound.auto_reply,
        "away_until": inbound.away_until.map(|date| date.to_string()),
        "suppress_response": inbound.suppress_response,
        "from_ambiguous": inbound.from_ambiguous,
        "forwarded": inbound.forwarded,
        "authentication": {"dmarc": proof.dmarc.as_str(), "dkim": proof.dkim.as_str(), "spf": proof.spf.as_str(), "by": proof.by},
        "warnings": inbound.warnings,
    })
}

/// The same for people.
fn page(inbound: &Inbound) -> String {
    let mut lines = vec![
        format!("Kind        {} ({})", inbound.kind.as_str(), inbound.reason),
        format!(
            "From        {}{}",
            inbound.from.as_ref().map_or("cannot be told", Address::as_str),
            if inbound.from_ambiguous { " (ambiguous)" } else { "" }
        ),
        format!("To          {}", inbound.recipients().map(Address::as_str).collect::<Vec<_>>().join(", ")),
        format!("Subject     {}", inbound.subject),
        format!("Message-ID  {}", inbound.message_id),
        format!(
            "Proof       DMARC {}, DKIM {}, SPF {} ({})",
            inbound.authentication.dmarc.as_str(),
            inbound.authentication.dkim.as_str(),
            inbound.authentication.spf.as_str(),
            inbound.authentication.by.as_deref().unwrap_or("no trusted server says anything")
        ),
    ];
    if let Some((command, _)) = Command::read(&inbound.text) {
        lines.push(format!("Command     {} {}", command.word.as_str(), command.argument));
    }
    lines.extend(inbound.bounce.iter().map(|report| {
        let status = report.status.as_deref().unwrap_or("no status");
        format!("Bounce      {} {} ({status})", report.recipient, report.action.as_str())
    }));
    lines.extend(
        inbound
            .attachments
            .iter()
            .map(|file| format!("File        {} ({}, {} bytes)", file.name, file.media_type, file.bytes.len())),
    );
    lines.extend(inbound.warnings.iter().map(|warning| format!("Note        {warning}")));
    lines.push(format!("\nNew text\n--------\n{}\n\nLeft out\n--------\n{}", inbound.text, inbound.elided));
    // What a stranger wrote must not move the cursor or change the colours of a terminal.
    lines.join("\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let open = std::fs::File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut raw = Vec::new();
    let reading = open.take(MAX_INPUT).read_to_end(&mut raw);
    reading.map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(raw)
}

fn stdin() -> Result<Vec<u8>, Failure> {
    let mut raw = Vec::new();
    std::io::stdin().lock().take(MAX_INPUT).read_to_end(&mut raw)?;
    Ok(raw)
}

fn decoded(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
