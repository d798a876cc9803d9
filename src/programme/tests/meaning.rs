//! Which answers of a mentor read like a decision.

use crate::programme::meaning::sounds_like_decision;

const DECISIONS: &[&str] = &[
    "Not able to accept right now",
    "I'd be happy to!",
    "I’d be happy to!",
    "No problem, yes",
    "Accept my apologies, but I must decline",
    "Yes please",
    "Yes, let's do it",
    "Sure!",
    "Sure, happy to help.",
    "ok",
    "Okay, let's start in December.",
    "Of course.",
    "With pleasure",
    "I would be glad to mentor Ada.",
    "Happy to be her mentor.",
    "Count me in!",
    "I'm in",
    "Absolutely, tell her to write to me",
    "I accept",
    "Accepted",
    "accepting this one",
    "I accept with pleasure. When shall we talk?",
    "Yes! When would you like to meet?",
    "Sounds good to me",
    "Sounds great, looking forward to it",
    "My pleasure",
    "I'll do it.",
    "I am willing to take her on.",
    "Go ahead",
    "Why not",
    "No",
    "No thanks",
    "no thank you.",
    "Nope",
    "Sorry, no.",
    "Sorry, I can't.",
    "Sorry but I have no time this term",
    "I'm afraid I can't this year",
    "Unfortunately I have to say no.",
    "Unfortunately not",
    "I regret that I am too busy",
    "I have to pass this time",
    "I decline",
    "I must decline, with regret.",
    "I would rather not",
    "Not right now, maybe next year",
    "I cannot take on another mentee",
    "I can't commit to this",
    "I don't have time for this at the moment.",
    "I do not have the time",
    "At capacity, sorry",
    "I already have two mentees and won't be able to take a third.",
    "This is not a good time for me",
    "I am not the right person for this",
    "I'm not interested",
    "I am not available until summer",
    "Perhaps another mentor would suit her better",
    "She should ask someone else.",
    "Dear Ada, yes, gladly.",
    "Hi Ada! No, I am sorry.",
    "Hello, I'd love to.",
    "Good morning, I would be honoured to.",
    "Agreed",
    "Declined.",
    "Ja, gerne",
    "Nein, leider nicht",
    "Oui, volontiers",
    "Malheureusement, non",
    "👍",
    // Below a greeting on a line of its own, with or without a name below.
    "Hi Tom\n\nYes please\n\nPriya",
    "Hi Tom\n\nNo\n\nPriya",
    "Liebe Ada\n\nKlar, das mache ich\n\nGrüße\nPriya",
    "Thank you for asking me. Yes.",
    "Thanks for thinking of me!\nNo, sorry.\nKind regards, the one and only Priya",
    // With a question behind it.
    "Yes, when can we start?",
    "Sorry, I can't, have you asked James?",
    "Not a problem!",
    "I am happy to.",
    "My answer is yes.",
    "Count me out",
    "I'm declining, sorry",
    "Not for me, thanks",
    "hi tom yes please",
    "👍🏽",
    "❤️",
    "Sì",
    "Evet",
    "Keine Zeit",
    "Tut mir leid, dieses Semester schaffe ich das einfach nicht mehr",
    "好的",
    "はい、喜んで",
    "非常感谢你的来信，可是我最近实在太忙了，抱歉",
    "بكل سرور",
];

const TALK: &[&str] = &[
    "What do you hope to learn?",
    "Which year are you in?",
    "Could you send me your CV first?",
    "Thank you for writing. What are your aims?",
    "I studied English too. What made you choose it?",
    "How often would you like to talk?",
    "Before I decide I should like to know more about you.",
    "Are you in London or in Berlin?",
    "Can you tell me more about the kind of job you are after?",
    "Would you accept a job abroad?",
    "No idea what a BA English covers. Could you explain?",
    "Sorry for the late reply! Which companies have you looked at?",
    "Please tell me about your languages.",
    "Great question about Germany. How is your German?",
    "I work in a small team in Hamburg and travel much.",
    "Tell me what you have tried so far.",
    "I have a few questions first: where do you live, and when do you graduate?",
    "Do you want to work in an agency, or would you rather be in a company?",
    "Have you done an internship?",
    "What does your tutor say?",
    "I wonder what you mean by marketing.",
    "Who else have you asked?",
    "Hi Tom\n\nWhich of the two courses did you take?\n\nPriya",
    "Dear Ada,\n\nI read your aims with interest and would like to hear more about the second one.\n\nMona",
    "我想先了解一下，你毕业以后想做什么工作？",
    "Ich habe Ihre Ziele gelesen und würde gern mehr über das zweite wissen. Was meinen Sie damit?",
];

#[test]
fn what_decides_is_asked_about() {
    for text in DECISIONS {
        assert!(sounds_like_decision(text), "{text}");
    }
}

#[test]
fn what_asks_or_tells_is_passed_on() {
    for text in TALK {
        assert!(!sounds_like_decision(text), "{text}");
    }
}

#[test]
fn any_text_at_all_is_read() {
    for text in ["", " ", "?", "Dear", "Dear Ada", "Hi,", "—", "ß’", &"yes ".repeat(100_000), &"?".repeat(100_000)]
    {
        let _ = sounds_like_decision(text);
    }
    assert!(DECISIONS.len() + TALK.len() >= 80);
}
