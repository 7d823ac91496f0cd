//! Fonnte's "message received" posts, each a different message, signed.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::{drive::Requests, random::Random};

/// How many people write.
const SENDERS: u64 = 100_000;
/// Every text is an answer that counts: the most work a message can make.
const TEXTS: [&str; 4] = ["YA", "SETUJU", "STOP", "ya"];

/// The posts of one load; its connections share the count of messages.
#[derive(Debug, Clone)]
pub struct Webhooks {
    head: String,
    key: Hmac<Sha256>,
    next_inbox_id: Arc<AtomicU64>,
}

/// The posts of one connection.
#[derive(Debug)]
pub struct Posts {
    webhooks: Webhooks,
    random: Random,
    texts: std::iter::Cycle<std::array::IntoIter<&'static str, 4>>,
    body: Vec<u8>,
}

impl Webhooks {
    /// Posts to `path`, signed with `secret`.
    ///
    /// # Errors
    ///
    /// Fails if the clock stands before 1970.
    pub fn new(address: SocketAddr, path: &str, secret: &str) -> io::Result<Self> {
        let key = Hmac::new_from_slice(secret.as_bytes()).map_err(io::Error::other)?;
        Ok(Self {
            head: format!(
                "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n"
            ),
            key,
            next_inbox_id: Arc::new(AtomicU64::new(first_inbox_id(now()?))),
        })
    }

    /// The posts of connection `number`.
    pub fn of_connection(&self, number: usize) -> Posts {
        let seed = u64::try_from(number).unwrap_or_default();
        let start = number % TEXTS.len();
        let mut texts = TEXTS.into_iter().cycle();
        for _ in 0..start {
            texts.next();
        }
        Posts {
            webhooks: self.clone(),
            random: Random::new(seed ^ self.next_inbox_id.load(Ordering::Relaxed)),
            texts,
            body: Vec::with_capacity(1024),
        }
    }
}

/// Ids of a load begin where no earlier load of this machine can have come to:
/// a load makes fewer than a hundred messages a millisecond.
fn first_inbox_id(milliseconds: u64) -> u64 {
    milliseconds.saturating_sub(1_700_000_000_000) * 100 + 1
}

/// Milliseconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the server under load reads the machine's clock, so messages carry it"
)]
fn now() -> io::Result<u64> {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(io::Error::other)?;
    u64::try_from(since.as_millis()).map_err(io::Error::other)
}

impl Posts {
    fn write(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        let inbox_id = self.webhooks.next_inbox_id.fetch_add(1, Ordering::Relaxed);
        let sender = 6_281_230_000_000 + self.random.below(SENDERS);
        let text = self.texts.next().unwrap_or("YA");
        let timestamp = now()? / 1000;
        self.body.clear();
        write!(
            self.body,
            "{{\"quick\":false,\"device\":\"081200000001\",\"pesan\":\"{text}\",\"pengirim\":\"{sender}\",\
             \"member\":\"\",\"message\":\"{text}\",\"text\":\"non-button message\",\"sender\":\"{sender}\",\
             \"senderlid\":\"1{sender}@lid\",\"name\":\"Sari\",\"location\":\"\",\"url\":\"\",\"type\":\"\",\
             \"extension\":\"\",\"filename\":\"\",\"pollname\":\"\",\"choices\":[],\"inboxid\":{inbox_id},\
             \"isgroup\":false,\"isforwarded\":false,\"timestamp\":{timestamp}}}"
        )?;

        let mut mac = self.webhooks.key.clone();
        mac.update(&self.body);
        let mut signature = [0; 64];
        hex::encode_to_slice(mac.finalize().into_bytes(), &mut signature)
            .map_err(io::Error::other)?;

        buffer.extend_from_slice(self.webhooks.head.as_bytes());
        buffer.extend_from_slice(b"X-Hub-Signature-256: sha256=");
        buffer.extend_from_slice(&signature);
        write!(buffer, "\r\nContent-Length: {}\r\n\r\n", self.body.len())?;
        buffer.extend_from_slice(&self.body);
        Ok(())
    }
}

impl Requests for Posts {
    fn write_next(&mut self, buffer: &mut Vec<u8>) {
        // Writing to memory does not fail; an empty request would show as an error.
        if self.write(buffer).is_err() {
            buffer.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn posts_are_signed_json_of_different_messages() -> Outcome {
        let webhooks = Webhooks::new("127.0.0.1:1".parse()?, "/webhooks/a", "key")?;
        let mut ids = BTreeSet::new();
        for connection in 0..5 {
            let mut posts = webhooks.of_connection(connection);
            for _ in 0..20 {
                let mut request = Vec::new();
                posts.write_next(&mut request);
                let request = String::from_utf8(request)?;
                let (head, body) = request.split_once("\r\n\r\n").ok_or("no body")?;
                assert!(head.starts_with("POST /webhooks/a HTTP/1.1\r\n"));
                assert!(head.ends_with(&format!("Content-Length: {}", body.len())));

                let (_, rest) = head.split_once("sha256=").ok_or("no signature")?;
                let signature = hex::decode(rest.get(..64).ok_or("short signature")?)?;
                let mut mac = Hmac::<Sha256>::new_from_slice(b"key")?;
                mac.update(body.as_bytes());
                mac.verify_slice(&signature)?;

                let json: serde_json::Value = serde_json::from_str(body)?;
                assert!(ids.insert(json["inboxid"].as_u64().ok_or("no id")?));
                let sender = json["sender"].as_str().ok_or("no sender")?;
                assert!(
                    sender.len() == 13 && sender.starts_with("62812"),
                    "{sender}"
                );
            }
        }
        Ok(())
    }

    #[test]
    fn a_later_load_begins_behind_an_earlier_one() {
        let earlier = first_inbox_id(1_790_000_000_000);
        assert!(first_inbox_id(1_790_000_005_000) > earlier + 5 * 60_000);
    }
}
