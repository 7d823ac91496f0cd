//! The names of the rules, as they are kept in the evidence.

/// A plain agreement.
pub(super) const GRANT_AGREE: &str = "grant.agree";
/// A bare yes to our question, or to a number we had not written to.
pub(super) const GRANT_YES: &str = "grant.yes";
/// A plain stop.
pub(super) const DENY_STOP: &str = "deny.stop";
/// "Do not send".
pub(super) const DENY_DO_NOT_SEND: &str = "deny.do-not-send";
/// "I withdraw my consent".
pub(super) const DENY_WITHDRAW: &str = "deny.withdraw";
/// "Delete my number".
pub(super) const DENY_ERASE: &str = "deny.erase";
/// "I do not want to receive any more".
pub(super) const DENY_NO_MORE: &str = "deny.no-more";
/// "Switch the notifications off".
pub(super) const DENY_MUTE: &str = "deny.mute";
/// A plain no to our question.
pub const DENY_NO: &str = "deny.no";
/// A plain call for help.
pub(super) const HELP_WORD: &str = "help.word";
/// A question how to stop.
pub(super) const HELP_HOW_TO_STOP: &str = "help.how-to-stop";
/// Nothing to read.
pub(super) const NONE_EMPTY: &str = "none.empty";
/// A bare yes to something else.
pub(super) const NONE_YES_ELSEWHERE: &str = "none.yes-elsewhere";
/// Too long to be an answer.
pub(super) const NONE_LONG: &str = "none.long";
/// A question.
pub(super) const NONE_QUESTION: &str = "none.question";
/// A condition or a delay.
pub(super) const NONE_CONDITION: &str = "none.condition";
/// Smells of refusal.
pub(super) const NONE_REFUSAL: &str = "none.refusal";
/// A yes and a no at once.
pub(super) const NONE_BOTH: &str = "none.both";
/// A yes with more than the rules understand.
pub(super) const NONE_YES_AND_MORE: &str = "none.yes-and-more";
/// Ordinary talk.
pub(super) const NONE_TALK: &str = "none.talk";

/// Every rule: its name, and what it says.
pub const RULES: &[(&str, &str)] = &[
    (
        GRANT_AGREE,
        "A plain agreement (SETUJU, mau menerima notifikasi; bersedia, to our question), and nothing beside it that may change it.",
    ),
    (
        GRANT_YES,
        "A bare YA, to our question or to a number not written to before, and nothing beside it that may change it.",
    ),
    (
        DENY_STOP,
        "A clause of the message is a plain STOP or BERHENTI.",
    ),
    (
        DENY_DO_NOT_SEND,
        "A clause asks us not to send, write or disturb.",
    ),
    (DENY_WITHDRAW, "A clause withdraws the consent given."),
    (
        DENY_ERASE,
        "A clause asks to be taken off the list, or to have the number deleted.",
    ),
    (
        DENY_NO_MORE,
        "A clause says that no further messages are wanted.",
    ),
    (
        DENY_MUTE,
        "A clause asks for the notifications to be switched off.",
    ),
    (
        DENY_NO,
        "A plain no to our question, with or without its reason.",
    ),
    (HELP_WORD, "The whole message asks for information or help."),
    (HELP_HOW_TO_STOP, "The message asks how to stop."),
    (NONE_EMPTY, "There is no word in the message."),
    (
        NONE_YES_ELSEWHERE,
        "A bare YA after something else that we wrote, or a bare offer that answers no question of ours.",
    ),
    (NONE_LONG, "The message is too long to be an answer."),
    (NONE_QUESTION, "The message asks something."),
    (
        NONE_CONDITION,
        "There is a yes in the message, with a condition or a delay.",
    ),
    (
        NONE_REFUSAL,
        "The message smells of refusal, and is not plain.",
    ),
    (NONE_BOTH, "The message says both yes and no."),
    (
        NONE_YES_AND_MORE,
        "There is a yes in the message, and something else that may change it.",
    ),
    (NONE_TALK, "The message says nothing of consent."),
];
