//! Both protocols by the crates that are usually taken for them, which are those of the service too.

use async_imap::Session;
use futures_util::TryStreamExt;
use lettre::Message;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;

use super::{FROM, Failing, Forwarded, SET, TO, Wire};

/// The two connections.
pub struct ByCrates {
    imap: Session<TcpStream>,
    smtp: AsyncSmtpConnection,
}

impl ByCrates {
    pub async fn open(imap: u16, user: &str, password: &str, smtp: u16) -> Failing<Self> {
        let mut client = async_imap::Client::new(connect(imap).await?);
        client.read_response().await?.ok_or("no greeting")?;
        let mut imap = client.login(user, password).await.map_err(|(error, _)| error)?;
        // It may be there already.
        let _ = imap.create("Processed").await;
        imap.select("INBOX").await?;
        let hello = ClientId::Domain("bare.example".to_owned());
        let smtp = AsyncSmtpConnection::connect_with_transport(Box::new(connect(smtp).await?), &hello).await?;
        Ok(Self { imap, smtp })
    }
}

async fn connect(port: u16) -> Failing<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    // lettre writes the end of a mail by itself, which would wait for an answer to what stands before it.
    stream.set_nodelay(true)?;
    Ok(stream)
}

impl Wire for ByCrates {
    async fn fetch(&mut self) -> Failing<Vec<Vec<u8>>> {
        let fetched = self.imap.fetch(format!("1:{SET}"), "(BODY.PEEK[])").await?;
        match fetched.map_ok(|mail| mail.body().unwrap_or_default().to_vec()).try_collect().await {
            Ok(mails) => Ok(mails),
            // An empty folder has no first mail.
            Err(refused) if refused.to_string().contains("Invalid messageset") => Ok(Vec::new()),
            Err(other) => Err(other.into()),
        }
    }

    async fn send(&mut self, Forwarded { id, subject, words }: Forwarded<'_>) -> Failing<()> {
        let letter = Message::builder().from(FROM.parse()?).to(TO.parse()?).subject(subject);
        let letter = letter.message_id(Some(format!("<bare.{id}>"))).body(words.into_owned())?;
        self.smtp.send(letter.envelope(), &letter.formatted()).await?;
        Ok(())
    }

    async fn move_away(&mut self, count: usize) -> Failing<()> {
        Ok(self.imap.mv(format!("1:{count}"), "Processed").await?)
    }
}
