//! The gallery: every mail with sample data, as pages and as text, with an index.

use super::{Page, TemplateError, Templates};
use crate::programme::notice::Notice;

impl Page {
    /// A page for samples.
    pub(super) fn sample() -> Self {
        Self {
            programme: "Career Mentoring".to_owned(),
            university: "Example University".to_owned(),
            first_name: "Ada".to_owned(),
            reply_address: "mentoring+token@uni.example".to_owned(),
            service_address: "mentoring@uni.example".to_owned(),
            handbook_url: Some("https://uni.example/mentoring".to_owned()),
            words_html: None,
            subject: None,
        }
    }
}

/// The files of the gallery: name and contents.
///
/// # Errors
/// When a template does not render.
pub fn gallery(templates: &Templates) -> Result<Vec<(String, String)>, TemplateError> {
    let page = Page::sample();
    let mut files = Vec::new();
    let mut index = String::from(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>The mails of mentorpost</title>\n\
         <style>body{font:16px sans-serif;margin:24px}iframe{border:1px solid #999;height:640px;margin:4px}</style>\n\
         <h1>The mails of mentorpost</h1>\n",
    );
    for (number, notice) in Notice::samples().iter().enumerate() {
        let rendered = templates.render(notice, &page)?;
        let name = format!("{:02}-{}", number + 1, notice.kind());
        index.push_str(&format!(
            "<h2>{name}</h2>\n<p><a href=\"{name}.html\">page</a>, <a href=\"{name}.txt\">text</a></p>\n\
             <iframe src=\"{name}.html\" width=\"375\"></iframe><iframe src=\"{name}.html\" width=\"800\"></iframe>\n"
        ));
        files.push((format!("{name}.txt"), format!("Subject: {}\n\n{}", rendered.subject, rendered.text)));
        files.push((format!("{name}.html"), rendered.html));
    }
    files.push(("index.html".to_owned(), index));
    Ok(files)
}
