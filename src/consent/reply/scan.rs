//! The letter by letter part of folding a text.

use super::normalise::{Gap, Signs, Span};

/// Bytes of one word that are kept; no word of the lexicon comes near.
const MOST_WORD_BYTES: usize = 40;

/// Gathers words from folded characters.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about where the scan stands"
)]
pub(super) struct Scan {
    pub(super) letters: String,
    pub(super) spans: Vec<Span>,
    pub(super) signs: Signs,
    /// Characters taken so far that are outside ASCII.
    pub(super) foreign: usize,
    /// Where the word being gathered starts.
    word: Option<usize>,
    last: Option<char>,
    gap: Gap,
    tight: bool,
    /// A colon stands before the word to come.
    colon: bool,
    /// Dots or dashes to write on, since that colon.
    blank: usize,
    /// The mark taken last in this line.
    before: char,
    /// A bracket has just been opened: nothing in it yet.
    boxed: bool,
    /// A "<" waits for its ">".
    angled: bool,
    /// How many of them were taken: more than one is no answer as we show it.
    angles: usize,
    /// Nothing seen in this line yet.
    line_start: bool,
    /// Inside a quoted line.
    quoted: bool,
    /// How many words there were when the last round bracket was opened.
    thumbs_from: usize,
    /// A ">" between words: half of an arrow, or a mark of something else.
    pointed: bool,
    /// A mark that may strike out what follows it, when it stands behind it as well.
    struck: bool,
}

impl Scan {
    pub(super) fn new() -> Self {
        Self {
            letters: String::with_capacity(128),
            spans: Vec::with_capacity(16),
            signs: Signs::default(),
            foreign: 0,
            word: None,
            last: None,
            gap: Gap::Line,
            tight: false,
            colon: false,
            blank: 0,
            before: ' ',
            boxed: false,
            angled: false,
            angles: 0,
            line_start: true,
            quoted: false,
            struck: false,
            thumbs_from: usize::MAX,
            pointed: false,
        }
    }

    /// Takes one character of the compatibility decomposition.
    pub(super) fn take(&mut self, mark: char) {
        if !mark.is_ascii() {
            self.foreign += 1;
        }
        if is_line_break(mark) {
            self.quoted = false;
            self.struck = false;
            self.line_start = true;
            self.part(Gap::Line, false);
            return;
        }
        if self.quoted {
            return;
        }
        // "->" and ">>" point at the answer; a single ">" may mean anything.
        self.signs.strange |= self.pointed && mark != '>';
        self.pointed &= mark == '>';
        let boxed = self.boxed && (mark == ' ' || matches!(mark, ')' | ']'));
        self.boxed = boxed;
        if mark.is_ascii_alphanumeric() {
            self.letter(mark.to_ascii_lowercase());
        } else if mark.is_ascii() {
            self.ascii_mark(mark);
        } else {
            self.other(mark);
        }
        if mark != ' ' {
            self.line_start = false;
        }
        self.before = mark;
    }

    /// Ends the text.
    pub(super) fn finish(&mut self) {
        self.finish_word();
        self.signs.strange |= self.angled;
    }

    /// Ends the word being gathered.
    fn finish_word(&mut self) {
        if let Some(start) = self.word.take() {
            self.spans.push(Span {
                start,
                end: self.letters.len(),
                gap: self.gap,
                tight: self.tight,
                colon: self.colon,
                asked: self.signs.asks_last,
            });
            self.signs.asks_last = false;
            self.gap = Gap::Space;
            self.tight = false;
            self.colon = false;
        }
        self.last = None;
    }

    fn letter(&mut self, letter: char) {
        let start = *self.word.get_or_insert(self.letters.len());
        let repeated = self.last == Some(letter) && !letter.is_ascii_digit();
        if !repeated && self.letters.len() - start < MOST_WORD_BYTES {
            self.letters.push(letter);
        }
        self.last = Some(letter);
    }

    /// A break; `tight` when it is one mark that may stand inside a word.
    fn part(&mut self, gap: Gap, tight: bool) {
        let after_word = self.word.is_some();
        self.finish_word();
        self.gap = self.gap.max(gap);
        self.tight = tight && after_word;
    }

    fn ascii_mark(&mut self, mark: char) {
        match mark {
            // "Setuju: ....": a form that is not filled in.
            '.' | '_' if self.colon && self.word.is_none() => {
                self.blank += 1;
                self.signs.strange |= self.blank > 2;
                self.part(Gap::Comma, false);
            }
            '#' if self.word.is_some() => self.part(Gap::Comma, false),
            '_' | '-' if self.word.is_some() => self.part(Gap::Space, true),
            '*' | '_' | '"' | '\'' | '`' | '#' | '%' | '^' => {}
            '~' if self.word.is_some() => self.signs.strange |= self.struck,
            '~' => {
                self.struck = true;
                self.part(Gap::Comma, false);
            }
            // "-> YA"
            '>' if matches!(self.before, '-' | '=') => self.part(Gap::Comma, false),
            '.' => self.part(Gap::Sentence, true),
            '/' => self.part(Gap::Comma, true),
            '!' | ';' => self.part(Gap::Sentence, false),
            '?' => {
                self.part(Gap::Sentence, false);
                self.signs.question = true;
                self.signs.asks_last = true;
            }
            '>' if self.line_start => self.quoted = true,
            '>' if self.pointed => self.pointed = false,
            '>' if !self.angled && self.before == ' ' => {
                self.part(Gap::Comma, false);
                self.pointed = true;
            }
            '&' => {
                self.part(Gap::Space, false);
                "dan".chars().for_each(|letter| self.letter(letter));
                self.part(Gap::Space, false);
            }
            ':' | '=' => {
                self.part(Gap::Comma, false);
                self.colon = true;
                self.blank = 0;
            }
            // "[ ] YA": a box that is not ticked.
            '(' | '[' => {
                // ":(", ":'("
                self.signs.wry |= self.colon && matches!(self.before, ':' | '=' | '\'' | '-');
                self.part(Gap::Comma, false);
                self.boxed = true;
                self.thumbs_from = if mark == '(' {
                    self.spans.len()
                } else {
                    usize::MAX
                };
            }
            ')' | ']' => {
                // "(y)": a thumb, as some telephones write it.
                if self.before.eq_ignore_ascii_case(&'y')
                    && self.spans.len() == self.thumbs_from
                    && self
                        .word
                        .is_some_and(|start| self.letters.get(start..) == Some("y"))
                {
                    self.letters.pop();
                    self.word = None;
                }
                self.signs.strange |= self.boxed;
                self.boxed = false;
                self.part(Gap::Comma, false);
            }
            // "<YA>", as the instruction may show it.
            '<' if self.word.is_none() && self.angles == 0 => {
                self.angled = true;
                self.angles += 1;
                self.part(Gap::Comma, false);
            }
            '>' if self.angled && self.word.is_some() => {
                self.angled = false;
                self.part(Gap::Comma, false);
            }
            '@' | '$' | '<' | '>' => {
                self.signs.strange = true;
                self.part(Gap::Comma, false);
            }
            ' ' | '\t' => {
                // "YA- Budi": a hyphen with a space on one side is a dash.
                let gap = if self.word.is_none() && self.tight && self.gap == Gap::Space {
                    Gap::Comma
                } else {
                    Gap::Space
                };
                self.part(gap, false);
            }
            _ => self.part(Gap::Comma, false),
        }
    }

    fn other(&mut self, mark: char) {
        match mark {
            // A stroke through the letter: it may have been struck out.
            '\u{335}'..='\u{338}' | '\u{20d2}' | '\u{20d3}' | '\u{20e5}' | '\u{20e6}' => {
                self.signs.strange = true;
            }
            // Accents and quotes.
            '\u{300}'..='\u{36f}'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '´'
            | 'ʻ'
            | 'ʼ'
            | 'ʿ'
            | 'ʾ' => {}
            '¿' | '؟' | '⸮' | '❓' | '❔' | '🤔' => {
                self.part(Gap::Sentence, false);
                self.signs.question = true;
                self.signs.asks_last = true;
            }
            '👎' | '❌' | '✖' | '✗' | '✘' | '❎' | '🚫' | '⛔' | '🛑' | '🙅' | '🖕' | '🚮'
            | '📵' | '🔕' => {
                self.signs.refusing = true;
                self.part(Gap::Comma, false);
            }
            '🙄' | '😏' | '😒' | '🤨' | '🤣' | '😂' | '😤' | '🤷' | '😹' | '🤮' | '🤢' | '💩'
            | '😑' | '😜' | '😝' | '🤪' | '🤡' | '🥱' | '😡' | '😠' | '🤬' | '😾' | '😶' | '🤥'
            | '🤞' | '😭' | '😢' | '😔' | '💔' | '😞' | '☹' | '🙁' | '😩' | '😫' | '😖' | '😣'
            | '😓' | '😥' => {
                self.signs.wry = true;
                self.part(Gap::Comma, false);
            }
            // A box that is not ticked; "not".
            '☐' | '□' | '⬜' | '◻' | '▢' | '¬' => {
                self.signs.strange = true;
                self.part(Gap::Comma, false);
            }
            '‐' | '‑' if self.word.is_some() => self.part(Gap::Space, true),
            '。' => self.part(Gap::Sentence, false),
            '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{2800}' | '\u{3000}' => {
                self.part(Gap::Space, false);
            }
            _ if is_picture(mark) => self.part(Gap::Comma, false),
            _ => self.letter(drawn(mark).unwrap_or(mark)),
        }
    }
}

/// The letter of a drawn one that has no decomposition: white on black ("🅨🅐", "🆈🅰"), or a
/// small capital ("ʏᴀ").
fn drawn(mark: char) -> Option<char> {
    const SMALL: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡ\0ʏᴢ";
    let place = match mark {
        '\u{1f150}'..='\u{1f169}' => u32::from(mark) - 0x1_f150,
        '\u{1f170}'..='\u{1f189}' => u32::from(mark) - 0x1_f170,
        '\u{262}'..='\u{29f}' | '\u{1d00}'..='\u{1d22}' | '\u{a730}'..='\u{a7af}' => {
            u32::try_from(SMALL.chars().position(|small| small == mark)?).ok()?
        }
        _ => return None,
    };
    char::from_u32(u32::from('a') + place)
}

/// Marks and pictures: what is outside ASCII and no letter, once decomposed. A letter taken for a
/// mark would be overlooked, a mark taken for a letter only makes a word unknown; so the ranges
/// hold nothing but marks.
const fn is_picture(mark: char) -> bool {
    matches!(mark,
        '\u{80}'..='\u{bf}' | '×' | '÷' | '\u{2010}'..='\u{209f}' | '\u{20a0}'..='\u{20cf}'
        | '\u{20d0}'..='\u{20ff}' | '\u{2190}'..='\u{245f}' | '\u{2500}'..='\u{2bff}'
        | '\u{3001}'..='\u{303f}' | '\u{1f000}'..='\u{1f12f}' | '\u{1f18e}'..='\u{1fbef}')
}

const fn is_line_break(mark: char) -> bool {
    matches!(
        mark,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Marks that leave no trace on the screen, or only change the look of a picture.
pub(crate) const fn is_invisible(mark: char) -> bool {
    matches!(mark,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}' | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0000}'..='\u{e0fff}')
}
