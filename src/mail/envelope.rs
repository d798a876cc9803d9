//! Reply tokens and bounce addresses: an address that says for whom it was made and where it leads, and that nobody else can make.

use data_encoding::BASE32_NOPAD;
use ring::hmac;

use super::address::Address;

/// What an address of ours was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Answers of a person in a conversation: the thread is the conversation's number.
    Reply,
    /// Bounces of a letter (VERP): the thread is the letter's identity.
    Bounce,
}

/// A token, opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// What it was made for.
    pub purpose: Purpose,
    /// For whom; 0 where it is nobody's (the bounce address of a letter to a stranger).
    pub person: i64,
    /// Where it leads.
    pub thread: i64,
}

/// How a token is carried in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subaddressing {
    /// `mentoring+TOKEN@uni.example` (RFC 5233).
    Plus,
    /// `TOKEN@uni.example`: the whole domain comes to the mailbox.
    CatchAll,
    /// Not at all: context comes from `In-Reply-To` and `References`.
    HeadersOnly,
}

/// Bytes of HMAC-SHA-256 that a token carries: 80 bits.
const MAC_LEN: usize = 10;

/// Makes and opens the addresses of one installation.
#[derive(Clone)]
pub struct Addressing {
    key: hmac::Key,
    service: Address,
    mode: Subaddressing,
}

impl std::fmt::Debug for Addressing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Addressing").field("service", &self.service).field("mode", &self.mode).finish_non_exhaustive()
    }
}

impl Addressing {
    /// Addresses at the service's own address, under the instance's secret key (32 bytes).
    pub fn new(key: &[u8], service: Address, mode: Subaddressing) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key), service, mode }
    }

    /// The bare address of the service.
    pub fn service(&self) -> &Address {
        &self.service
    }

    /// The address for `token`; the service's own where addresses carry none.
    pub fn address(&self, token: Token) -> Address {
        let word = self.word(token);
        let text = match self.mode {
            Subaddressing::Plus => format!("{}+{word}@{}", self.service.local(), self.service.domain()),
            Subaddressing::CatchAll => format!("{word}@{}", self.service.domain()),
            Subaddressing::HeadersOnly => return self.service.clone(),
        };
        Address::parse(&text).unwrap_or_else(|| self.service.clone())
    }

    /// Is it the service's own address, or one of those that it makes?
    pub fn is_ours(&self, address: &Address) -> bool {
        address.key() == self.service.key() || self.open(address).is_some()
    }

    /// The token that `address` carries, if it is one of ours and unspoilt.
    pub fn open(&self, address: &Address) -> Option<Token> {
        if address.domain() != self.service.domain() {
            return None;
        }
        let word = match self.mode {
            Subaddressing::Plus => {
                let (local, word) = address.local().split_once('+')?;
                if !local.eq_ignore_ascii_case(self.service.local()) {
                    return None;
                }
                word
            }
            Subaddressing::CatchAll => address.local(),
            Subaddressing::HeadersOnly => return None,
        };
        self.read(word)
    }

    fn word(&self, token: Token) -> String {
        let mut bytes = vec![match token.purpose {
            Purpose::Reply => 1u8,
            Purpose::Bounce => 2,
        }];
        write_number(&mut bytes, token.person);
        write_number(&mut bytes, token.thread);
        let mac = hmac::sign(&self.key, &bytes);
        bytes.extend_from_slice(mac.as_ref().get(..MAC_LEN).unwrap_or_default());
        BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
    }

    fn read(&self, word: &str) -> Option<Token> {
        // Longer than any word of ours: not worth decoding.
        if word.len() > 64 {
            return None;
        }
        // Mail programs and servers fold the case of a local part as they like.
        let bytes = BASE32_NOPAD.decode(word.to_ascii_uppercase().as_bytes()).ok()?;
        let (payload, mac) = bytes.split_at_checked(bytes.len().checked_sub(MAC_LEN)?)?;
        let expected = hmac::sign(&self.key, payload);
        if !same(expected.as_ref().get(..MAC_LEN)?, mac) {
            return None;
        }
        let (purpose, rest) = payload.split_first()?;
        let purpose = match purpose {
            1 => Purpose::Reply,
            2 => Purpose::Bounce,
            _ => return None,
        };
        let (person, rest) = read_number(rest)?;
        let (thread, rest) = read_number(rest)?;
        rest.is_empty().then_some(Token { purpose, person, thread })
    }
}

/// Compares without a hint of where the first difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)) == 0
}

/// Seven bits a byte, the lowest first (LEB128): small numbers make short addresses.
fn write_number(bytes: &mut Vec<u8>, number: i64) {
    let mut rest = number.cast_unsigned();
    loop {
        let low = (rest & 0x7f) as u8;
        rest >>= 7;
        if rest == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

fn read_number(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let mut number = 0u64;
    for (i, byte) in bytes.iter().enumerate().take(10) {
        number |= u64::from(byte & 0x7f).checked_shl(7 * i as u32)?;
        if byte & 0x80 == 0 {
            return Some((number.cast_signed(), bytes.get(i + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addressing(mode: Subaddressing) -> Addressing {
        Addressing::new(&[7; 32], Address::parse("mentoring@uni.example").unwrap(), mode)
    }

    #[test]
    fn a_token_opens_as_what_it_was_made_for_in_any_case() {
        for mode in [Subaddressing::Plus, Subaddressing::CatchAll] {
            let addressing = addressing(mode);
            for (person, thread) in [(1, 1), (17, 300), (0, i64::MAX), (i64::MAX, 5)] {
                for purpose in [Purpose::Reply, Purpose::Bounce] {
                    let token = Token { purpose, person, thread };
                    let address = addressing.address(token);
                    assert!(address.local().len() <= 64, "{}", address.local().len());
                    assert_eq!(addressing.open(&address), Some(token));
                    let shouted = Address::parse(&address.as_str().to_uppercase()).unwrap();
                    assert_eq!(addressing.open(&shouted), Some(token));
                }
            }
        }
    }

    #[test]
    fn a_token_that_was_touched_opens_nothing() {
        let addressing = addressing(Subaddressing::Plus);
        let good = addressing.address(Token { purpose: Purpose::Reply, person: 17, thread: 300 });
        let word = good.local().split_once('+').unwrap().1.to_owned();
        for at in 0..word.len() {
            let mut bytes = word.clone().into_bytes();
            bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
            let spoilt = format!("mentoring+{}@uni.example", String::from_utf8(bytes).unwrap());
            assert_eq!(addressing.open(&Address::parse(&spoilt).unwrap()), None, "at {at}");
        }
        for other in
            ["mentoring@uni.example", "mentoring+@uni.example", "other+x@uni.example", "mentoring+a@elsewhere.example"]
        {
            if let Some(address) = Address::parse(other) {
                assert_eq!(addressing.open(&address), None, "{other}");
            }
        }
        let foreign = Addressing::new(&[8; 32], addressing.service().clone(), Subaddressing::Plus);
        assert_eq!(foreign.open(&good), None);
    }

    #[test]
    fn without_subaddressing_everything_goes_to_the_one_address() {
        let addressing = addressing(Subaddressing::HeadersOnly);
        let address = addressing.address(Token { purpose: Purpose::Reply, person: 1, thread: 1 });
        assert_eq!(address.as_str(), "mentoring@uni.example");
        assert_eq!(addressing.open(&address), None);
    }
}
