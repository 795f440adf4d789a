//! A proxy that breaks three requests in ten. What it does to a request depends on the seed, its address, and how often it
//! came before, and not on timing, so a run can be repeated.

use super::dice::scramble;
use anyhow::Context;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Of so many requests in a hundred something goes wrong.
const FAULTS_PERCENT: u64 = 30;
/// Longer than a phone waits.
const LATE: Duration = Duration::from_millis(2_000);
/// What a public network's sign-in page looks like.
const PORTAL: &str = "<!doctype html><title>WiFi</title><p>请先登录";

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Fault {
    None,
    /// Lost on the way there.
    DropBefore,
    /// Lost on the way back: the server has done it.
    DropAfter,
    /// A little late, or so late that nobody waits any more.
    Delay(Duration),
    /// It arrives twice; the second answer comes back.
    Duplicate,
    /// The first half of it arrives.
    CutRequest,
    /// The first half of the answer comes back.
    CutAnswer,
    /// An error of something in between, with the request passed on or not.
    Error {
        status: u16,
        passed: bool,
        retry_after: bool,
    },
    /// Somebody else answers.
    Portal,
}

impl Fault {
    fn of(dice: u64) -> Self {
        if dice % 100 >= FAULTS_PERCENT {
            return Self::None;
        }
        let more = dice >> 32;
        match (dice >> 8) % 100 {
            0..16 => Self::DropBefore,
            16..34 => Self::DropAfter,
            34..44 => Self::Delay(Duration::from_millis(more % 40)),
            44 => Self::Delay(LATE),
            45..58 => Self::Duplicate,
            58..68 => Self::CutRequest,
            68..80 => Self::CutAnswer,
            80..96 => Self::Error {
                status: [500, 502, 503, 504, 429, 408, 425][(more % 7) as usize],
                passed: more & 0x100 == 0,
                retry_after: more & 0x200 == 0,
            },
            _ => Self::Portal,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::DropBefore => "dropped before",
            Self::DropAfter => "dropped after",
            Self::Delay(_) => "delayed",
            Self::Duplicate => "duplicated",
            Self::CutRequest => "request cut",
            Self::CutAnswer => "answer cut",
            Self::Error { .. } => "error",
            Self::Portal => "other answer",
        }
    }
}

/// The proxy, which runs until it is dropped.
#[derive(Debug)]
pub(super) struct Proxy {
    address: String,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    seed: u64,
    server: RwLock<String>,
    seen: Mutex<HashMap<String, u64>>,
    faults: Mutex<BTreeMap<&'static str, usize>>,
}

/// A request or an answer as it is on the wire.
struct Message {
    bytes: Vec<u8>,
    head: usize,
}

impl Proxy {
    /// Listens, and passes on to a server.
    pub(super) async fn start(server: &str, seed: u64) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            seed,
            server: RwLock::new(host(server)),
            seen: Mutex::default(),
            faults: Mutex::default(),
        });
        let accepting = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                let shared = Arc::clone(&accepting);
                // A connection that breaks is what this is about.
                tokio::spawn(async move { drop(shared.serve(phone).await) });
            }
        });
        Ok(Self { address, shared })
    }

    /// Where phones reach it.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Passes on to another server from now on.
    pub(super) fn pass_to(&self, server: &str) {
        *self.shared.server.write().unwrap_or_else(PoisonError::into_inner) = host(server);
    }

    /// How often it did what.
    pub(super) fn faults(&self) -> BTreeMap<&'static str, usize> {
        self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Shared {
    async fn serve(&self, mut phone: TcpStream) -> anyhow::Result<()> {
        phone.set_nodelay(true)?;
        let mut server = None;
        loop {
            let request = read(&mut phone).await?;
            let fault = self.fault(&request);
            *self.faults.lock().unwrap_or_else(PoisonError::into_inner).entry(fault.name()).or_default() += 1;
            match fault {
                // Ending here closes both connections.
                Fault::DropBefore => return Ok(()),
                Fault::DropAfter => {
                    self.pass(&mut server, &request.bytes).await?;
                    return Ok(());
                }
                Fault::CutRequest => {
                    let half = request.head + (request.bytes.len() - request.head) / 2;
                    let mut stream = self.connect().await?;
                    stream.write_all(&request.bytes[..half]).await?;
                    return Ok(());
                }
                Fault::CutAnswer => {
                    let answer = self.pass(&mut server, &request.bytes).await?;
                    phone.write_all(&answer.bytes[..answer.bytes.len() / 2]).await?;
                    return Ok(());
                }
                Fault::Error { status, passed, retry_after } => {
                    if passed {
                        self.pass(&mut server, &request.bytes).await?;
                    }
                    let wait = if retry_after { "retry-after: 7\r\n" } else { "" };
                    let answer = format!("HTTP/1.1 {status} x\r\n{wait}content-length: 0\r\n\r\n");
                    phone.write_all(answer.as_bytes()).await?;
                }
                Fault::Portal => {
                    let length = PORTAL.len();
                    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length:";
                    phone.write_all(format!("{head} {length}\r\n\r\n{PORTAL}").as_bytes()).await?;
                }
                Fault::None | Fault::Delay(_) | Fault::Duplicate => {
                    if fault == Fault::Duplicate {
                        self.pass(&mut server, &request.bytes).await?;
                    }
                    let answer = self.pass(&mut server, &request.bytes).await?;
                    if let Fault::Delay(time) = fault {
                        tokio::time::sleep(time).await;
                    }
                    phone.write_all(&answer.bytes).await?;
                }
            }
        }
    }

    /// What is to happen to a request: each address has its own fate, attempt by attempt.
    fn fault(&self, request: &Message) -> Fault {
        let line = request.bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line).into_owned();
        let mut hasher = DefaultHasher::new();
        line.hash(&mut hasher);
        let attempt = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let count = seen.entry(line).or_default();
            *count += 1;
            *count
        };
        Fault::of(scramble(self.seed ^ hasher.finish() ^ scramble(attempt)))
    }

    async fn connect(&self) -> anyhow::Result<TcpStream> {
        let host = self.server.read().unwrap_or_else(PoisonError::into_inner).clone();
        match TcpStream::connect(&host).await {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                Ok(stream)
            }
            Err(error) => {
                // The server is being killed; phones whose clocks jump would ask thousands of times meanwhile.
                tokio::time::sleep(Duration::from_millis(50)).await;
                Err(error.into())
            }
        }
    }

    async fn pass(&self, server: &mut Option<TcpStream>, request: &[u8]) -> anyhow::Result<Message> {
        let mut stream = match server.take() {
            Some(stream) => stream,
            None => self.connect().await?,
        };
        stream.write_all(request).await?;
        let answer = read(&mut stream).await?;
        *server = Some(stream);
        Ok(answer)
    }
}

/// Reads one request or answer, whose length its head tells.
async fn read(stream: &mut TcpStream) -> anyhow::Result<Message> {
    let mut bytes = Vec::with_capacity(4096);
    loop {
        anyhow::ensure!(stream.read_buf(&mut bytes).await? > 0, "the connection was closed");
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = end + 4;
        let text = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.map_or(Ok(0), |length| length.trim().parse()).context("a bad length")?;
        while bytes.len() < head + length {
            anyhow::ensure!(stream.read_buf(&mut bytes).await? > 0, "the connection was closed");
        }
        return Ok(Message { bytes, head });
    }
}

/// Host and port of an address.
fn host(address: &str) -> String {
    address.trim_start_matches("http://").to_owned()
}
