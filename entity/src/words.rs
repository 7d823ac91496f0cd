//! Closed sets of words, stored and spoken as `snake_case` text.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

/// A text that is none of the words of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    /// What was found.
    pub found: String,
    /// What would have been right.
    pub allowed: &'static [&'static str],
}

impl std::fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is none of {}", self.found, self.allowed.join(", "))
    }
}

impl std::error::Error for UnknownWord {}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum,
            Serialize, Deserialize,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $(
                $(#[$vdoc])*
                #[sea_orm(string_value = $text)]
                #[serde(rename = $text)]
                $variant,
            )+
        }

        impl $name {
            /// Every word of the set.
            pub const WORDS: &'static [&'static str] = &[$($text),+];

            /// The word as it is stored and spoken.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err(UnknownWord { found: other.to_owned(), allowed: Self::WORDS }),
                }
            }
        }
    };
}

words!(
    /// What a contact has agreed to.
    ConsentStatus {
        /// Nobody asked, nobody answered.
        Unknown = "unknown",
        /// The question was put and not answered.
        Asked = "asked",
        /// A plain yes is on record.
        Granted = "granted",
        /// Declined or withdrawn; only a new plain yes ends it.
        Denied = "denied",
    }
);

words!(
    /// What an entry of the ledger says.
    EventKind {
        /// The question reached the provider.
        Asked = "asked",
        /// A yes.
        Granted = "granted",
        /// A no to the question.
        Declined = "declined",
        /// A yes taken back.
        Withdrawn = "withdrawn",
        /// An administrator declared the earlier entries void.
        Reset = "reset",
    }
);

words!(
    /// Where an entry of the ledger comes from.
    EventSource {
        /// A message of the citizen.
        Reply = "reply",
        /// A form, on paper or on the web.
        Form = "form",
        /// Said at the counter.
        Counter = "counter",
        /// Taken over from another register.
        Import = "import",
        /// A decision of a member of staff on an unclear reply.
        Staff = "staff",
        /// Reported by a provider, or the sending of the question through it.
        Provider = "provider",
    }
);

words!(
    /// Why a message is sent; it decides what the gate demands.
    Purpose {
        /// The question itself.
        OptInRequest = "opt_in_request",
        /// What the service is.
        ServiceInfo = "service_info",
        /// News about somebody's permit.
        Notification = "notification",
        /// One text to many.
        Broadcast = "broadcast",
        /// Written for one person.
        Custom = "custom",
        /// An answer to what the number wrote.
        Reply = "reply",
    }
);

words!(
    /// How far a message got; it only moves forward.
    MessageStatus {
        /// Waits for its turn.
        Queued = "queued",
        /// Claimed; the provider is being called.
        Sending = "sending",
        /// The provider took it.
        Sent = "sent",
        /// It reached the phone.
        Delivered = "delivered",
        /// It was read.
        Read = "read",
        /// The provider refused it.
        Failed = "failed",
        /// The gate refused it.
        Withheld = "withheld",
        /// The provider may or may not have taken it.
        Uncertain = "uncertain",
        /// A person called it back.
        Cancelled = "cancelled",
        /// Its time had passed before its turn came.
        Expired = "expired",
    }
);

words!(
    /// Which gateway an account belongs to.
    AccountKind {
        /// fonnte.com
        Fonnte = "fonnte",
        /// watzap.id
        Watzap = "watzap",
        /// Meta's Cloud API
        Meta = "meta",
        /// The gateway inside this program, for trying things out.
        Sandbox = "sandbox",
    }
);

words!(
    /// What is known of an account's credentials.
    AccountState {
        /// Never tested.
        Draft = "draft",
        /// A test or a send succeeded.
        Configured = "configured",
        /// The last test or send failed for a reason of the account.
        Error = "error",
    }
);

words!(
    /// What a person or a program may do.
    Role {
        /// Everything.
        Admin = "admin",
        /// Partners, messages, inbox.
        Officer = "officer",
        /// Reads everything, sends nothing.
        Auditor = "auditor",
    }
);

words!(
    /// How a webhook post was shown to be authentic.
    Authenticity {
        /// An HMAC signature over the raw body.
        Signature = "signature",
        /// The secret token in the address.
        UrlToken = "url_token",
        /// The token and the secret in the body.
        UrlTokenAndBodySecret = "url_token+body_secret",
        /// The sandbox inside this program.
        Internal = "internal",
    }
);

words!(
    /// What kind of thing reached us.
    InboundKind {
        /// A text that a person typed to us.
        Text = "text",
        /// A tap on a button of ours.
        Button = "button",
        /// A text that was passed on from somebody else.
        Forwarded = "forwarded",
        /// A message in a group.
        Group = "group",
        /// A message of our own number, handed back.
        Echo = "echo",
        /// A status post or a channel.
        StatusPost = "status_post",
        /// A picture, a file, a voice message; its caption is the text.
        Media = "media",
        /// A place on the map.
        Location = "location",
        /// An emoji on an earlier message.
        Reaction = "reaction",
        /// A vote in a poll.
        Poll = "poll",
        /// What the provider says that a person set about messages like ours: no words of theirs.
        Preference = "preference",
        /// Authentic, but of a kind that is not known here.
        Other = "other",
        /// Authentic, but not readable.
        Unreadable = "unreadable",
    }
);

words!(
    /// What the latest message that we sent to a number was.
    LastOutbound {
        /// The opt-in request.
        Asked = "asked",
        /// Anything else.
        Other = "other",
        /// The opt-in request, through the sandbox: nobody was asked.
        PlayedAsked = "played_asked",
        /// Anything else, through the sandbox.
        PlayedOther = "played_other",
    }
);

words!(
    /// How far a broadcast got.
    BroadcastStatus {
        /// Being prepared.
        Draft = "draft",
        /// Starts by itself at its time.
        Scheduled = "scheduled",
        /// Its messages are planned and leave.
        Running = "running",
        /// Stopped for now, by a person or by its brake.
        Paused = "paused",
        /// Nothing of it waits any more.
        Completed = "completed",
        /// Called back.
        Cancelled = "cancelled",
    }
);

words!(
    /// Where the document of a permit stands.
    DocumentStatus {
        /// It waits for a signature.
        PendingSignature = "pending_signature",
        /// It waits for an approval.
        PendingApproval = "pending_approval",
        /// It is signed.
        Signed = "signed",
    }
);

words!(
    /// What somebody is told of a permit.
    NoticeKind {
        /// The applicant: it is done.
        PermitReady = "permit_ready",
        /// The applicant: its status has changed.
        StatusUpdate = "status_update",
        /// The applicant: it is renewed.
        RenewalApproved = "renewal_approved",
        /// Officials: a document waits for a signature.
        DocumentPending = "document_pending",
        /// Officials: a document waits for an approval.
        ApprovalRequired = "approval_required",
        /// Officials: documents wait for long.
        Reminder = "reminder",
    }
);

words!(
    /// What became of a notice when it was due.
    NoticeOutcome {
        /// A message was accepted.
        Queued = "queued",
        /// No message was made.
        Withheld = "withheld",
    }
);

words!(
    /// Where a permit stands.
    PermitStatus {
        /// Applied for.
        Draft = "draft",
        /// In force.
        Active = "active",
        /// Its time is over.
        Expired = "expired",
        /// Another one took its place.
        Renewed = "renewed",
        /// Taken back.
        Cancelled = "cancelled",
    }
);

words!(
    /// What an outgoing webhook tells.
    HookKind {
        /// The consent of a contact became another.
        ConsentChanged = "consent.changed",
        /// A message left, arrived, was read, or will not leave.
        MessageSettled = "message.settled",
        /// An account cannot send.
        AccountDown = "account.down",
        /// An account can send, or can again.
        AccountUp = "account.up",
        /// A trial, asked for by a person.
        Test = "hook.test",
    }
);
words!(
    /// How far a delivery of an outgoing webhook has got.
    DeliveryStatus {
        /// It is tried, or will be again.
        Pending = "pending",
        /// The receiver took it.
        Delivered = "delivered",
        /// It is not tried any more.
        Failed = "failed",
    }
);

words!(
    /// How a job that runs by itself ended.
    JobOutcome {
        /// All of it is done.
        Done = "done",
        /// It broke off, and is tried again.
        Failed = "failed",
    }
);

words!(
    /// What became of a reminder.
    ReminderOutcome {
        /// A message is on its way.
        Queued = "queued",
        /// Nothing may go, or there is nobody to go to.
        Withheld = "withheld",
    }
);

words!(
    /// How far a file got that was handed in on a page.
    StagedState {
        /// It is being read; nothing is saved.
        Checking = "checking",
        /// What would become of it is known, and waits for a yes.
        Checked = "checked",
        /// Its rows are being saved.
        Saving = "saving",
        /// All of it is done.
        Saved = "saved",
        /// It cannot be read.
        Failed = "failed",
    }
);
